import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { mergeGenreFiles } from "../../../src/engine/dataset/genres/write-genres.ts";
import { findLayout } from "../../../src/engine/dataset/layout.ts";
import { parseLyricsTable } from "../../../src/engine/dataset/table/lyrics-table.ts";
import { writeLyrics } from "../../../src/engine/steps/transcription/write-lyrics.ts";
import type { Expectations } from "../expectation.ts";

/** The table is read as if nothing were unusual about it. */
const read = { rows: [6, 6], codes: {} } as const;

export const tables: Expectations = {
  "02-semicolon": {
    ...read,
    check: async (folder) => {
      const { lyricsTable, genreMap } = await findLayout({ workspace: folder });
      const before = await readFile(lyricsTable, "utf8");
      await writeFile(lyricsTable, before.replaceAll(/;(?:rock|pop);/g, ";;"));
      await writeFile(genreMap, 'filename;genre\ns0.wav;rock; roll\ns1.wav;"r""n""b"\n');
      await mergeGenreFiles({ workspace: folder, overwriteLyrics: true });
      const lines = (await readFile(lyricsTable, "utf8")).split("\n");
      expect(lines.slice(0, 3)).toEqual([
        "filename;language;genre;lyrics",
        "s0.wav;english;rock;la la words number 0 under the moon",
        's1.wav;bangla;"r""n""b";la la words number 1 under the moon',
      ]);
    },
  },
  "04-sep-line": read,
  "06-utf16": read,
  "08-header-case": read,
  "10-header-variants": read,
  "101-html-lyrics": { rows: [6, 6], ignore: ["genre-none"] },
  "102-header-only": { rows: [0, 0], codes: { "table-empty": 1 }, ignore: ["audio-unnamed"], says: [/no rows/] },
  "103-xlsx-renamed": {
    rows: [0, 0],
    codes: { "table-not-text": 1 },
    ignore: ["audio-unnamed"],
    says: [/is a picture \(PNG\), not a table/],
  },
  "104-huge-cell": {
    rows: [6, 6],
    ignore: ["genre-none"],
    prepare: async (folder) => {
      await mkdir(join(folder, "data/lyrics"), { recursive: true });
      const rows = Array.from({ length: 6 }, (_, row) => `s${row}.wav,english,"${"la la, la\n".repeat(60_000)}"\n`);
      await writeFile(join(folder, "data/lyrics/lyrics.csv"), `filename,language,lyrics\n${rows.join("")}`);
    },
  },
  "105-unclosed": {
    rows: [0, 1],
    codes: { "quoting-broken": 1 },
    ignore: ["audio-unnamed"],
    says: [/opens here is never closed.*lines 2 to/],
  },
  "106-google-sheets": read,
  "109-fullwidth-comma": { rows: [6, 6], codes: { "separator-fullwidth": 1 } },
  "11-header-file": read,
  "110-hash-comment": { rows: [6, 6], codes: { "header-not-first": 1 }, says: [/header must be the first line/] },
  "111-quoted-header": read,
  "112-crlf-lf-mix": read,
  "113-2x-bom": read,
  "30-backslash-escape": {
    rows: [5, 6],
    codes: { "quoting-broken": 1 },
    ignore: ["audio-unnamed"],
    says: [/written twice \(""\)/],
  },
  "31-curly-quotes": { rows: [6, 6], codes: { "quote-typographic": 1 } },
  "32-unquoted-comma": { rows: [6, 6], codes: { "lyrics-unquoted": 1 } },
  "34-cr-only": read,
  "35-index-col": read,
  "37-mojibake": { rows: [6, 6], codes: { "encoded-twice": 1 }, says: [/6 rows.*“cafÃ©” is meant to be “café”/] },
  "41-header-only-blank": read,
  "42-excel-trailing-commas": read,
  "58-map-utf16": read,
  "61-bom-crlf": {
    ...read,
    check: async (folder) => {
      const { lyricsTable } = await findLayout({ workspace: folder });
      const before = await readFile(lyricsTable);
      expect(await mergeGenreFiles({ workspace: folder, overwriteLyrics: true })).toMatchObject({
        lyricsChanged: false,
      });
      expect((await readFile(lyricsTable)).equals(before)).toBe(true);
      const emptied = before.toString().replaceAll(/,(?:rock|pop),/g, ",,");
      await writeFile(lyricsTable, emptied);
      expect(await mergeGenreFiles({ workspace: folder, overwriteLyrics: true })).toMatchObject({
        lyricsChanged: true,
      });
      expect((await readFile(lyricsTable)).equals(before)).toBe(true);
    },
  },
  "99-tr-write": {
    rows: [4, 4],
    ignore: ["audio-unnamed", "genre-none", "row-too-short"],
    check: async (folder) => {
      const layout = await findLayout({ workspace: folder });
      const before = await readFile(layout.lyricsTable);
      const dataset = { paths: layout, table: parseLyricsTable(before, "lyrics.csv") };
      // Rows that have lyrics are left alone unless they are to be replaced.
      const texts = new Map([["s1.wav", { lyrics: "new\nwords", language: null }]]);
      expect(await writeLyrics(dataset, texts, { force: false })).toEqual(new Map([["s1.wav", "has-lyrics"]]));
      expect((await readFile(layout.lyricsTable)).equals(before)).toBe(true);
      expect(await writeLyrics(dataset, texts, { force: true })).toEqual(new Map([["s1.wav", "written"]]));
      const [old, now] = [before.toString(), await readFile(layout.lyricsTable, "utf8")];
      expect(now).toBe(old.replace('s1.wav,english,"vida mar amor noche fuego"', 's1.wav,english,"new\r\nwords"'));
    },
  },
};
