import { describe, expect, it } from "vitest";
import { createRng, type Rng } from "../../../src/engine/core/rng.ts";
import { readCsv } from "../../../src/engine/dataset/table/csv.ts";
import { parseLyricsTable } from "../../../src/engine/dataset/table/lyrics-table.ts";
import { cellValue, holdsNoLyrics } from "../../../src/shared/table/csv-scan.ts";
import { isNoLyrics, lyricsOrNone } from "../../../src/shared/lyrics/lyrics-text.ts";
import {
  readRecordLines,
  recordAt,
  recordNamed,
  updateRecordLines,
  type LineChange,
  type RecordLines,
} from "../../../src/extension/lyrics/records/record-lines.ts";
import { randomTable } from "../../dataset/random-table.ts";
import { editorLines, source } from "./text-lines.ts";

function read(text: string): RecordLines {
  return readRecordLines(source(editorLines(text)));
}

const places = ({ records }: RecordLines): unknown[] =>
  records.map(({ firstLine, lastLine, filename }) => ({ firstLine: firstLine + 1, lastLine: lastLine + 1, filename }));

describe("the records of a text, against the engine's reader", () => {
  it.each(Array.from({ length: 300 }, (_, seed) => seed))(
    "finds lines, names and lyrics of the random table %i",
    (seed) => {
      const { bytes } = randomTable(seed, ["filename", "language", "genre", "lyrics", "note"]);
      const lines = source(editorLines(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)));
      const table = readRecordLines(lines);
      const engine = parseLyricsTable(bytes, "lyrics.csv").records;
      expect(places(table)).toEqual(
        engine.map(({ firstLine, lastLine, filename }) => ({ firstLine, lastLine, filename: plain(filename) })),
      );
      const lyrics = table.records.map(({ firstLine, cells }) =>
        cellValue(lines, firstLine, cells[table.columns.lyrics!]!),
      );
      const names = table.records.map(({ filename }) => filename);
      expect(lyrics.map((text, index) => lyricsOrNone(text, names[index]!))).toEqual(
        engine.map((record) => plain(record.lyrics)),
      );
      const blank = table.records.map(({ firstLine, cells, filename }) =>
        holdsNoLyrics(lines, firstLine, cells[table.columns.lyrics!]!, filename),
      );
      expect(blank).toEqual(lyrics.map((text, index) => isNoLyrics(text, names[index]!)));
    },
  );

  it.each(Array.from({ length: 500 }, (_, seed) => seed))(
    "agrees on records and cells of the broken text %i",
    (seed) => {
      const text = brokenText(createRng(seed, "broken"));
      const { records } = readCsv(Buffer.from(text));
      const lines = source(editorLines(text));
      // The first record is the header: a name in front makes it one that is known.
      const table = readRecordLines(lines);
      const all = [...(table.header === null ? [] : [table.header]), ...table.records];
      expect(all.map(({ firstLine, lastLine }) => [firstLine + 1, lastLine + 1])).toEqual(
        records.map(({ firstLine, lastLine }) => [firstLine, lastLine]),
      );
      expect(all.map(({ cells }) => cells.length)).toEqual(records.map(({ cells }) => cells.length));
      expect(all.map(({ broken }) => broken)).toEqual(
        records.map(({ quoteError }) => quoteError !== undefined && quoteError.kind !== "stray"),
      );
    },
  );
});

describe("records after edits", () => {
  it.each(Array.from({ length: 400 }, (_, seed) => seed))("are those of a fresh reading (%i)", (seed) => {
    const rng = createRng(seed, "edits");
    let lines = editorLines(brokenText(rng));
    let table = readRecordLines(source(lines));
    for (let edit = 0; edit < 25; edit++) {
      const change = randomEdit(lines, rng);
      lines = change.lines;
      table = updateRecordLines(table, source(lines), change);
      const whole = readRecordLines(source(lines));
      expect(table).toEqual(whole);
      // The index of names may have come from before the edit.
      const named = ({ records }: RecordLines, of: RecordLines) =>
        records.map(({ filename }) => recordNamed(of, filename));
      expect(named(whole, table)).toEqual(named(whole, whole));
    }
  });

  it("cost only the lines around the edit, far from the end of the file", () => {
    const lines = ["filename,lyrics", ...Array.from({ length: 9000 }, (_, row) => [`${row}.mp3,"one`, `two"`]).flat()];
    const before = readRecordLines(source(lines));
    const after = lines.toSpliced(3000, 0, "new.mp3,x");
    const read: number[] = [];
    const counted = { lineCount: after.length, lineAt: (line: number) => (read.push(line), after[line]!) };
    // Line 3000 (0-based) is the second line of a record: the record becomes longer, the next ones move.
    const table = updateRecordLines(before, counted, { start: 3000, oldEnd: 3000, newEnd: 3001 });
    expect(table).toEqual(readRecordLines(source(after)));
    expect(Math.max(...read)).toBeLessThan(3010);
  });
});

it("knows the record of a line; the header and blank lines between have none", () => {
  const table = read('filename,lyrics\n\na.mp3,"one\n\ntwo"\n\nb.mp3,\n');
  expect(Array.from({ length: 8 }, (_, line) => recordAt(table, line))).toEqual([-1, -1, 0, 0, 0, -1, 1, -1]);
});

it("takes a name with quotes, commas and line breaks as the cell means it", () => {
  const table = read('lyrics,FileName \nx,"a ""b"", c.mp3"\ny,"d\r\ne.mp3"\nz');
  expect(table.records.map(({ filename }) => filename)).toEqual(['a "b", c.mp3', "d\ne.mp3", ""]);
});

it("has no records without a column of names, and none in an empty text", () => {
  expect(read("artist,lyrics\na.mp3,la\n").records).toEqual([]);
  expect(read("\n \n")).toMatchObject({ header: null, records: [] });
});

/** The engine keeps a cell's line ends; an editor has one kind. */
function plain(value: string): string {
  return value.replaceAll(/\r\n|\r/g, "\n");
}

const PIECES = ['"', '""', ",", ",", "\n", "\n", "a", "b c", " ", "é🎵", '"x"', '",', '"\n', "\0"];

/** Text with quotes anywhere, under a header that has a name column. */
function brokenText(rng: Rng): string {
  const size = rng.integer(60);
  return `filename,lyrics,note\n${Array.from({ length: size }, () => PIECES[rng.integer(PIECES.length)]!).join("")}`;
}

function randomEdit(lines: readonly string[], rng: Rng): LineChange & { readonly lines: string[] } {
  const start = rng.integer(lines.length);
  const oldEnd = Math.min(lines.length - 1, start + rng.integer(3));
  const from = rng.integer(lines[start]!.length + 1);
  const to =
    start === oldEnd ? from + rng.integer(lines[oldEnd]!.length - from + 1) : rng.integer(lines[oldEnd]!.length + 1);
  const inserted = Array.from({ length: rng.integer(5) }, () => PIECES[rng.integer(PIECES.length)]!).join("");
  const replaced = (lines[start]!.slice(0, from) + inserted + lines[oldEnd]!.slice(to)).split("\n");
  return {
    start,
    oldEnd,
    newEnd: start + replaced.length - 1,
    lines: lines.toSpliced(start, oldEnd - start + 1, ...replaced),
  };
}
