import { readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCsvTable } from "../../../src/shared/csv.ts";
import { CancelledError, LatentuneError } from "../../../src/engine/core/errors.ts";
import { findLayout } from "../../../src/engine/dataset/layout.ts";
import { folderLevels } from "../../../src/engine/dataset/opening/folder-levels.ts";
import { describePlan, labelledRows, planTable } from "../../../src/engine/dataset/opening/plan-table.ts";
import { listSongs } from "../../../src/engine/dataset/opening/song-list.ts";
import { surveyFolder } from "../../../src/engine/dataset/opening/survey.ts";
import { planNewTable, writePlan } from "../../../src/engine/tasks/create-table.ts";
import { folderWith, named } from "../workspace.ts";
import { flacFile, lyricsFrame, mp3File, textFrame } from "./tagged-files.ts";

const NONE = { genre: null, language: null };
const tableOf = async (workspace: string) =>
  readCsvTable(await readFile(join(workspace, "data", "lyrics", "lyrics.csv"), "utf8"));

describe("a table of the songs of a folder", () => {
  it("has their names, tags and lyrics, wherever they lie", async () => {
    const workspace = await folderWith({
      "Rock/a, b.mp3": mp3File(textFrame("TCON", "Rock"), textFrame("TLAN", "eng"), lyricsFrame('say "la"\nla')),
      "Jazz/গান.flac": flacFile("GENRE=Jazz"),
      "Jazz/গান.lrc": "[ti:x]\n[00:01.00]এক\n[00:02.00]দুই\n",
      "notes/c.mp3": mp3File(),
      "notes/C.TXT": Buffer.from("\uFEFFwörds\r\nof c\r\n", "utf16le"),
      "d10.mp3": "no sound at all",
      "d9.mp3": mp3File(),
      "d9.txt": "text",
      "d9.lrc": "[00:01.00]timed",
      ...named(".hidden/e.mp3", "results_hard/f.mp3", "._d9.mp3"),
    });
    const plan = await planNewTable({ workspace, add: false });
    expect(describePlan(plan)).toMatchObject({ songs: 5, withGenre: 2, withLanguage: 1, withLyrics: 4 });
    const written = await writePlan(plan, NONE, { add: false });
    expect(written).toEqual({
      path: join(workspace, "data", "lyrics", "lyrics.csv"),
      file: "data/lyrics/lyrics.csv",
      songs: 5,
      withLyrics: 4,
      genres: { Jazz: 1, Rock: 1 },
      languages: { english: 1 },
    });
    const { header, rows } = await tableOf(workspace);
    expect(header).toEqual(["filename", "language", "genre", "lyrics"]);
    expect(rows).toEqual([
      ["d9.mp3", "", "", "timed"],
      ["d10.mp3", "", "", ""],
      ["গান.flac", "", "Jazz", "এক\nদুই"],
      ["c.mp3", "", "", "wörds\nof c"],
      ["a, b.mp3", "english", "Rock", 'say "la"\nla'],
    ]);
  });

  it("names songs of one name by their paths", async () => {
    const workspace = await folderWith(named("data/audio/a/01.mp3", "data/audio/b/01.MP3", "data/audio/b/02.mp3"));
    const { songs } = await listSongs(await findLayout({ workspace }));
    expect(songs.map(({ filename }) => filename)).toEqual(["a/01.mp3", "b/01.MP3", "02.mp3"]);
  });

  it("takes labels from folders where tags have none", () => {
    const paths = ["pop/en/a.mp3", "pop/bn/b.mp3", "rock/c.mp3", "d.mp3"];
    const rows = paths.map((path) => ({ filename: path, path, read: true, genre: "", language: "", lyrics: "" }));
    rows[0]!.genre = "Tagged";
    const labelled = labelledRows(rows, { genre: 1, language: 2 });
    expect(labelled.map(({ genre, language }) => [genre, language])).toEqual([
      ["Tagged", "en"],
      ["pop", "bn"],
      ["rock", ""],
      ["", ""],
    ]);
    expect(folderLevels(paths, (name) => name.length === 2)).toEqual([
      { level: 1, names: ["pop", "rock"], count: 2, songs: 3, languages: false },
      { level: 2, names: ["bn", "en"], count: 2, songs: 2, languages: true },
    ]);
    // One folder of all songs says nothing about them.
    expect(folderLevels(["music/a/x.mp3", "music/b/y.mp3"], () => false).map(({ level }) => level)).toEqual([2]);
  });

  it("is never written over another, whoever writes it meanwhile", async () => {
    const workspace = await folderWith(named("a.mp3"));
    const plan = await planNewTable({ workspace, add: false });
    await writePlan(plan, NONE, { add: false });
    const before = await tableOf(workspace);
    await writeFile(join(workspace, "b.mp3"), "");
    await expect(writePlan(plan, NONE, { add: false })).rejects.toThrow("already");
    await expect(planNewTable({ workspace, add: false })).rejects.toThrow(LatentuneError);
    expect(await tableOf(workspace)).toEqual(before);
  });

  it("is not planned without songs, and says which endings songs have", async () => {
    const workspace = await folderWith(named("a.txt"));
    await expect(planNewTable({ workspace, add: false })).rejects.toMatchObject({
      message: "There are no songs in this folder.",
      place: { remedy: expect.stringContaining(".mp3") as string },
    });
  });

  it("goes on without files that cannot be read, and stops when cancelled", async () => {
    const workspace = await folderWith({ ...named("a.mp3"), "b.mp3": mp3File(textFrame("TCON", "Pop")) });
    const paths = await findLayout({ workspace });
    const found = await listSongs(paths);
    await rm(join(workspace, "a.mp3"));
    const done: number[] = [];
    const plan = await planTable(paths, found, { onProgress: (count) => done.push(count) });
    expect(describePlan(plan)).toMatchObject({ songs: 2, unread: 1, unreadFiles: ["a.mp3"], withGenre: 1 });
    expect(done).toEqual([1, 2]);
    await expect(planTable(paths, found, { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
  });
});

describe("songs that no row names", () => {
  it.each<[string, string, BufferEncoding]>([
    ["filename,genre\na.mp3,x\n", "filename,genre\na.mp3,x\nb;.mp3,Rock\n", "utf8"],
    ["filename,genre\na.mp3,x", "filename,genre\na.mp3,x\nb;.mp3,Rock\n", "utf8"],
    [
      "\uFEFFid;Genre;Lyrics;File\r\n1;x;;a.mp3\r\n",
      '\uFEFFid;Genre;Lyrics;File\r\n1;x;;a.mp3\r\n;Rock;"la\r\nla";"b;.mp3"\r\n',
      "utf8",
    ],
    ["\uFEFFfilename\tlanguage\ra.mp3\tbn\r", "\uFEFFfilename\tlanguage\ra.mp3\tbn\rb;.mp3\t\r", "utf16le"],
    ["filename,genre\n", "filename,genre\na.mp3,\nb;.mp3,Rock\n", "utf8"],
    ["", 'filename,language,genre,lyrics\na.mp3,,,\nb;.mp3,,Rock,"la\nla"\n', "utf8"],
    ["\uFEFF\n", '\uFEFF\nfilename,language,genre,lyrics\na.mp3,,,\nb;.mp3,,Rock,"la\nla"\n', "utf16le"],
    ["filename,genre\na.mp3,caf\u00e9\n", "filename,genre\na.mp3,caf\u00e9\nb;.mp3,Rock\n", "latin1"],
  ])("are added to %j, of which every byte stays", async (before, after, encoding) => {
    const workspace = await folderWith({
      "data/lyrics/lyrics.csv": Buffer.from(before, encoding),
      "data/audio/a.mp3": mp3File(),
      "data/audio/b;.mp3": mp3File(textFrame("TCON", "Rock"), lyricsFrame("la\nla")),
    });
    const plan = await planNewTable({ workspace, add: true });
    await writePlan(plan, NONE, { add: true });
    const bytes = await readFile(join(workspace, "data", "lyrics", "lyrics.csv"));
    expect(bytes.toString(encoding)).toBe(after);
    await expect(planNewTable({ workspace, add: true })).rejects.toThrow("nothing to add");
  });

  it("are not added to a table that cannot be written to safely, or that is not there", async () => {
    const broken = { "data/lyrics/lyrics.csv": 'filename,genre\na.mp3,"x\n', ...named("data/audio/b.mp3") };
    const workspace = await folderWith(broken);
    const plan = await planNewTable({ workspace, add: true });
    await expect(writePlan(plan, NONE, { add: true })).rejects.toThrow(LatentuneError);
    expect(await readFile(join(workspace, "data", "lyrics", "lyrics.csv"), "utf8")).toBe(
      broken["data/lyrics/lyrics.csv"],
    );
    const none = await folderWith(named("a.mp3"));
    await expect(planNewTable({ workspace: none, add: true })).rejects.toThrow("the folder holds 1 song");
  });
});

describe("surveyFolder", () => {
  it("looks at so many entries and no more, the nearest first", async () => {
    const workspace = await folderWith(named("a.mp3", "b/c.mp3", "b/d.mp3", "b/e/f.mp3", "g/lyrics.csv"));
    expect(await surveyFolder(workspace)).toMatchObject({ songs: 4, complete: true });
    expect(await surveyFolder(workspace, undefined, 3)).toMatchObject({ songs: 1, complete: false });
    await expect(surveyFolder(workspace, AbortSignal.abort())).rejects.toThrow(CancelledError);
  });

  it.skipIf(process.platform === "win32")("does not follow links to folders", async () => {
    const workspace = await folderWith(named("a/b.mp3"));
    await symlink("..", join(workspace, "a", "up"));
    expect(await surveyFolder(workspace)).toMatchObject({ songs: 1, complete: true });
  });
});
