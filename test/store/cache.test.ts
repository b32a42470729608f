import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { shardedPath } from "../../src/engine/core/files.ts";
import { cacheKey, clearCache, fromCache, type CacheEntry } from "../../src/engine/store/cache.ts";
import { workspacePaths } from "../../src/engine/store/paths.ts";

let root: string;
let damaged: string[];
const onDamaged = (path: string): void => {
  damaged.push(path.slice(root.length + 1));
};
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "latentune-cache-"));
  damaged = [];
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

function entry(settings: unknown, calls: string[], text = "made"): CacheEntry<string> {
  return {
    folder: "step",
    version: 1,
    settings,
    inputs: ["a", "b"],
    make: () => {
      calls.push("make");
      return Promise.resolve({ "value.txt": Buffer.from(text), "other.txt": Buffer.from("beside it") });
    },
    read: (file) => Buffer.from(file("value.txt")).toString(),
  };
}

const folderOf = (settings: unknown): string => shardedPath(join(root, "step"), cacheKey(entry(settings, [])));

describe("fromCache", () => {
  it("computes once and reads back the second time", async () => {
    const calls: string[] = [];
    const first = await fromCache(root, entry({ k: 2 }, calls), onDamaged);
    const second = await fromCache(root, entry({ k: 2 }, calls), onDamaged);
    expect([first.value, first.reused, second.value, second.reused]).toEqual(["made", false, "made", true]);
    expect(calls).toEqual(["make"]);
    expect(damaged).toEqual([]);
  });

  it("keeps other settings, versions and inputs apart, but not the order of properties", () => {
    const base = { folder: "s", version: 1, settings: { a: 1, b: 2 }, inputs: ["x"] };
    expect(cacheKey({ ...base, settings: { b: 2, a: 1 } })).toBe(cacheKey(base));
    for (const other of [{ settings: { a: 1, b: 3 } }, { version: 2 }, { inputs: ["x", "y"] }, { folder: "t" }]) {
      expect(cacheKey({ ...base, ...other })).not.toBe(cacheKey(base));
    }
  });

  it.each([
    ["changed", (path: string) => writeFile(path, "mode")],
    ["shortened", (path: string) => writeFile(path, "mad")],
    ["emptied", (path: string) => writeFile(path, "")],
    ["removed", (path: string) => rm(path)],
  ])("makes an entry again of which a file was %s, and says so once", async (_what, damage) => {
    for (const file of ["value.txt", "other.txt", "checksums.json"]) {
      const calls: string[] = [];
      await fromCache(root, entry(file, calls), onDamaged);
      await damage(join(folderOf(file), file));
      damaged = [];
      expect(await fromCache(root, entry(file, calls), onDamaged)).toEqual({ value: "made", reused: false });
      expect(damaged).toHaveLength(1);
      expect(await fromCache(root, entry(file, calls), onDamaged)).toEqual({ value: "made", reused: true });
      expect(damaged).toHaveLength(1);
      expect(calls).toEqual(["make", "make"]);
    }
  });

  it("makes an entry again that is a file, or whose whole files are not understood", async () => {
    await fromCache(root, entry(1, []), onDamaged);
    await rm(folderOf(1), { recursive: true });
    await writeFile(folderOf(1), "");
    expect(await fromCache(root, entry(1, []), onDamaged)).toEqual({ value: "made", reused: false });
    const other: CacheEntry<string> = {
      ...entry(2, []),
      make: () => Promise.resolve({ "old.txt": Buffer.from("old") }),
    };
    await expect(fromCache(root, other, onDamaged)).rejects.toThrow("no file value.txt");
    expect(await fromCache(root, entry(2, []), onDamaged)).toEqual({ value: "made", reused: false });
    expect(damaged).toHaveLength(2);
    expect(damaged[1]).toBe(folderOf(2).slice(root.length + 1));
  });

  it("keeps the files as they were made", async () => {
    await fromCache(root, entry(1, [], "as it is"), onDamaged);
    expect(await readFile(join(folderOf(1), "value.txt"), "utf8")).toBe("as it is");
    expect((await readdir(folderOf(1))).sort()).toEqual(["checksums.json", "other.txt", "value.txt"]);
  });

  it("leaves nothing behind when making fails", async () => {
    const failing = { ...entry(1, []), make: () => Promise.reject(new Error("no")) };
    await expect(fromCache(root, failing, onDamaged)).rejects.toThrow("no");
    expect(await readdir(root)).toEqual([]);
  });

  it("lets two makers of one entry finish", async () => {
    const calls: string[] = [];
    const both = [fromCache(root, entry(1, calls), onDamaged), fromCache(root, entry(1, calls), onDamaged)];
    expect((await Promise.all(both)).map(({ value }) => value)).toEqual(["made", "made"]);
    expect(await readdir(join(root, "step"))).toHaveLength(1);
  });
});

it("clearing the cache of a folder that is not there makes none", async () => {
  const workspace = join(root, "nowhere");
  await expect(clearCache(workspacePaths(workspace))).rejects.toMatchObject({ place: { file: workspace } });
  expect(await readdir(root)).toEqual([]);
});
