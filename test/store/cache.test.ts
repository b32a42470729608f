import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readNpy, writeNpy } from "../../src/engine/core/npy.ts";
import { cacheKey, fromCache, type CacheEntry } from "../../src/engine/store/cache.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "latentune-cache-"));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

function entry(settings: unknown, calls: string[], text = "made"): CacheEntry<string> {
  return {
    step: "step",
    version: 1,
    settings,
    inputs: ["a", "b"],
    make: async (folder) => {
      calls.push("make");
      await writeFile(join(folder, "value.txt"), text);
    },
    read: async (folder) => {
      const value = await readFile(join(folder, "value.txt"), "utf8");
      if (value === "") throw new Error("broken");
      return value;
    },
  };
}

describe("fromCache", () => {
  it("computes once and reads back the second time", async () => {
    const calls: string[] = [];
    const first = await fromCache(root, entry({ k: 2 }, calls));
    const second = await fromCache(root, entry({ k: 2 }, calls));
    expect([first.value, first.reused, second.value, second.reused]).toEqual(["made", false, "made", true]);
    expect(calls).toEqual(["make"]);
  });

  it("keeps other settings, versions and inputs apart, but not the order of properties", () => {
    const base = { step: "s", version: 1, settings: { a: 1, b: 2 }, inputs: ["x"] };
    expect(cacheKey({ ...base, settings: { b: 2, a: 1 } })).toBe(cacheKey(base));
    for (const other of [{ settings: { a: 1, b: 3 } }, { version: 2 }, { inputs: ["x", "y"] }, { step: "t" }]) {
      expect(cacheKey({ ...base, ...other })).not.toBe(cacheKey(base));
    }
  });

  it("makes a broken entry again", async () => {
    const calls: string[] = [];
    const { folder } = await fromCache(root, entry(1, calls));
    await writeFile(join(folder, "value.txt"), "");
    const again = await fromCache(root, entry(1, calls));
    expect(again).toMatchObject({ value: "made", reused: false });
    expect(calls).toEqual(["make", "make"]);
  });

  it("makes an entry again that lacks a file, also an array", async () => {
    const calls: string[] = [];
    const { folder } = await fromCache(root, entry(1, calls));
    await rm(join(folder, "value.txt"));
    expect(await fromCache(root, entry(1, calls))).toMatchObject({ value: "made", reused: false });
    const arrays: CacheEntry<number> = {
      ...entry(2, calls),
      make: (into) => writeNpy(join(into, "x.npy"), { shape: [1], data: Float32Array.of(7) }),
      read: async (from) => Number((await readNpy(join(from, "x.npy"))).data[0]),
    };
    await rm(join((await fromCache(root, arrays)).folder, "x.npy"));
    expect(await fromCache(root, arrays)).toMatchObject({ value: 7, reused: false });
  });

  it("keeps an entry that the system does not let it read now", async () => {
    const calls: string[] = [];
    await fromCache(root, entry(1, calls));
    const refused = Object.assign(new Error("EMFILE: too many open files"), {
      code: "EMFILE",
      errno: -24,
      syscall: "open",
    });
    await expect(fromCache(root, { ...entry(1, calls), read: () => Promise.reject(refused) })).rejects.toBe(refused);
    expect(await fromCache(root, entry(1, calls))).toMatchObject({ value: "made", reused: true });
    expect(calls).toEqual(["make"]);
  });

  it("leaves nothing behind when making fails", async () => {
    const failing = { ...entry(1, []), make: () => Promise.reject(new Error("no")) };
    await expect(fromCache(root, failing)).rejects.toThrow("no");
    expect(await readdir(join(root, "step"))).toEqual([]);
  });

  it("lets two makers of one entry finish", async () => {
    const calls: string[] = [];
    const results = await Promise.all([fromCache(root, entry(1, calls)), fromCache(root, entry(1, calls))]);
    expect(results.map(({ value }) => value)).toEqual(["made", "made"]);
    expect(await readdir(join(root, "step"))).toHaveLength(1);
  });
});
