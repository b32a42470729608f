import { mkdir, readdir, stat, unlink, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { checkedJson } from "../../src/engine/core/checked-file.ts";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { sha256 } from "../../src/engine/core/hash.ts";
import {
  hashesOnDemand,
  knownContentHashes,
  knownHashes,
} from "../../src/engine/dataset/audio-files/content-hashes.ts";
import { folderWith, named } from "./workspace.ts";

const songsIn = (workspace: string, ...names: readonly string[]) =>
  names.map((name) => ({ audioPath: join(workspace, name), audioRelative: name }));
const settle = (path: string): Promise<void> => utimes(path, new Date(0), new Date(0));

/** What the cache file says of files, with hashes of our own: they show that the cache is what answers. */
async function entriesOf(songs: ReturnType<typeof songsIn>, sha256: string): Promise<Record<string, unknown>> {
  const entries = songs.map(async ({ audioPath, audioRelative }) => {
    const { size, mtimeNs, ctimeNs, ino } = await stat(audioPath, { bigint: true });
    return [audioRelative, { stamp: `${size} ${mtimeNs} ${ctimeNs} ${ino}`, sha256 }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** The file for a path's hash: its first two digits. */
const shardOf = (folder: string, path: string): string => join(folder, `${sha256(path).slice(0, 2)}.json`);

/** As {@link knownHashes} keeps them; the names of the tests lie in files of their own. */
async function writeKnown(folder: string, entries: Record<string, unknown>): Promise<void> {
  for (const [path, entry] of Object.entries(entries)) {
    await checkedJson().write(shardOf(folder, path), { version: 2, files: { [path]: entry } });
  }
}

describe("known hashes", () => {
  it("are those of files that are the same, and never of one that changed or is gone", async () => {
    const workspace = await folderWith(named("a.ogg", "b.ogg", "c.ogg", "d.ogg"));
    const folder = join(workspace, "hashes");
    const songs = songsIn(workspace, "a.ogg", "b.ogg", "c.ogg", "d.ogg");
    for (const { audioPath } of songs) await settle(audioPath);
    await writeKnown(folder, await entriesOf(songs.slice(0, 3), "marked"));
    expect((await knownHashes(songs, folder)).known).toEqual(["marked", "marked", "marked", undefined]);
    // The same size, and the modification time set back: the change time tells.
    await writeFile(songs[1]!.audioPath, "B.ogg");
    await settle(songs[1]!.audioPath);
    await unlink(songs[2]!.audioPath);
    expect((await knownHashes(songs, folder)).known).toEqual(["marked", undefined, undefined, undefined]);
  });

  it("are kept for the next time, but not of files that could not be read or have just changed", async () => {
    const workspace = await folderWith(named("a.ogg", "b.ogg", "c.ogg"));
    const folder = join(workspace, "hashes");
    const songs = songsIn(workspace, "a.ogg", "b.ogg", "c.ogg");
    const old = vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    onTestFinished(() => void vi.useRealTimers());
    await (await knownHashes(songs, folder)).keep(["of a", null, "of c"]);
    const later = await knownHashes(songs, folder);
    expect(later.known).toEqual(["of a", undefined, "of c"]);
    old.useRealTimers();
    // What was known stays, though the file has just changed for the clock.
    const again = await knownHashes(songs, folder);
    await again.keep([null, "of b", null]);
    expect((await knownHashes(songs, folder)).known).toEqual(["of a", undefined, "of c"]);
    await later.keep(["of a", "of b", "of c"]);
    expect((await knownHashes(songs, folder)).known).toEqual(["of a", "of b", "of c"]);
  });

  it("are kept in the files of their paths' hashes, of which only those with changes are written", async () => {
    const names = Array.from({ length: 600 }, (_, song) => `${song}.ogg`);
    const workspace = await folderWith(named(...names));
    const folder = join(workspace, "hashes");
    const songs = songsIn(workspace, ...names);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    onTestFinished(() => void vi.useRealTimers());
    await (await knownHashes(songs.slice(1), folder)).keep(names.slice(1).map((name) => `of ${name}`));
    const files = await readdir(folder);
    expect(new Set(files)).toEqual(new Set(names.slice(1).map((name) => basename(shardOf(folder, name)))));
    const inodes = async () => Promise.all(files.map(async (file) => (await stat(join(folder, file))).ino));
    const before = await inodes();
    // One file more, and one that is gone.
    const now = songs.filter((_, song) => song !== 7);
    await (await knownHashes(now, folder)).keep(now.map(({ audioRelative }) => `of ${audioRelative}`));
    const after = await inodes();
    const written = files.filter((_, file) => before[file] !== after[file]);
    expect(new Set(written)).toEqual(new Set(["0.ogg", "7.ogg"].map((name) => basename(shardOf(folder, name)))));
    const { known } = await knownHashes(songs, folder);
    expect(known).toEqual(names.map((name) => (name === "7.ogg" ? undefined : `of ${name}`)));
    const wanted = new Set(["of 0.ogg", "of 5.ogg", "of 7.ogg"]);
    expect(await knownContentHashes(songs, folder, wanted)).toEqual(
      new Map([
        [songs[0], "of 0.ogg"],
        [songs[5], "of 5.ogg"],
      ]),
    );
  });

  it("are none where the cache is broken, and stop when cancelled", async () => {
    const workspace = await folderWith(named("a.ogg"));
    const songs = songsIn(workspace, "a.ogg");
    const folder = join(workspace, "hashes");
    const file = shardOf(folder, "a.ogg");
    const damaged: string[] = [];
    const options = { onDamaged: (path: string) => damaged.push(path) };
    for (const content of ['{"version":2,"files":null', '{"version":2,"files":null}']) {
      await mkdir(folder, { recursive: true });
      await writeFile(file, content);
      expect((await knownHashes(songs, folder, options)).known).toEqual([undefined]);
    }
    expect(damaged).toEqual([file, file]);
    const signal = AbortSignal.abort();
    await expect(knownHashes(songs, folder, { signal })).rejects.toThrow(CancelledError);
  });
});

describe("hashes on demand", () => {
  it("are known, or made when they are asked for; null for a file that is gone", async () => {
    const workspace = await folderWith(named("a.ogg", "b.ogg", "c.ogg"));
    const folder = join(workspace, "hashes");
    const songs = songsIn(workspace, "a.ogg", "b.ogg", "c.ogg", "gone.ogg");
    await writeKnown(folder, await entriesOf(songs.slice(0, 1), "marked"));
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    onTestFinished(() => void vi.useRealTimers());
    const hashes = await hashesOnDemand(songs, folder);
    expect(await Promise.all([0, 1, 3].map((song) => hashes.of(songs[song]!)))).toEqual([
      "marked",
      sha256("b.ogg"),
      null,
    ]);
    await hashes.keep();
    expect((await knownHashes(songs, folder)).known).toEqual(["marked", sha256("b.ogg"), undefined, undefined]);
  });
});
