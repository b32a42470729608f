import { mkdir, realpath, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { audioPathOf } from "../../src/engine/dataset/audio-files/audio-path.ts";
import { loadDataset } from "../../src/engine/dataset/load-dataset.ts";
import { listSongs } from "../../src/engine/dataset/opening/song-list.ts";
import { findLayout } from "../../src/engine/dataset/layout.ts";
import { describePlan } from "../../src/engine/dataset/opening/plan-table.ts";
import { planNewTable } from "../../src/engine/tasks/create-table.ts";
import { folderWith, named } from "./workspace.ts";

const TABLE = "filename,language,genre,lyrics\n";

/** A workspace beside a folder that is not part of it. */
async function setUp(
  rows: string,
  files: readonly string[],
): Promise<{ readonly workspace: string; readonly music: string }> {
  const table = { "ws/data/lyrics/lyrics.csv": TABLE + rows };
  const folder = await realpath(await folderWith({ ...named(...files), ...table }));
  await mkdir(join(folder, "ws/data/audio"), { recursive: true });
  return { workspace: join(folder, "ws"), music: join(folder, "music") };
}

describe.skipIf(process.platform === "win32")("links in the audio folder", () => {
  it("lead into stores of the same workspace, named and typed as the link", async () => {
    const files = ["ws/.git/annex/objects/0f/K1/K1", "ws/.dvc/cache/files/md5/ab", "ws/elsewhere/c.wav"];
    const { workspace } = await setUp("a.wav,x,y,z\nb.wav,x,y,z\nlinked/c.wav,x,y,z\n", files);
    const audio = join(workspace, "data/audio");
    await symlink("../../.git/annex/objects/0f/K1/K1", join(audio, "a.wav"));
    await symlink("../../.dvc/cache/files/md5/ab", join(audio, "b.wav"));
    await symlink("../../elsewhere", join(audio, "linked"));
    const { songs, diagnostics } = await loadDataset({ workspace });
    expect(diagnostics).toEqual([]);
    expect(songs.map(({ audioRelative }) => audioRelative)).toEqual([
      "data/audio/a.wav",
      "data/audio/b.wav",
      "data/audio/linked/c.wav",
    ]);
    for (const { audioRelative, audioPath } of songs)
      expect(await audioPathOf({ workspace }, audioRelative)).toBe(audioPath);
  });

  it("lead out of the workspace only into folders that are allowed", async () => {
    const rows = "a.wav,x,y,z\nB.wav,x,y,z\nrock/c.wav,x,y,z\n";
    const { workspace, music } = await setUp(rows, ["music/one/a.wav", "music/two/b.wav", "music/rock/c.wav"]);
    const audio = join(workspace, "data/audio");
    await symlink(join(music, "one/a.wav"), join(audio, "a.wav"));
    await symlink(join(music, "two/b.wav"), join(audio, "b.wav"));
    await symlink(join(music, "rock"), join(audio, "rock"));

    const refused = await loadDataset({ workspace });
    expect(refused.songs).toEqual([]);
    expect(refused.diagnostics.map(({ code, line, setting }) => [code, line, setting?.value])).toEqual([
      ["audio-outside", 2, music],
      ["audio-missing", 4, undefined],
      ["audio-folder-skipped", 4, join(music, "rock")],
    ]);
    expect(refused.diagnostics[0]!.remedy).toContain(`--audio-roots ${JSON.stringify(music)}`);
    await expect(audioPathOf({ workspace }, "data/audio/a.wav")).rejects.toThrow("does not lie in the data folder");

    for (const audioRoots of [[music], ["../music"]]) {
      const allowed = await loadDataset({ workspace, audioRoots });
      expect(allowed.songs.map(({ filename }) => filename)).toEqual(["a.wav", "B.wav", "rock/c.wav"]);
      expect(allowed.diagnostics.map(({ code }) => code)).toEqual(["audio-name-inexact"]);
      expect(await audioPathOf({ workspace, audioRoots }, "data/audio/rock/c.wav")).toBe(join(audio, "rock/c.wav"));
    }
    // A folder beside it whose name begins alike is another one.
    expect((await loadDataset({ workspace, audioRoots: ["../mus"] })).songs).toEqual([]);
  });

  it("count a file once, however many folders lead to it, and give it to one row", async () => {
    const { workspace } = await setUp("s.wav,x,y,z\nlatest.wav,x,y,z\n", ["ws/data/audio/en/s.wav"]);
    const audio = join(workspace, "data/audio");
    await symlink("en", join(audio, "again"));
    await symlink("../..", join(audio, "up"));
    await symlink("en/s.wav", join(audio, "latest.wav"));
    const { songs, diagnostics } = await loadDataset({ workspace });
    expect(songs.map(({ audioRelative }) => audioRelative)).toEqual(["data/audio/en/s.wav"]);
    expect(diagnostics.map(({ code, row }) => [code, row])).toEqual([["audio-duplicate", 2]]);
    expect((await listSongs(await findLayout({ workspace }))).songs).toHaveLength(1);
  });

  it("do not matter where the audio or data folder is itself one", async () => {
    const { workspace, music } = await setUp("a.wav,x,y,z\n", ["music/a.wav"]);
    await rename(join(workspace, "data/audio"), join(workspace, "data/none"));
    await symlink(music, join(workspace, "data/audio"));
    for (const dataDir of ["data", "linked"]) {
      if (dataDir === "linked") await symlink("data", join(workspace, dataDir));
      const { songs, diagnostics } = await loadDataset({ workspace, dataDir });
      expect(diagnostics).toEqual([]);
      expect(songs.map(({ audioRelative }) => audioRelative)).toEqual([`${dataDir}/audio/a.wav`]);
      expect(await audioPathOf({ workspace, dataDir }, songs[0]!.audioRelative)).toBe(songs[0]!.audioPath);
    }
  });

  it("that no row names are named once, those that lead out and those that lead nowhere", async () => {
    const { workspace, music } = await setUp("a.wav,x,y,z\n", [
      "ws/data/audio/a.wav",
      "music/one/b.wav",
      "music/two/c.wav",
    ]);
    const audio = join(workspace, "data/audio");
    await symlink(join(music, "one/b.wav"), join(audio, "b.wav"));
    await symlink(join(music, "two/c.wav"), join(audio, "c.wav"));
    for (const name of ["d.wav", "album", "notes.txt"]) await symlink("gone", join(audio, name));
    const { diagnostics } = await loadDataset({ workspace });
    expect(diagnostics).toMatchObject([
      {
        code: "audio-link-unused",
        severity: "info",
        message: `2 links lead out of the workspace, such as b.wav to ${join(music, "one/b.wav")}: they are not used.`,
        setting: { name: "audioRoots", value: music },
      },
      { file: "data/audio", message: "2 links lead nowhere, such as album: they are not used." },
    ]);
    // A table of the folder's songs is planned with the same words.
    const table = join(workspace, "data/lyrics/lyrics.csv");
    await rm(table);
    const plan = describePlan(await planNewTable({ workspace, add: false }));
    expect([plan.songs, plan.unused.map(({ message }) => message)]).toEqual([
      1,
      diagnostics.map(({ message }) => message),
    ]);
    await rm(join(audio, "a.wav"));
    await expect(planNewTable({ workspace, add: false })).rejects.toMatchObject({
      message: expect.stringMatching(/^There are no songs in this folder\. 2 links lead out/) as string,
      place: { remedy: expect.stringContaining("--audio-roots") as string },
    });
    const allowed = await planNewTable({ workspace, audioRoots: [music], add: false });
    expect(describePlan(allowed)).toMatchObject({ songs: 2, unused: [{ file: "data/audio" }] });
  });

  it("that are not yet fetched say so", async () => {
    const { workspace } = await setUp("a.wav,x,y,z\n", ["ws/data/audio/b.wav"]);
    await symlink("../../.git/annex/objects/0f/K1/K1", join(workspace, "data/audio/a.wav"));
    const { diagnostics } = await loadDataset({ workspace });
    expect(diagnostics[0]).toMatchObject({ code: "audio-link-broken", line: 2, severity: "error" });
    expect(diagnostics[0]!.remedy).toContain("git annex get");
  });
});
