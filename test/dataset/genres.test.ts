import { describe, expect, it } from "vitest";
import { readGenreMap, type GenreMap } from "../../src/engine/dataset/genres/genre-map.ts";
import { parseLyricsTable, type LyricsTable } from "../../src/engine/dataset/table/lyrics-table.ts";
import { countLabels, mergeGenres } from "../../src/engine/dataset/genres/merge-genres.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const tableOf = (text: string): LyricsTable => parseLyricsTable(bytesOf(text), "data/lyrics/lyrics.csv");
const mapOf = (text: string): GenreMap => readGenreMap(bytesOf(text), "data/genre_map.csv");
const codes = ({ diagnostics }: { diagnostics: readonly { code: string; line?: number }[] }): unknown[] =>
  diagnostics.map(({ code, line }) => [code, line]);

describe("readGenreMap", () => {
  it("reads names and genres, columns in any order and case, names in NFC", () => {
    const map = mapOf('\ufeffGENRE, Filename\r\nfolk,"a, b.ogg"\r\n pop ,e\u0301.ogg\r\n');
    expect(map.diagnostics).toEqual([]);
    expect([...map.entries]).toEqual([
      ["a, b.ogg", { genre: "folk", line: 2 }],
      ["\u00e9.ogg", { genre: "pop", line: 3 }],
    ]);
  });

  it("lets the first of two different rows count and says so; equal rows are nothing to tell", () => {
    const map = mapOf("filename,genre\na.ogg,folk\na.ogg,pop\na.ogg,folk\n");
    expect(map.entries.get("a.ogg")?.genre).toBe("folk");
    expect(codes(map)).toEqual([["genre-map-duplicate", 3]]);
  });

  it("does without rows that lack a name or a genre or have a broken quote", () => {
    const map = mapOf('filename,genre\n,folk\na.ogg,\nb.ogg\nc.ogg,pop\nd.ogg,"x');
    expect([...map.entries.keys()]).toEqual(["c.ogg"]);
    expect(codes(map)).toEqual([
      ["genre-map-row", 2],
      ["genre-map-row", 3],
      ["genre-map-row", 4],
      ["genre-map-row", 6],
    ]);
  });

  it.each([
    ["", 1],
    ["\nname,genre\na,b\n", 2],
    ["filename,mood\na,b\n", 1],
  ])("is empty if unusable: %j", (text, line) => {
    const map = mapOf(text);
    expect(map.entries.size).toBe(0);
    expect(codes(map)).toEqual([["genre-map-unreadable", line]]);
  });

  it("is read as the table is: Windows-1252 and semicolons, other names of columns, a comment above", () => {
    const text = "# my genres\nTrack;Label\n\xe9.ogg;pop\n";
    const map = readGenreMap(new Uint8Array(Buffer.from(text, "latin1")), "m.csv");
    expect([...map.entries]).toEqual([["é.ogg", { genre: "pop", line: 3 }]]);
    expect(codes(map)).toEqual([
      ["table-encoding", 3],
      ["header-not-first", 1],
      ["column-alias", 2],
      ["column-alias", 2],
    ]);
    expect(codes(readGenreMap(Buffer.from("PK\x03\x04 xl/workbook.xml", "latin1"), "m.csv"))).toEqual([
      ["genre-map-unreadable", 1],
    ]);
  });
});

describe("mergeGenres", () => {
  const table = tableOf(
    "filename,language,genre,lyrics\na.ogg,en,folk,\nb.ogg,en,,\n\u00e9.ogg,fr,,\nc.ogg,fr,,\nd.ogg,fr,jazz,\nb.ogg,en,,\n",
  );

  it("prefers lyrics.csv, then the map; counts and lists", () => {
    const merged = mergeGenres(
      table,
      mapOf("filename,genre\na.ogg,pop\nb.ogg,folk\ne\u0301.ogg,rock\nd.ogg,jazz\nz.ogg,pop\n"),
    );
    // The last row repeats b.ogg: it is left out, but its cell would be written with the same genre.
    expect(merged.genres).toEqual(["folk", "folk", "rock", "", "jazz", "folk"]);
    expect([...merged.counts]).toEqual([
      ["folk", 2],
      ["jazz", 1],
      ["rock", 1],
    ]);
    expect(merged).toMatchObject({ fromTable: 2, fromMap: 2 });
    expect(merged.missing.map(({ filename, firstLine }) => [filename, firstLine])).toEqual([["c.ogg", 5]]);
    expect(codes(merged)).toEqual([
      ["genre-conflict", 2],
      ["genre-missing", 5],
      ["genre-map-unknown", 6],
    ]);
    expect(merged.diagnostics[2]).toMatchObject({ file: "data/genre_map.csv", filename: "z.ogg" });
  });

  it("works without a map", () => {
    const merged = mergeGenres(table);
    expect(merged.genres).toEqual(["folk", "", "", "", "jazz", ""]);
    expect(codes(merged)).toEqual([
      ["genre-missing", 3],
      ["genre-missing", 4],
      ["genre-missing", 5],
    ]);
  });

  it("tells once where there are no genres at all", () => {
    const merged = mergeGenres(tableOf("filename,language,lyrics\na.ogg,en,\nb.ogg,en,\n"));
    expect(merged.missing).toHaveLength(2);
    expect(codes(merged)).toEqual([["genre-none", undefined]]);
  });

  it("sums up many unknown names", () => {
    const names = Array.from({ length: 25 }, (_, index) => `unknown ${index}.ogg,pop\n`);
    const { diagnostics } = mergeGenres(table, mapOf(`filename,genre\na.ogg,folk\n${names.join("")}`));
    const unknown = diagnostics.filter(({ code }) => code === "genre-map-unknown");
    expect(unknown).toHaveLength(21);
    expect(unknown.at(-1)).toMatchObject({
      line: 23,
      message: "5 more file names from here on are in no row of lyrics.csv.",
    });
  });
});

describe("countLabels", () => {
  it("orders by frequency, then alphabetically, and leaves empty labels out", () => {
    expect([...countLabels(["b", "a", "c", "c", "", "b", "é"])]).toEqual([
      ["b", 2],
      ["c", 2],
      ["a", 1],
      ["é", 1],
    ]);
  });
});
