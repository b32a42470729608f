import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { CancelledError, LatentuneError } from "../../src/engine/core/errors.ts";
import { diagnoseDataset } from "../../src/engine/dataset/diagnose.ts";
import type { Diagnostic } from "../../src/shared/contract/diagnostic.ts";
import { inspectDataset, loadDataset } from "../../src/engine/dataset/load-dataset.ts";
import { parseLyricsTable } from "../../src/engine/dataset/table/lyrics-table.ts";
import { countLabels } from "../../src/engine/dataset/genres/merge-genres.ts";
import { requireUsableSongs } from "../../src/engine/dataset/usable-songs.ts";
import { folderWith, named } from "./workspace.ts";

const TABLE = "data/lyrics/lyrics.csv";
const HEADER = "filename,language,genre,lyrics\n";
const codes = (diagnostics: readonly { code: string; line?: number }[]): unknown[] =>
  diagnostics.map(({ code, line }) => [code, line]);

describe("loadDataset", () => {
  it("matches rows, audio and genres", async () => {
    const workspace = await folderWith({
      ...named("data/audio/fr/b.mp3", "data/audio/a.ogg"),
      [TABLE]: `${HEADER}a.ogg,english,folk,"la\nla"\nb.mp3,french,,\n`,
      "data/genre_map.csv": "filename,genre\nb.mp3,pop\n",
    });
    const dataset = await loadDataset({ workspace });
    expect(dataset.diagnostics).toEqual([]);
    expect(dataset.songs).toEqual([
      {
        row: 1,
        firstLine: 2,
        lastLine: 3,
        filename: "a.ogg",
        language: "english",
        genre: "folk",
        lyrics: "la\nla",
        audioPath: join(workspace, "data", "audio", "a.ogg"),
        audioRelative: "data/audio/a.ogg",
      },
      {
        row: 2,
        firstLine: 4,
        lastLine: 4,
        filename: "b.mp3",
        language: "french",
        genre: "pop",
        lyrics: "",
        audioPath: join(workspace, "data", "audio", "fr", "b.mp3"),
        audioRelative: "data/audio/fr/b.mp3",
      },
    ]);
    expect(dataset.counts).toEqual({
      rows: 2,
      songs: 2,
      withoutLyrics: 1,
      withoutGenre: 0,
      unnamedFiles: 0,
      languages: new Map([
        ["english", 1],
        ["french", 1],
      ]),
      genres: new Map([
        ["folk", 1],
        ["pop", 1],
      ]),
    });
  });

  it("takes another data folder", async () => {
    const workspace = await folderWith({
      ...named("music/audio/a.ogg"),
      "music/lyrics/lyrics.csv": `${HEADER}a.ogg,x,y,z\n`,
    });
    for (const dataDir of ["music", join(workspace, "music")]) {
      const { songs, table } = await loadDataset({ workspace, dataDir });
      expect(songs[0]?.audioRelative).toBe("music/audio/a.ogg");
      expect(table.file).toBe("music/lyrics/lyrics.csv");
    }
  });

  it("leaves rows out for their audio, at their lines, and goes on", async () => {
    const workspace = await folderWith({
      ...named(
        "data/audio/a.ogg",
        "data/audio/x/d.ogg",
        "data/audio/y/d.ogg",
        "data/audio/song 2.ogg",
        "data/audio/cover.png",
      ),
      [TABLE]: `${HEADER}a.ogg,en,g,l\nsong 3.ogg,en,g,l\n../../etc/passwd,en,g,l\nd.ogg,en,g,l\na,en,g,l\n`,
    });
    const { songs, diagnostics, counts } = await loadDataset({ workspace });
    expect(songs.map(({ filename, audioRelative }) => [filename, audioRelative])).toEqual([
      ["a.ogg", "data/audio/a.ogg"],
      ["d.ogg", "data/audio/x/d.ogg"],
    ]);
    expect(codes(diagnostics)).toEqual([
      ["audio-missing", 3],
      ["audio-missing", 4],
      ["audio-ambiguous", 5],
      ["audio-duplicate", 6],
      ["audio-unnamed", undefined],
    ]);
    expect(diagnostics[0]).toMatchObject({
      file: TABLE,
      row: 2,
      filename: "song 3.ogg",
      remedy: 'Did you mean "song 2.ogg"?',
    });
    // a.ogg has a row already, of just this name.
    expect(diagnostics[3]?.message).toBe("“a” is a.ogg, which line 2 uses already; this row is left out.");
    expect(diagnostics[4]).toMatchObject({ file: "data/audio", severity: "info" });
    expect(diagnostics[4]?.message).toMatch(/^2 audio files .*: .+\.ogg, .+\.ogg\.$/);
    expect(diagnostics[4]?.remedy).toMatch(/^To add a row for each: latentune init --add/);
    expect(counts.unnamedFiles).toBe(2);
  });

  it.each([
    ["no column of file names", "colour,language\nred,en\n", /^First correct the table, then add/],
    ["no header", "a.ogg,en\nb.ogg,en\n", /^First correct the table, then add/],
    ["an archive in its place", "PK\u0003\u0004", /^First correct the table, then add/],
    ["nothing in it", "", /^To add a row/],
    ["a header alone", HEADER, /^To add a row/],
  ])("advises to add songs to a table that takes some: one with %s", async (_, text, remedy) => {
    const { diagnostics } = await inspectDataset({
      workspace: await folderWith({ ...named("data/audio/c.ogg"), [TABLE]: text }),
    });
    expect(diagnostics.find(({ code }) => code === "audio-unnamed")?.remedy).toMatch(remedy);
  });

  it("finds files whose names are NFD on disk, and NFC in the table", async () => {
    const workspace = await folderWith({ ...named("data/audio/e\u0301.ogg"), [TABLE]: `${HEADER}\u00e9.ogg,fr,g,l\n` });
    const { songs } = await loadDataset({ workspace });
    expect(songs[0]?.filename).toBe("\u00e9.ogg");
    expect(await readFile(songs[0]!.audioPath, "utf8")).toContain("e\u0301");
  });

  it.each([
    ["everything", {}, TABLE, `There is no ${TABLE}, and there are no songs in this folder.`],
    [
      "the audio",
      { [TABLE]: `${HEADER}a.ogg,a,b,c\n`, "data/audio/.gitkeep": "", "notes/a.txt": "" },
      "data/audio",
      "There are no audio files in data/audio, nor anywhere else in the workspace.",
    ],
    [
      "a data folder, which is a file,",
      { data: "" },
      TABLE,
      `There is no ${TABLE}, and there are no songs in this folder.`,
    ],
  ])("shows the layout where it lacks %s", async (_, files, file, message) => {
    const workspace = await folderWith(files);
    const error = await loadDataset({ workspace }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LatentuneError);
    expect(error).toMatchObject({
      message,
      place: { file, remedy: expect.stringContaining("data/lyrics/lyrics.csv") as string },
    });
    const { songs, diagnostics } = await inspectDataset({ workspace });
    expect(songs).toEqual([]);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toHaveLength(1);
  });

  it("throws for a table without file names and names the line", async () => {
    const workspace = await folderWith({ ...named("data/audio/a.ogg"), [TABLE]: "\ncolour,language\na.ogg,en\n" });
    await expect(loadDataset({ workspace })).rejects.toMatchObject({
      name: "LatentuneError",
      place: { file: TABLE, line: 2 },
    });
  });

  it("warns of an unusable genre map and goes on", async () => {
    const workspace = await folderWith({
      ...named("data/audio/a.ogg"),
      [TABLE]: `${HEADER}a.ogg,en,folk,l\n`,
      "data/genre_map.csv": "file;mood;year\n",
    });
    const { songs, diagnostics } = await loadDataset({ workspace });
    expect(songs[0]?.genre).toBe("folk");
    expect(diagnostics).toMatchObject([{ code: "genre-map-unreadable", file: "data/genre_map.csv", line: 1 }]);
  });

  it("stops when cancelled", async () => {
    const workspace = await folderWith({ ...named("data/audio/a.ogg"), [TABLE]: `${HEADER}a.ogg,en,folk,l\n` });
    await expect(loadDataset({ workspace }, AbortSignal.abort())).rejects.toThrow(CancelledError);
  });
});

describe("sample data", () => {
  it("songs30 loads without a diagnostic", async () => {
    const workspace = fileURLToPath(new URL("../../examples/songs30", import.meta.url));
    const { songs, diagnostics, counts } = await loadDataset({ workspace });
    expect(diagnostics).toEqual([]);
    expect(songs).toHaveLength(30);
    expect(songs[29]).toMatchObject({
      row: 30,
      filename: "de bonne humeur - Le Nez Tordu (6 of 6).mp3",
      language: "french",
      genre: "pop",
    });
    expect(counts.languages).toEqual(
      new Map([
        ["spanish", 18],
        ["french", 12],
      ]),
    );
    expect(counts.genres).toEqual(
      new Map([
        ["folk", 12],
        ["hip-hop", 6],
        ["pop", 6],
        ["reggae", 6],
      ]),
    );
  });

  const seed29 = new URL("../../../shared/data/seed29/lyrics.csv", import.meta.url);
  it.skipIf(!existsSync(seed29))("seed29 has 29 rows (needs the reference's data folder)", async () => {
    const table = parseLyricsTable(await readFile(seed29), "lyrics.csv");
    expect(table.diagnostics).toMatchObject([
      { code: "characters-lost", line: 21, message: expect.stringContaining("3 rows") as string },
    ]);
    expect(table.records).toHaveLength(29);
    expect(countLabels(table.records.map(({ language }) => language))).toEqual(
      new Map([
        ["english", 19],
        ["bangla", 10],
      ]),
    );
  });
});

describe("diagnoseDataset", () => {
  it("tells everything by file and line", async () => {
    const rows = [
      "a.ogg,English,folk,",
      "b.ogg,english,Folk,x",
      "c.ogg,,folk,x",
      "b.ogg,english,pop,x",
      "e.ogg,english,,x",
    ];
    const workspace = await folderWith({
      ...named("data/audio/a.ogg", "data/audio/b.ogg", "data/audio/c.ogg", "data/audio/e.ogg"),
      [TABLE]: `${HEADER}${rows.join("\n")}\n`,
    });
    const { diagnostics } = await diagnoseDataset({ workspace });
    expect(codes(diagnostics)).toEqual([
      ["label-spelling", 2],
      ["lyrics-empty", 2],
      ["label-spelling", 3],
      ["language-empty", 4],
      ["filename-duplicate", 5],
      ["genre-missing", 6],
    ]);
    expect(diagnostics[0]).toMatchObject({
      message: "Names and codes of one language count as one class: “english” is also “English” (1 row).",
      fixes: [{ row: 1, column: "language", from: "English", text: "english" }],
    });
    expect(diagnostics[2]?.message).toContain("“folk” is also “Folk” (1 row)");
  });

  it("does not fail for a folder without data", async () => {
    const { diagnostics } = await diagnoseDataset({ workspace: await folderWith({}) });
    expect(codes(diagnostics)).toEqual([["lyrics-table-missing", undefined]]);
  });
});

describe("requireUsableSongs", () => {
  it("wants four songs and says why rows fell out", async () => {
    const rows = ["a.ogg", "b.ogg", "c.ogg", "d.ogg"].map((name) => `${name},en,g,l\n`);
    const workspace = await folderWith({
      ...named("data/audio/a.ogg", "data/audio/b.ogg", "data/audio/c.ogg"),
      [TABLE]: HEADER + rows.join(""),
    });
    const three = await loadDataset({ workspace });
    expect(() => {
      requireUsableSongs(three.songs, three.diagnostics);
    }).toThrow(/Only 3 rows can be used; clustering needs at least 4\.\n {2}line 5, d\.ogg: The audio file/);
    await writeFile(join(workspace, "data", "audio", "d.ogg"), "");
    const four = await loadDataset({ workspace });
    expect(() => {
      requireUsableSongs(four.songs, four.diagnostics);
    }).not.toThrow();
  });

  it("says what alone brings enough rows back", () => {
    const rows = (remedy: string, count: number): Diagnostic[] =>
      Array.from({ length: count }, () => ({ code: "audio-x", severity: "error", message: "It is short.", remedy }));
    const remedyOf = (diagnostics: readonly Diagnostic[]): unknown => {
      try {
        requireUsableSongs([], diagnostics);
      } catch (error) {
        return (error as LatentuneError).place.remedy;
      }
      return "nothing was thrown";
    };
    expect(remedyOf([...rows("Use another recording.", 2), ...rows("Lower --offset.", 4)])).toBe("\nLower --offset.");
    for (const few of [rows("Lower --offset.", 3), rows("", 5)])
      expect(remedyOf(few)).toBe("\nCorrect these rows or add songs to lyrics.csv and data/audio.");
  });
});
