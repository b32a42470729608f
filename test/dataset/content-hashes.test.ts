import { stat, unlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkedJson } from "../../src/engine/core/checked-file.ts";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { sha256 } from "../../src/engine/core/hash.ts";
import { contentHashes } from "../../src/engine/dataset/audio-files/content-hashes.ts";
import { folderWith, named } from "./workspace.ts";

describe("contentHashes", () => {
  const settle = async (path: string): Promise<void> => {
    await utimes(path, new Date(0), new Date(0));
  };

  it("are the SHA-256 of the files, in order, null for a file that is gone", async () => {
    const workspace = await folderWith(named("a.ogg", "b.ogg", "c.ogg"));
    const songs = ["c.ogg", "a.ogg", "b.ogg"].map((name) => ({
      audioPath: join(workspace, name),
      audioRelative: name,
    }));
    await unlink(join(workspace, "b.ogg"));
    expect(await contentHashes(songs, join(workspace, "cache.json"))).toEqual([sha256("c.ogg"), sha256("a.ogg"), null]);
  });

  it("come from the cache for a file that is the same, and never for one that changed", async () => {
    const workspace = await folderWith(named("a.ogg", "b.ogg"));
    const cacheFile = join(workspace, "cache.json");
    const songs = ["a.ogg", "b.ogg"].map((name) => ({ audioPath: join(workspace, name), audioRelative: name }));
    for (const { audioPath } of songs) await settle(audioPath);
    // Entries are kept only once files have rested; a marked entry shows that the cache is what answers.
    const looks = await Promise.all(songs.map(({ audioPath }) => stat(audioPath, { bigint: true })));
    const entries = looks.map(({ size, mtimeNs, ctimeNs, ino }) => ({
      size: `${size}`,
      mtime: `${mtimeNs}`,
      ctime: `${ctimeNs}`,
      inode: `${ino}`,
      sha256: "marked",
    }));
    const files = { "a.ogg": entries[0], "b.ogg": entries[1] };
    await checkedJson().write(cacheFile, { version: 1, files });
    expect(await contentHashes(songs, cacheFile)).toEqual(["marked", "marked"]);
    // The same size, and the modification time set back: the change time tells.
    await writeFile(songs[1]!.audioPath, "B.ogg");
    await settle(songs[1]!.audioPath);
    expect(await contentHashes(songs, cacheFile)).toEqual(["marked", sha256("B.ogg")]);
  });

  it("are not kept for files that have just changed", async () => {
    const workspace = await folderWith(named("a.ogg"));
    const cacheFile = join(workspace, "cache.json");
    await contentHashes([{ audioPath: join(workspace, "a.ogg"), audioRelative: "a.ogg" }], cacheFile);
    await expect(stat(cacheFile)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("are made again where the cache is broken, and stop when cancelled", async () => {
    const workspace = await folderWith({ ...named("a.ogg"), "cache.json": '{"version":1,"files":null' });
    const songs = [{ audioPath: join(workspace, "a.ogg"), audioRelative: "a.ogg" }];
    const cacheFile = join(workspace, "cache.json");
    const damaged: string[] = [];
    const options = { onDamaged: (path: string) => damaged.push(path) };
    expect(await contentHashes(songs, cacheFile, options)).toEqual([sha256("a.ogg")]);
    await writeFile(cacheFile, '{"version":1,"files":null}');
    expect(await contentHashes(songs, cacheFile, options)).toEqual([sha256("a.ogg")]);
    expect(damaged).toEqual([cacheFile, cacheFile]);
    const signal = AbortSignal.abort();
    await expect(contentHashes(songs, cacheFile, { signal })).rejects.toThrow(CancelledError);
  });
});
