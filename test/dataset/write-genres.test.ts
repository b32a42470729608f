import { chmod, lstat, mkdir, readdir, readFile, rename, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadDataset } from "../../src/engine/dataset/load-dataset.ts";
import { mergeGenreFiles, writeLyricsGenres } from "../../src/engine/dataset/genres/write-genres.ts";
import { folderWith, named } from "./workspace.ts";

const TABLE = "data/lyrics/lyrics.csv";
const noLinks = process.platform === "win32";

describe("mergeGenreFiles", () => {
  const files = {
    ...named("data/audio/a.ogg"),
    [TABLE]:
      '\ufefffilename,language,lyrics\r\n"a, ""b"".ogg",english,"la\r\nla"\r\nc.ogg,french,\r\na.ogg,french,\r\n',
    "data/genre_map.csv": 'filename,genre\n"a, ""b"".ogg",folk\na.ogg,"pop, rock"\n',
  };

  it("writes meta_with_genre.csv and leaves lyrics.csv alone", async () => {
    const workspace = await folderWith(files);
    const result = await mergeGenreFiles({ workspace, overwriteLyrics: false });
    expect(result).toMatchObject({ fromTable: 0, fromMap: 2, lyricsChanged: false });
    expect(result.missing.map(({ filename }) => filename)).toEqual(["c.ogg"]);
    expect(await readFile(result.metaFile, "utf8")).toBe(
      'filename,language,genre\n"a, ""b"".ogg",english,folk\nc.ogg,french,\na.ogg,french,"pop, rock"\n',
    );
    expect(await readFile(join(workspace, TABLE), "utf8")).toBe(files[TABLE]);
  });

  it.each(["no audio folder", "no audio of any row"])("needs no audio: %s", async (kind) => {
    const { [TABLE]: table, "data/genre_map.csv": map } = files;
    const others = kind === "no audio folder" ? {} : named("data/audio/x.ogg");
    const workspace = await folderWith({ [TABLE]: table, "data/genre_map.csv": map, ...others });
    const { fromMap, lyricsChanged, metaFile } = await mergeGenreFiles({ workspace, overwriteLyrics: true });
    expect({ fromMap, lyricsChanged }).toEqual({ fromMap: 2, lyricsChanged: true });
    expect(await readFile(metaFile, "utf8")).toBe(
      'filename,language,genre\n"a, ""b"".ogg",english,folk\nc.ogg,french,\na.ogg,french,"pop, rock"\n',
    );
  });

  it("writes the genres into lyrics.csv, once, and keeps its permissions", async () => {
    const workspace = await folderWith(files);
    if (!noLinks) await chmod(join(workspace, TABLE), 0o640);
    expect((await mergeGenreFiles({ workspace, overwriteLyrics: true })).lyricsChanged).toBe(true);
    expect(await readFile(join(workspace, TABLE), "utf8")).toBe(
      '\ufefffilename,language,genre,lyrics\r\n"a, ""b"".ogg",english,folk,"la\r\nla"\r\nc.ogg,french,,\r\na.ogg,french,"pop, rock",\r\n',
    );
    if (!noLinks) expect((await stat(join(workspace, TABLE))).mode & 0o777).toBe(0o640);
    const { ino } = await stat(join(workspace, TABLE));
    expect(await mergeGenreFiles({ workspace, overwriteLyrics: true })).toMatchObject({
      lyricsChanged: false,
      fromTable: 2,
      fromMap: 0,
    });
    expect((await stat(join(workspace, TABLE))).ino).toBe(ino);
  });

  it("writes nothing where the table's encoding has no letters for a genre", async () => {
    const table = Buffer.from("filename,language,genre\ncaf\u00e9.ogg,fran\u00e7ais,\n", "latin1");
    const map = "filename,genre\ncaf\u00e9.ogg,\u09ac\u09be\u0989\u09b2\n";
    const workspace = await folderWith({
      ...named("data/audio/caf\u00e9.ogg"),
      [TABLE]: table,
      "data/genre_map.csv": map,
    });
    await expect(mergeGenreFiles({ workspace, overwriteLyrics: true })).rejects.toThrow("\u09ac");
    expect(await readFile(join(workspace, TABLE))).toEqual(table);
    expect(await readdir(join(workspace, "data"))).not.toContain("meta_with_genre.csv");
  });

  it.skipIf(noLinks)("writes to the file that a linked lyrics.csv points to", async () => {
    const workspace = await folderWith(files);
    await mkdir(join(workspace, "elsewhere"));
    const target = join(workspace, "elsewhere", "songs.csv");
    await rename(join(workspace, TABLE), target);
    await symlink(target, join(workspace, TABLE));
    await mergeGenreFiles({ workspace, overwriteLyrics: true });
    expect((await lstat(join(workspace, TABLE))).isSymbolicLink()).toBe(true);
    expect(await readFile(target, "utf8")).toContain("filename,language,genre,lyrics");
  });

  it("takes another genre map, and fails where it is not there or unusable", async () => {
    const workspace = await folderWith({ ...files, "other.csv": "filename,genre\nc.ogg,jazz\n", "bad.csv": "x,y\n" });
    const merge = (name: string) =>
      mergeGenreFiles({ workspace, overwriteLyrics: false, genreCsv: join(workspace, name) });
    expect((await merge("other.csv")).genres).toEqual(["", "jazz", ""]);
    await expect(merge("none.csv")).rejects.toMatchObject({
      name: "LatentuneError",
      message: "The genre map is missing.",
      place: { file: join(workspace, "none.csv") },
    });
    await expect(merge("bad.csv")).rejects.toMatchObject({
      name: "LatentuneError",
      place: { file: join(workspace, "bad.csv"), line: 1 },
    });
  });

  it.each([
    [
      "names of other songs",
      "filename,genre\nx1.ogg,pop\n",
      "No file name of the genre map is in lyrics.csv. Nothing was written.",
    ],
    ["no rows", "filename,genre\n", "The genre map has no genres. Nothing was written."],
    ["no file", undefined, "There is no genre map for 3 rows without a genre. Nothing was written."],
  ])("writes nothing at all where the map has %s", async (_, map, message) => {
    const { "data/genre_map.csv": __, ...others } = files;
    const workspace = await folderWith({ ...others, ...(map === undefined ? {} : { "data/genre_map.csv": map }) });
    await expect(mergeGenreFiles({ workspace, overwriteLyrics: true })).rejects.toMatchObject({ message });
    expect(await readFile(join(workspace, TABLE), "utf8")).toBe(files[TABLE]);
    await expect(stat(join(workspace, "data", "meta_with_genre.csv"))).rejects.toThrow("ENOENT");
  });

  it("fills cells without a genre, missing values too, and spells no other cell anew", async () => {
    const table = "filename,genre,lyrics\na.ogg,Rock,\nb.ogg,N/A,\nc.ogg, rock ,\nd.ogg,rock,\ne.ogg,,\nf.ogg,nan,\n";
    const workspace = await folderWith({
      ...named("data/audio/a.ogg"),
      [TABLE]: table,
      "data/genre_map.csv": "filename,genre\na.ogg,pop\nb,ROCK\nE.OGG,folk|pop\n",
    });
    await mergeGenreFiles({ workspace, overwriteLyrics: true });
    expect(await readFile(join(workspace, TABLE), "utf8")).toBe(
      table.replace("b.ogg,N/A", "b.ogg,rock").replace("e.ogg,,", "e.ogg,folk,"),
    );
    expect(await readFile(join(workspace, "data", "meta_with_genre.csv"), "utf8")).toBe(
      "filename,language,genre\na.ogg,,rock\nb.ogg,,rock\nc.ogg,,rock\nd.ogg,,rock\ne.ogg,,folk\nf.ogg,,\n",
    );
  });

  it("does not overwrite a table that was edited in between", async () => {
    const workspace = await folderWith(files);
    const dataset = await loadDataset({ workspace });
    await writeFile(join(workspace, TABLE), `${files[TABLE]}d.ogg,french,\r\n`);
    await expect(writeLyricsGenres(dataset, ["folk", "", "pop"])).rejects.toThrow(/was changed while/);
    expect(await readFile(join(workspace, TABLE), "utf8")).toBe(`${files[TABLE]}d.ogg,french,\r\n`);
  });
});
