import { NgramIndex } from "./ngram-index.ts";
import type { SparseMatrix } from "./sparse.ts";
import { codePoints, normaliseLyrics } from "./text.ts";

const SHORTEST = 3;
const LONGEST = 5;

/** A TF-IDF table: documents × n-grams, rows of unit length (a document without an n-gram has an empty row). */
export interface Tfidf {
  readonly matrix: SparseMatrix;
  /** Smooth inverse document frequency per column: ln((1 + N) / (1 + df)) + 1. */
  readonly idf: Float64Array;
  /** The n-gram of each column, made when asked for: a large vocabulary's strings outweigh its numbers. */
  readonly terms: () => string[];
}

/**
 * TF-IDF of the character 3- to 5-grams of lyrics, as scikit-learn's
 * `TfidfVectorizer(analyzer="char", ngram_range=(3, 5))` defines it: raw counts times smooth idf, then L2 norm; n-grams
 * are of code points, over line breaks and spaces too. Columns are in order of first appearance, not of the alphabet.
 */
export function tfidf(lyrics: readonly string[]): Tfidf {
  const counts = countNgrams(lyrics);
  const { matrix } = counts;
  const documentFrequency = new Uint32Array(matrix.cols);
  for (const column of matrix.columns) documentFrequency[column]!++;
  const idf = Float64Array.from(documentFrequency, (df) => Math.log((1 + lyrics.length) / (1 + df)) + 1);
  for (let row = 0; row < matrix.rows; row++) {
    const start = matrix.rowStarts[row]!;
    const end = matrix.rowStarts[row + 1]!;
    let squares = 0;
    for (let entry = start; entry < end; entry++) {
      const weighted = matrix.values[entry]! * idf[matrix.columns[entry]!]!;
      matrix.values[entry] = weighted;
      squares += weighted * weighted;
    }
    const norm = Math.sqrt(squares);
    for (let entry = start; entry < end; entry++) matrix.values[entry]! /= norm;
  }
  return { matrix, idf, terms: counts.terms };
}

/** Counts of every 3- to 5-gram per document, columns numbered in order of first appearance. */
function countNgrams(documents: readonly string[]): { matrix: SparseMatrix; terms: () => string[] } {
  const index = new NgramIndex();
  const columns: Uint32Array[] = [];
  const values: Float64Array[] = [];
  const rowStarts = new Uint32Array(documents.length + 1);
  /** Column + 1 of each node, 0 where the node is shorter than the shortest n-gram or new. */
  let columnOfNode = new Uint32Array(1 << 12);
  let columnCount = 0;
  /** The entry of a column within the current document, valid where `seenIn` says so. */
  let entryOfColumn = new Uint32Array(1 << 12);
  let seenIn = new Int32Array(1 << 12).fill(-1);

  documents.forEach((document, row) => {
    const points = codePoints(normaliseLyrics(document));
    const limit = points.length * (LONGEST - SHORTEST + 1);
    const rowColumns = new Uint32Array(limit);
    const rowCounts = new Float64Array(limit);
    let entries = 0;
    for (let start = 0; start < points.length; start++) {
      let node = 0;
      const end = Math.min(points.length, start + LONGEST);
      for (let at = start; at < end; at++) {
        node = index.extend(node, points[at]!);
        if (at - start + 1 < SHORTEST) continue;
        if (node >= columnOfNode.length) columnOfNode = doubled(columnOfNode);
        if (columnOfNode[node] === 0) columnOfNode[node] = ++columnCount;
        const column = columnOfNode[node]! - 1;
        if (column >= seenIn.length) {
          entryOfColumn = doubled(entryOfColumn);
          const longer = new Int32Array(seenIn.length * 2).fill(-1);
          longer.set(seenIn);
          seenIn = longer;
        }
        if (seenIn[column] !== row) {
          seenIn[column] = row;
          entryOfColumn[column] = entries;
          rowColumns[entries++] = column;
        }
        rowCounts[entryOfColumn[column]!]!++;
      }
    }
    columns.push(rowColumns.slice(0, entries));
    values.push(rowCounts.slice(0, entries));
    rowStarts[row + 1] = rowStarts[row]! + entries;
  });

  const total = rowStarts[documents.length]!;
  const matrix: SparseMatrix = {
    rows: documents.length,
    cols: columnCount,
    rowStarts,
    columns: new Uint32Array(total),
    values: new Float64Array(total),
  };
  columns.forEach((part, row) => {
    matrix.columns.set(part, rowStarts[row]);
    matrix.values.set(values[row]!, rowStarts[row]);
  });
  const terms = (): string[] => {
    const texts = index.texts();
    const ofColumn = new Array<string>(columnCount);
    texts.forEach((text, node) => {
      const column = columnOfNode[node] ?? 0;
      if (column > 0) ofColumn[column - 1] = text;
    });
    return ofColumn;
  };
  return { matrix, terms };
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(array.length * 2);
  longer.set(array);
  return longer;
}
