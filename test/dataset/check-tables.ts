import { expect } from "vitest";
import { createRng, type Rng } from "../../src/engine/core/rng.ts";
import { overwriteLyrics } from "../../src/engine/dataset/genres/overwrite-lyrics.ts";
import { overwriteLyricsGenres } from "../../src/engine/dataset/genres/write-genres.ts";
import { parseLyricsTable } from "../../src/engine/dataset/table/lyrics-table.ts";
import { encodeTable } from "../../src/engine/dataset/text/table-text.ts";
import { cellValue } from "../../src/shared/table/csv-scan.ts";
import { readRecordLines } from "../../src/extension/lyrics/records/record-lines.ts";
import { editorLines, source } from "../extension/lyrics/text-lines.ts";
import {
  encodedCell,
  encodedText,
  pick,
  randomForm,
  randomTable,
  type BuiltCell,
  type BuiltTable,
} from "./random-table.ts";

const FILE = "lyrics.csv";

/** A part of a table's text that is replaced by another; where `at` and `end` are equal, it is inserted. */
interface Change {
  readonly at: number;
  readonly end: number;
  readonly raw: string;
}

/** The file after the changes: everything else is as it was, byte for byte. */
function changedFile({ text, form }: BuiltTable, changes: readonly Change[]): Uint8Array {
  let [changed, position] = ["", 0];
  for (const { at, end, raw } of changes) {
    changed += text.slice(position, at) + raw;
    position = end;
  }
  return encodedText(changed + text.slice(position), form.encoding);
}

const replaced = ({ at, raw }: BuiltCell, value: string, separator: string): Change => ({
  at,
  end: at + raw.length,
  raw: encodedCell(value, raw.startsWith('"'), separator),
});
const inserted = ({ at, raw }: BuiltCell, value: string, separator: string): Change => ({
  at: at + raw.length,
  end: at + raw.length,
  raw: separator + encodedCell(value, raw.startsWith('"'), separator),
});

/** What a column becomes; null for a cell that stays. Where the table lacks the column it is inserted behind another. */
function columnChanges(table: BuiltTable, name: string, values: readonly (string | null)[], behind: string): Change[] {
  const { header, headerCells, rows, form } = table;
  const column = header.indexOf(name);
  if (column >= 0)
    return rows.flatMap((cells, row) => {
      const value = values[row] ?? null;
      return value === null ? [] : [replaced(cells[column]!, value, form.separator)];
    });
  const before = header.indexOf(behind);
  return [
    inserted(headerCells[before]!, name, form.separator),
    ...rows.map((cells, row) => inserted(cells[before]!, values[row] ?? "", form.separator)),
  ];
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** As `expect(…).toEqual(…)`, for 20,000 tables: vitest is asked only where something differs. */
function agree(about: object, actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    expect({ ...about, actual }).toEqual({ ...about, actual: expected });
}

/** Genres and lyrics that Windows-1252 has too; what a cell of another encoding may hold. */
const GENRES = ["folk", "", "hip-hop", 'r"n"b', "a, b", "c; d", "x\ty|z", "é", "two\nlines"];
const LYRICS = ["la", "la\nla", 'he said "go"\r\nnow', "one; two, three|four\tfive", "été"];

function tableOf(seed: number, rng: Rng): BuiltTable {
  const columns = ["filename", "language", "note", ...pick(rng, [["genre", "lyrics"], ["genre"], ["lyrics"], []])];
  return randomTable(seed, columns, randomForm(rng));
}

/**
 * Random tables of any separator, encoding, line ends and quoting are read; of their bytes only those of the cells change that
 * the genre merge and a transcription write; a planted flip of a bit is found; the editor's reader finds the same records.
 */
export function checkTables(first: number, count: number): void {
  let flips = 0;
  for (let seed = first; seed < first + count; seed++) {
    const rng = createRng(seed, "form");
    const built = tableOf(seed, rng);
    const { bytes, form, header, rows, lineEnd } = built;
    const about = { seed, form };
    const table = parseLyricsTable(bytes, FILE);
    const column = (name: string): number => header.indexOf(name);
    const written = (text: Uint8Array): Uint8Array => encodeTable(table.source, text, table);

    agree(about, [table.separator, table.header], [form.separator, header]);
    // Bytes beyond ASCII of no stated encoding are told from how they look, which a few of them do not show.
    if (form.encoding !== "latin1") {
      const found = table.records.map(({ cells }) => cells.map(({ value }) => value));
      agree(
        about,
        [table.source.encoding, found],
        [form.encoding, rows.map((cells) => cells.map(({ value }) => value))],
      );
    }

    // The genre merge. Cells that have the genre, and rows without one, stay.
    const legacy = form.encoding === "latin1" && table.source.encoding !== "windows-1252";
    const writable = (values: readonly string[]): string[] =>
      values.filter((value) => !(legacy && value.includes("é")));
    const genres = rows.map(() => pick(rng, writable(GENRES)));
    const values = rows.map((_, row) => {
      const old = column("genre") < 0 ? "" : table.records[row]!.genre;
      return genres[row] === "" || genres[row] === old ? null : genres[row]!;
    });
    const merged = written(overwriteLyricsGenres(table, genres));
    const expected = changedFile(built, columnChanges(built, "genre", values, "language"));
    agree(about, bytesOf(merged), bytesOf(expected));

    // A transcription writes one cell; its lines end as the header's does.
    const lyrics = pick(rng, writable(LYRICS));
    const row = rng.integer(rows.length);
    const cell = lyrics.replaceAll(/\r\n|\n|\r/g, lineEnd);
    const ofRow = rows.map((_, index) => (index === row ? cell : null));
    const transcribed = written(overwriteLyrics(table, new Map([[row + 1, lyrics]])));
    const behind = column("genre") < 0 ? "language" : "genre";
    const sung = changedFile(built, columnChanges(built, "lyrics", ofRow, behind));
    agree(about, bytesOf(transcribed), bytesOf(sung));

    // A bit that is flipped anywhere is noticed.
    const flipped = Uint8Array.from(merged);
    flipped[rng.integer(flipped.length)]! ^= 1 << rng.integer(8);
    if (!same(flipped, expected)) flips++;

    // What was written is read back, and written again changes nothing.
    if (seed % 4 > 0) continue;
    const again = parseLyricsTable(merged, FILE);
    // More text may look like another encoding.
    if (again.source.encoding !== table.source.encoding) continue;
    agree(
      about,
      [again.separator, textOf(overwriteLyricsGenres(again, genres))],
      [form.separator, textOf(again.source.text)],
    );

    // An editor has the same records and cells.
    const lines = source(editorLines(textOf(table.source.text)));
    const { records, header: head } = readRecordLines(lines);
    const inEditor = records.map(({ firstLine, lastLine, cells }) => ({
      lines: [firstLine + 1, lastLine + 1],
      cells: cells.map((span) => cellValue(lines, firstLine, span)),
    }));
    const inEngine = table.records.map(({ firstLine, lastLine, cells }) => ({
      lines: [firstLine, lastLine],
      cells: cells.map(({ value }) => value.replaceAll(/\r\n|\r/g, "\n")),
    }));
    agree(about, [head?.separator, inEditor], [form.separator, inEngine]);
  }
  expect(flips).toBe(count);
}

/** What differs is seen at its place, in latin letters. */
function bytesOf(file: Uint8Array): string {
  return Buffer.from(file).toString("latin1");
}

function textOf(text: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(text);
}
