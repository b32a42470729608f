import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { shardedPath } from "../../src/engine/core/files.ts";
import { cacheKey, fromCache } from "../../src/engine/store/cache.ts";

// A virus scanner holds the damaged entry: it cannot be removed, as on Windows.
vi.mock("node:fs/promises", async (original) => {
  const actual = await original<typeof import("node:fs/promises")>();
  return {
    ...actual,
    rm: (path: string, options: object) =>
      /[\\/]step[\\/][^.]*$/.test(path)
        ? Promise.reject(Object.assign(new Error("EBUSY"), { code: "EBUSY", syscall: "rm" }))
        : actual.rm(path, options),
  };
});

it("a damaged entry that cannot be removed is computed again and does not end the run", async () => {
  const root = await mkdtemp(join(tmpdir(), "latentune-cache-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const entry = {
    folder: "step",
    version: 1,
    settings: {},
    inputs: [],
    make: () => Promise.resolve({ "value.txt": Buffer.from("made") }),
    read: (file: (name: string) => Uint8Array) => Buffer.from(file("value.txt")).toString(),
  };
  const damaged: string[] = [];
  const get = () => fromCache(root, entry, (path) => damaged.push(path));
  await get();
  const file = join(shardedPath(join(root, "step"), cacheKey(entry)), "value.txt");
  await writeFile(file, "ma");
  expect(await get()).toEqual({ value: "made", reused: false });
  expect(damaged).toEqual([file]);
  // Nothing half-made is left beside it.
  expect(await readdir(dirname(dirname(file)))).toEqual([cacheKey(entry)]);
  expect(await readdir(join(root, "step"))).toHaveLength(1);
});
