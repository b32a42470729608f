import { stat, unlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { checkedJson } from "../../src/engine/core/checked-file.ts";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { sha256 } from "../../src/engine/core/hash.ts";
import { hashesOnDemand, knownHashes } from "../../src/engine/dataset/audio-files/content-hashes.ts";
import { folderWith, named } from "./workspace.ts";

const songsIn = (workspace: string, ...names: readonly string[]) =>
  names.map((name) => ({ audioPath: join(workspace, name), audioRelative: name }));
const settle = (path: string): Promise<void> => utimes(path, new Date(0), new Date(0));

/** What the cache file says of files, with hashes of our own: they show that the cache is what answers. */
async function entriesOf(songs: ReturnType<typeof songsIn>, sha256: string): Promise<Record<string, unknown>> {
  const entries = songs.map(async ({ audioPath, audioRelative }) => {
    const { size, mtimeNs, ctimeNs, ino } = await stat(audioPath, { bigint: true });
    return [
      audioRelative,
      { size: `${size}`, mtime: `${mtimeNs}`, ctime: `${ctimeNs}`, inode: `${ino}`, sha256 },
    ] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

describe("known hashes", () => {
  it("are those of files that are the same, and never of one that changed or is gone", async () => {
    const workspace = await folderWith(named("a.ogg", "b.ogg", "c.ogg", "d.ogg"));
    const cacheFile = join(workspace, "cache.json");
    const songs = songsIn(workspace, "a.ogg", "b.ogg", "c.ogg", "d.ogg");
    for (const { audioPath } of songs) await settle(audioPath);
    await checkedJson().write(cacheFile, { version: 1, files: await entriesOf(songs.slice(0, 3), "marked") });
    expect((await knownHashes(songs, cacheFile)).known).toEqual(["marked", "marked", "marked", undefined]);
    // The same size, and the modification time set back: the change time tells.
    await writeFile(songs[1]!.audioPath, "B.ogg");
    await settle(songs[1]!.audioPath);
    await unlink(songs[2]!.audioPath);
    expect((await knownHashes(songs, cacheFile)).known).toEqual(["marked", undefined, undefined, undefined]);
  });

  it("are kept for the next time, but not of files that could not be read or have just changed", async () => {
    const workspace = await folderWith(named("a.ogg", "b.ogg", "c.ogg"));
    const cacheFile = join(workspace, "cache.json");
    const songs = songsIn(workspace, "a.ogg", "b.ogg", "c.ogg");
    const old = vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    onTestFinished(() => void vi.useRealTimers());
    await (await knownHashes(songs, cacheFile)).keep(["of a", null, "of c"]);
    const later = await knownHashes(songs, cacheFile);
    expect(later.known).toEqual(["of a", undefined, "of c"]);
    old.useRealTimers();
    // What was known stays, though the file has just changed for the clock.
    const again = await knownHashes(songs, cacheFile);
    await again.keep([null, "of b", null]);
    expect((await knownHashes(songs, cacheFile)).known).toEqual(["of a", undefined, "of c"]);
    await later.keep(["of a", "of b", "of c"]);
    expect((await knownHashes(songs, cacheFile)).known).toEqual(["of a", "of b", "of c"]);
  });

  it("are none where the cache is broken, and stop when cancelled", async () => {
    const workspace = await folderWith({ ...named("a.ogg"), "cache.json": '{"version":1,"files":null' });
    const songs = songsIn(workspace, "a.ogg");
    const cacheFile = join(workspace, "cache.json");
    const damaged: string[] = [];
    const options = { onDamaged: (path: string) => damaged.push(path) };
    expect((await knownHashes(songs, cacheFile, options)).known).toEqual([undefined]);
    await writeFile(cacheFile, '{"version":1,"files":null}');
    expect((await knownHashes(songs, cacheFile, options)).known).toEqual([undefined]);
    expect(damaged).toEqual([cacheFile, cacheFile]);
    const signal = AbortSignal.abort();
    await expect(knownHashes(songs, cacheFile, { signal })).rejects.toThrow(CancelledError);
  });
});

describe("hashes on demand", () => {
  it("are known, or made when they are asked for; null for a file that is gone", async () => {
    const workspace = await folderWith(named("a.ogg", "b.ogg", "c.ogg"));
    const cacheFile = join(workspace, "cache.json");
    const songs = songsIn(workspace, "a.ogg", "b.ogg", "c.ogg", "gone.ogg");
    await checkedJson().write(cacheFile, { version: 1, files: await entriesOf(songs.slice(0, 1), "marked") });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    onTestFinished(() => void vi.useRealTimers());
    const hashes = await hashesOnDemand(songs, cacheFile);
    expect(await Promise.all([0, 1, 3].map((song) => hashes.of(songs[song]!)))).toEqual([
      "marked",
      sha256("b.ogg"),
      null,
    ]);
    await hashes.keep();
    expect((await knownHashes(songs, cacheFile)).known).toEqual(["marked", sha256("b.ogg"), undefined, undefined]);
  });
});
