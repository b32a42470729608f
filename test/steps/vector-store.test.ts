import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { sha256 } from "../../src/engine/core/hash.ts";
import { vectorStore } from "../../src/engine/steps/sentence-embedding.ts";

/** Entries that a folder of the cache may have. */
const MOST = 10_000;
const SONGS = 1_000_000;
/** Looked at in their place; a folder then may have the same part of its entries. */
const LOOKED_AT = SONGS / 10;

it("keeps the vectors of a million lyrics in folders of at most 10,000 entries, and gives them back", async () => {
  const folder = await mkdtemp(join(tmpdir(), "latentune-vectors-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const store = vectorStore(folder, () => undefined);
  const keys = Array.from({ length: LOOKED_AT }, (_, song) => sha256(`lyrics ${song}`));
  const [key] = keys as [string];
  await store.put(key, new Float64Array([1, -2.5]));
  expect(await store.get(key)).toEqual(new Float64Array([1, -2.5]));

  // One folder, named by the first digits of the key, and nothing left beside it.
  const [shard, ...others] = await readdir(folder);
  expect(others).toEqual([]);
  expect(key.startsWith(shard!)).toBe(true);
  const entries = await readdir(join(folder, shard!));
  expect(entries).toEqual([`${key}.npy`]);

  const counts = new Map<string, number>();
  for (const name of keys.map((other) => other.slice(0, shard!.length))) counts.set(name, (counts.get(name) ?? 0) + 1);
  expect(16 ** shard!.length).toBeLessThanOrEqual(MOST);
  expect(Math.max(...counts.values())).toBeLessThanOrEqual((MOST * LOOKED_AT) / SONGS);
});
