import { describe, expect, it } from "vitest";
import { NgramIndex } from "../../src/engine/lyrics/ngram-index.ts";
import { type Tfidf, tfidf } from "../../src/engine/lyrics/tfidf.ts";
import { codePoints, normaliseLyrics } from "../../src/engine/lyrics/text.ts";
import { golden } from "../golden/load.ts";
import { rowsOf } from "./rows-of.ts";
import { songs30 } from "./songs.ts";

interface GoldenTable {
  readonly features: number;
  readonly entries: number;
  readonly idfSum: number;
  readonly entriesPerDocument: readonly number[];
  readonly sumPerDocument: readonly number[];
  readonly trigrams: Readonly<Record<string, number>>;
  readonly firstDocument: Readonly<Record<string, number>>;
}

const expected = golden("tfidf") as {
  readonly hard: GoldenTable & { readonly texts: readonly string[] };
  readonly songs30: GoldenTable;
};

/** The n-gram of each column: those of 3 to 5 code points, in order of first appearance. */
function termsOf(texts: readonly string[]): string[] {
  const terms = new Set<string>();
  for (const text of texts) {
    const points = Array.from(codePoints(normaliseLyrics(text)), (point) => String.fromCodePoint(point));
    points.forEach((_, start) => {
      for (let end = start + 3; end <= Math.min(start + 5, points.length); end++)
        terms.add(points.slice(start, end).join(""));
    });
  }
  return [...terms];
}

/** Term → value of one document. */
function documentOf(table: Tfidf, names: readonly string[], row: number): Map<string, number> {
  const matrix = rowsOf(table);
  const entries = Array.from(matrix.columns.subarray(matrix.rowStarts[row], matrix.rowStarts[row + 1]));
  return new Map(entries.map((column, at) => [names[column]!, matrix.values[matrix.rowStarts[row]! + at]!]));
}

function expectTable(texts: readonly string[], values: GoldenTable): void {
  const table = tfidf(texts);
  const { idf } = table;
  const matrix = rowsOf(table);
  expect(matrix.cols).toBe(values.features);
  expect(matrix.columns).toHaveLength(values.entries);
  expect(idf.reduce((sum, value) => sum + value, 0)).toBeCloseTo(values.idfSum, 7);
  values.entriesPerDocument.forEach((entries, row) => {
    expect(matrix.rowStarts[row + 1]! - matrix.rowStarts[row]!).toBe(entries);
    const sum = matrix.values
      .subarray(matrix.rowStarts[row], matrix.rowStarts[row + 1])
      .reduce((total, value) => total + value, 0);
    expect(sum).toBeCloseTo(values.sumPerDocument[row]!, 10);
  });
  const names = termsOf(texts);
  expect(new Set(names).size).toBe(values.features);
  for (const [term, value] of Object.entries(values.trigrams)) expect(idf[names.indexOf(term)]).toBeCloseTo(value, 12);
  const first = documentOf(table, names, 0);
  for (const [term, value] of Object.entries(values.firstDocument)) expect(first.get(term)).toBeCloseTo(value, 12);
}

describe("TF-IDF of character n-grams against scikit-learn", () => {
  it("agrees on dotted capital I, final sigma, ligatures, separators, astral code points, short and empty texts", () => {
    expectTable(expected.hard.texts, expected.hard);
  });

  it("agrees on the lyrics of songs30", () => {
    expectTable(songs30().lyrics, expected.songs30);
  });

  it("has unit rows, and an empty row for a text without a trigram", () => {
    const matrix = rowsOf(tfidf(["la la", "la", ""]));
    const norm = matrix.values.subarray(0, matrix.rowStarts[1]).reduce((sum, value) => sum + value * value, 0);
    expect(norm).toBeCloseTo(1, 14);
    expect(Array.from(matrix.rowStarts)).toEqual([0, 6, 6, 6]);
  });

  it("counts an n-gram more often than a byte tells", () => {
    const { values } = rowsOf(tfidf(["a".repeat(400), "b".repeat(100)]));
    const norm = Math.hypot(398, 397, 396);
    [398, 397, 396].forEach((count, at) => {
      expect(values[at]).toBeCloseTo(count / norm, 14);
    });
    expect(values).toHaveLength(6);
  });

  it("has no column without any n-gram", () => {
    expect(tfidf(["", "ab"])).toMatchObject({ rows: 2, cols: 0 });
    expect(tfidf([])).toMatchObject({ rows: 0, cols: 0 });
  });
});

describe("normaliseLyrics", () => {
  it("folds runs of white space as Python's \\s\\s+ does, and leaves single ones", () => {
    expect(normaliseLyrics("A\nB\r\nC\u00a0 D\u001c\u0085E\ufeff\ufeffF")).toBe("a\nb c d e\ufeff\ufefff");
  });

  it("lower-cases as str.lower does", () => {
    expect(normaliseLyrics("ΟΔΥΣΣΕΥΣ İ")).toBe("οδυσσευς i\u0307");
  });
});

describe("codePoints", () => {
  it("counts astral characters once and keeps an unpaired surrogate", () => {
    expect(Array.from(codePoints("a🎵\ud800b"))).toEqual([0x61, 0x1f3b5, 0xd800, 0x62]);
  });
});

describe("NgramIndex", () => {
  it("numbers n-grams in order of first appearance and finds them again after growing", () => {
    const index = new NgramIndex();
    const first: number[] = [];
    for (let point = 0; point < 10_000; point++) first.push(index.extend(0, point), index.extend(point + 1, 7));
    expect(new Set(first).size).toBe(20_000);
    const again: number[] = [];
    for (let point = 0; point < 10_000; point++) again.push(index.extend(0, point), index.extend(point + 1, 7));
    expect(again).toEqual(first);
  });
});
