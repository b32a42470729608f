import { chmod, mkdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { dataDirOfTable, findDataFolder, isPassedOver } from "../../src/shared/layout.ts";
import { findLayout } from "../../src/engine/dataset/layout.ts";
import { inspectDataset } from "../../src/engine/dataset/load-dataset.ts";
import { folderWith, named } from "./workspace.ts";

/** A folder of these files, which no disk holds: some disks know no case. */
function listing(...files: readonly string[]): (folder: string) => Promise<string[]> {
  return (folder) => {
    const below = folder === "" ? files : files.flatMap((file) => file.split(`${folder}/`)[1] ?? []);
    return Promise.resolve([...new Set(below.map((file) => file.split("/")[0]!))]);
  };
}

describe("findDataFolder", () => {
  it.each<[string[], string | undefined]>([
    [["lyrics/lyrics.csv", "lyrics.csv"], "lyrics/lyrics.csv"],
    [["lyrics.csv", "lyrics/other.csv"], "lyrics.csv"],
    [["lyrics/Lyrics.CSV"], "lyrics/Lyrics.CSV"],
    [["Lyrics/LYRICS.csv"], "Lyrics/LYRICS.csv"],
    [["LYRICS.CSV"], "LYRICS.CSV"],
    [["lyrics/Lyrics.csv", "lyrics/lyrics.csv"], "lyrics/lyrics.csv"],
    [["lyrics/lyrics.Csv", "lyrics/Lyrics.csv"], "lyrics/Lyrics.csv"],
    [["lyrics.csv.bak", "lyrics/lyrics.xlsx"], undefined],
  ])("of %j takes %s", async (files, table) => {
    expect((await findDataFolder(listing(...files))).table).toBe(table);
  });

  it("finds audio and genre map in any case, and no songs in a folder of hidden files", async () => {
    expect(await findDataFolder(listing("Audio/a.ogg", "Genre_Map.csv"))).toEqual({
      table: undefined,
      audio: "Audio",
      genreMap: "Genre_Map.csv",
    });
    expect((await findDataFolder(listing("audio/.gitkeep"))).audio).toBeUndefined();
  });
});

it("knows whose table a file is, and which folders hold no songs", () => {
  const tables = ["lyrics.csv", "lyrics/lyrics.csv", "a/Lyrics/lyrics.csv", "a/b/lyrics.csv"];
  expect(tables.map(dataDirOfTable)).toEqual([".", ".", "a", "a/b"]);
  expect([".git", ".latentune", "node_modules", "results_hard"].every(isPassedOver)).toBe(true);
  expect(["...And Justice for All", "results of 2020", "music"].some(isPassedOver)).toBe(false);
});

describe("findLayout", () => {
  const placesOf = async (workspace: string, dataDir?: string): Promise<string[]> => {
    const { lyricsTable, audioRoot, genreMap } = await findLayout({
      workspace,
      ...(dataDir === undefined ? {} : { dataDir }),
    });
    return [lyricsTable, audioRoot, genreMap].map((path) => relative(workspace, path).replaceAll("\\", "/"));
  };

  it("names the reference's places where nothing is, and looks for songs everywhere", async () => {
    expect(await placesOf(await folderWith({}))).toEqual(["data/lyrics/lyrics.csv", "", "data/genre_map.csv"]);
    const workspace = await folderWith(named("data/audio/a.ogg"));
    expect(await placesOf(workspace)).toEqual(["data/lyrics/lyrics.csv", "data/audio", "data/genre_map.csv"]);
  });

  it("takes the workspace itself as data folder", async () => {
    const workspace = await folderWith(named("lyrics.csv", "s0.wav"));
    expect(await placesOf(workspace, ".")).toEqual(["lyrics.csv", "", "genre_map.csv"]);
  });

  it("looks for songs in a data folder outside the workspace, not around it", async () => {
    const data = await folderWith(named("lyrics.csv", "album/s0.wav"));
    const { audioRoot, lyricsTable } = await findLayout({ workspace: await folderWith({}), dataDir: data });
    expect([audioRoot, lyricsTable]).toEqual([data, join(data, "lyrics.csv")]);
  });
});

describe("inspectDataset", () => {
  const row = "filename,language\ns0.wav,en\n";

  it("uses songs anywhere in the workspace, but not those of runs and hidden folders", async () => {
    const workspace = await folderWith({
      "data/lyrics/lyrics.csv": row,
      ...named("music/2020/s0.wav", ".latentune/cache/playable/s0.wav", "results_hard/s1.wav", "node_modules/x/s2.wav"),
    });
    await mkdir(join(workspace, "data", "audio"));
    const { songs, diagnostics } = await inspectDataset({ workspace });
    expect(songs.map(({ audioRelative }) => audioRelative)).toEqual(["music/2020/s0.wav"]);
    expect(diagnostics.filter(({ code }) => code.startsWith("audio"))).toEqual([]);
  });

  it("says that a table of another case should be renamed, and reads it", async () => {
    const workspace = await folderWith({ "data/lyrics/Lyrics.CSV": row, ...named("data/audio/s0.wav") });
    const { songs, diagnostics } = await inspectDataset({ workspace });
    expect(songs).toHaveLength(1);
    expect(diagnostics).toContainEqual(
      expect.objectContaining({ code: "table-name", severity: "info", file: "data/lyrics/Lyrics.CSV" }),
    );
  });

  const missing = async (files: Record<string, string>): Promise<{ message: string; remedy?: string }> => {
    const { diagnostics } = await inspectDataset({ workspace: await folderWith(files) });
    expect(diagnostics.map(({ code }) => code)).toEqual(["lyrics-table-missing"]);
    return diagnostics[0]!;
  };

  it("names tables elsewhere with the data folder that makes them the table", async () => {
    const flat = await missing({ ...named("s0.wav", "s1.wav"), "lyrics.csv": row });
    expect(flat.message).toBe("There is no data/lyrics/lyrics.csv, but there is lyrics.csv.");
    expect(flat.remedy).toContain('--data-dir "."');
    const deep = await missing({ "a/b/dataset/lyrics/LYRICS.csv": row, "data/audio/x.ogg": "" });
    expect(deep.message).toContain("a/b/dataset/lyrics/LYRICS.csv");
    expect(deep.remedy).toContain('--data-dir "a/b/dataset"');
    expect(deep.remedy).toContain("in VS Code the setting latentune.dataDir.");
    const two = await missing({ "a/lyrics.csv": row, "a/lyrics/lyrics.csv": row, "z.txt": "" });
    expect(two.message).toBe("There is no data/lyrics/lyrics.csv, but there is a/lyrics/lyrics.csv.");
  });

  it("leads to a table that has a workspace of its own by that, not by its data folder", async () => {
    const files = { ...named("mine/a.wav", "other/a.wav"), "mine/data/lyrics/lyrics.csv": row };
    const { remedy } = await missing(files);
    expect(remedy).toMatch(
      /^To use mine\/data\/lyrics\/lyrics\.csv: --workspace "[^"]+\/mine", in VS Code open the folder mine\.$/,
    );
    // An option that was given goes on to hold.
    const workspace = await folderWith(files);
    const { diagnostics } = await inspectDataset({ workspace, dataDir: "songs" });
    expect(diagnostics[0]!.remedy).toContain('--data-dir "mine/data"');
  });

  it("counts the songs where there is no table, and names a spreadsheet as such", async () => {
    const songs = await missing(named("x/s0.mp3", "x/._s0.mp3", "S1.OGG", "results_easy/s3.mp3", "notes.txt"));
    expect(songs.message).toContain("the folder holds 2 songs");
    expect(songs.remedy).toContain("latentune init");
    const sheet = await missing(named("data/lyrics/Lyrics.xlsx", "s0.mp3"));
    expect(sheet.message).toContain("data/lyrics/Lyrics.xlsx is a spreadsheet");
    expect(sheet.remedy).toContain("CSV UTF-8” under the name data/lyrics/lyrics.csv");
    expect(sheet.remedy).toContain("the 1 song in this folder: latentune init");
  });

  it.each(["lyrics.xlsx", "songs.XLSX", "data/lyrics/lyrics.ods", "dataset/my songs.numbers", "old.xls"])(
    "names the spreadsheet %s",
    async (name) => {
      const { message, remedy } = await missing(named(name, "~$songs.xlsx", ".songs.ods"));
      expect(message).toBe(`There is no data/lyrics/lyrics.csv; ${name} is a spreadsheet, which is not read.`);
      expect(remedy).toBe("If it lists your songs, save it as “CSV UTF-8” under the name data/lyrics/lyrics.csv.");
    },
  );

  it("names the spreadsheet that is called like the table, also where Numbers made a folder of it", async () => {
    const { message } = await missing(named("budget.xlsx", "data/lyrics/Lyrics.numbers/Index.zip"));
    expect(message).toContain("; data/lyrics/Lyrics.numbers is a spreadsheet");
  });

  it.skipIf(process.platform === "win32" || process.getuid?.() === 0)("says that a table cannot be read", async () => {
    const workspace = await folderWith({ "data/lyrics/lyrics.csv": row });
    await chmod(join(workspace, "data", "lyrics", "lyrics.csv"), 0);
    const { diagnostics } = await inspectDataset({ workspace });
    expect(diagnostics[0]?.message).toContain("EACCES");
  });
});
