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
      ["a, b.ogg", { genre: "folk", line: 2, row: 1, name: "a, b.ogg" }],
      ["\u00e9.ogg", { genre: "pop", line: 3, row: 2, name: "e\u0301.ogg" }],
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
    ["\nsinger,genre\na,b\n", 2],
    ["filename,mood,year\na,b,c\n", 1],
    ["filename,language\na,b\n", 1],
    ["a.ogg,rock\nb.ogg,pop\n", 1],
  ])("is empty if unusable: %j", (text, line) => {
    const map = mapOf(text);
    expect(map.entries.size).toBe(0);
    expect(codes(map)).toEqual([["genre-map-unreadable", line]]);
  });

  it("is read as the table is: Windows-1252 and semicolons, other names of columns, a comment above", () => {
    const text = "# my genres\nTrack;Label\n\xe9.ogg;pop\n";
    const map = readGenreMap(new Uint8Array(Buffer.from(text, "latin1")), "m.csv");
    expect([...map.entries]).toMatchObject([["é.ogg", { genre: "pop", line: 3 }]]);
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

describe("a genre map as people have it", () => {
  const table = tableOf("filename,language,genre,lyrics\ns0.wav,en,,\ns1.wav,en,,\nenglish/s2.wav,en,,\n");
  const names = table.records.map(({ filename }) => filename);
  const merged = (text: string) => mergeGenres(table, readGenreMap(bytesOf(text), "data/genre_map.csv", names));

  it.each([
    ["without a header", "s0.wav,rock\ns1.wav,pop\ns2.wav,folk\n", "genre-map-headerless"],
    ["without a header, genres first", "rock;s0.wav\npop;s1.wav\nfolk;s2.wav\n", "genre-map-headerless"],
    ["without a header, of ids", "s0\trock\ns1\tpop\ns2\tfolk\n", "genre-map-headerless"],
    ["with other names", "file,label\ns0.wav,rock\ns1.wav,pop\ns2.wav,folk\n", "column-alias"],
    ["with unknown names", "id,tag\ns0,rock\ns1,pop\ns2,folk\n", "column-alias"],
    ["with an index", ",name,genre\n0,s0.wav,rock\n1,s1.wav,pop\n2,s2.wav,folk\n", "column-alias"],
    ["of ids", "filename,genre\ns0,rock\ns1,pop\ns2,folk\n", undefined],
    ["in another case", "filename,genre\nS0.WAV,rock\nS1.WAV,pop\nEnglish\\S2.wav,folk\n", undefined],
    ["of paths", "filename,genre\n/data/set/s0.wav,rock\n./s1.wav,pop\nset/english/s2.wav,folk\n", undefined],
    ["of other files", "filename,genre\ns0.mp3,rock\ns1.flac,pop\ns2.ogg,folk\n", undefined],
  ])("%s is used", (_, text, code) => {
    const { genres, fromMap, diagnostics } = merged(text);
    expect(genres).toEqual(["rock", "pop", "folk"]);
    expect(fromMap).toBe(3);
    expect(diagnostics.filter((one) => one.code !== "genre-map-inexact").map((one) => one.code)).toEqual(
      code === undefined ? [] : [code],
    );
    expect(diagnostics.every((one) => one.file === "data/genre_map.csv")).toBe(true);
  });

  it("has the header that is missing, and the cells that name songs as lyrics.csv does", () => {
    expect(merged("rock;s0.wav\npop;s1.wav\n").diagnostics).toContainEqual(
      expect.objectContaining({ code: "genre-map-headerless", suggestion: "genre,filename", line: 1 }),
    );
    const { diagnostics } = merged("filename,genre\ns1.wav,pop\n S0.WAV ,rock\nenglish/s2,folk\n");
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: "genre-map-inexact",
        line: 3,
        row: 2,
        fixes: [
          { row: 2, column: "filename", from: " S0.WAV ", text: "s0.wav" },
          { row: 3, column: "filename", from: "english/s2", text: "english/s2.wav" },
        ],
      }),
    ]);
  });

  it("does not guess between songs, nor between entries", () => {
    const two = tableOf("filename,genre\na/s0.wav,\nb/s0.wav,\nc/s1.wav,\n");
    const { genres, diagnostics } = mergeGenres(two, mapOf("filename,genre\ns0.wav,rock\ns1.wav,pop\ns1.mp3,folk\n"));
    expect(genres).toEqual(["", "", "pop"]);
    expect(diagnostics.find(({ code }) => code === "genre-map-uncertain")).toMatchObject({
      row: 1,
      message:
        "The genre map does not say which of several songs it means: 2 rows without its genre, such as a/s0.wav.",
    });
    const twice = mergeGenres(tableOf("filename,genre\ns1.wav,\n"), mapOf("filename,genre\ns1.mp3,a\ns1.ogg,b\n"));
    expect(twice.genres).toEqual([""]);
    expect(twice.diagnostics.map(({ code }) => code)).toContain("genre-map-uncertain");
  });

  it("gives an entry to the song that has its very name", () => {
    const two = tableOf("filename,genre\nS0.wav,\ns0.wav,\n");
    expect(mergeGenres(two, mapOf("filename,genre\ns0.wav,rock\n")).genres).toEqual(["", "rock"]);
  });

  it("says once that no name fits, and which are near", () => {
    const names = Array.from({ length: 30 }, (_, index) => `song${index}.wav,pop\n`).join("");
    const { diagnostics } = mergeGenres(tableOf("filename,genre\nsing7.wav,\n"), mapOf(`filename,genre\n${names}`));
    const [unmatched, ...others] = diagnostics.filter(({ code }) => code.startsWith("genre-map"));
    expect(others).toEqual([]);
    expect(unmatched).toMatchObject({ code: "genre-map-unmatched", severity: "warning", line: 2 });
    expect(unmatched?.remedy).toContain("“song7.wav” to “sing7.wav”");
    const far = mergeGenres(tableOf("filename,genre\nx.wav,\n"), mapOf("filename,genre\nhello.mp3,pop\n"));
    expect(far.diagnostics.find(({ code }) => code === "genre-map-unmatched")?.remedy).toBe(
      "It has hello.mp3; lyrics.csv has x.wav.",
    );
  });

  it("takes another spelling of one genre for no conflict and for no second genre", () => {
    const own = tableOf("filename,genre\na.wav,Hip-Hop\nb.wav,rock|pop\nc.wav,folk\n");
    const { diagnostics } = mergeGenres(
      own,
      mapOf("filename,genre\na.wav,hip hop\na.wav,HIPHOP\nb.wav,Rock\nc.wav,jazz\n"),
    );
    expect(diagnostics.map(({ code, row }) => [code, row])).toEqual([
      ["genre-several", 2],
      ["genre-conflict", 3],
    ]);
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
