import { NgramIndex } from "./ngram-index.ts";
import type { SparseMatrix } from "../core/sparse.ts";
import { codePoints, normaliseLyrics } from "./text.ts";

export const SHORTEST = 3;
export const LONGEST = 5;

/** A TF-IDF table: documents × n-grams, rows of unit length (a document without an n-gram has an empty row). */
export interface Tfidf {
  readonly matrix: SparseMatrix;
  /** Smooth inverse document frequency per column: ln((1 + N) / (1 + df)) + 1. */
  readonly idf: Float64Array;
}

/**
 * TF-IDF of the character 3- to 5-grams of lyrics, as scikit-learn's
 * `TfidfVectorizer(analyzer="char", ngram_range=(3, 5))` defines it: raw counts times smooth idf, then L2 norm; n-grams
 * are of code points, over line breaks and spaces too. Columns are in order of first appearance, not of the alphabet.
 */
export function tfidf(lyrics: readonly string[]): Tfidf {
  const matrix = countNgrams(lyrics);
  const documentFrequency = new Uint32Array(matrix.cols);
  for (const column of matrix.columns) documentFrequency[column]!++;
  const idf = Float64Array.from(documentFrequency, (df) => smoothIdf(df, lyrics.length));
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
  return { matrix, idf };
}

/** ln((1 + N) / (1 + df)) + 1. */
export function smoothIdf(documentFrequency: number, documents: number): number {
  return Math.log((1 + documents) / (1 + documentFrequency)) + 1;
}

/** Counts of every 3- to 5-gram per document, columns numbered in order of first appearance. */
function countNgrams(documents: readonly string[]): SparseMatrix {
  const counter = new NgramCounter();
  const counted = documents.map((document) => counter.count(codePoints(normaliseLyrics(document))));
  const rowStarts = new Int32Array(documents.length + 1);
  counted.forEach(({ columns }, row) => (rowStarts[row + 1] = rowStarts[row]! + columns.length));
  const total = rowStarts[documents.length]!;
  const matrix: SparseMatrix = {
    rows: documents.length,
    cols: counter.columns,
    rowStarts,
    columns: new Int32Array(total),
    values: new Float64Array(total),
  };
  counted.forEach(({ columns, counts }, row) => {
    matrix.columns.set(columns, rowStarts[row]);
    matrix.values.set(counts, rowStarts[row]);
  });
  return matrix;
}

/** Counts documents one after the other, with one numbering of n-grams for all. */
export class NgramCounter {
  /** How many different n-grams there are so far. */
  columns = 0;
  private readonly index = new NgramIndex();
  private documents = 0;
  /** Column + 1 of each node of the index; 0 where the node is shorter than the shortest n-gram, or new. */
  private columnOfNode = new Uint32Array(1 << 12);
  /** By column: the last document that had it (counted from 1), and its entry in there. */
  private lastDocument = new Uint32Array(1 << 12);
  private entryOfColumn = new Uint32Array(1 << 12);

  /** One document's n-grams: which columns, and how often each. */
  count(points: Uint32Array): { readonly columns: Uint32Array; readonly counts: Float64Array } {
    this.documents++;
    const limit = points.length * (LONGEST - SHORTEST + 1);
    const columns = new Uint32Array(limit);
    const counts = new Float64Array(limit);
    let entries = 0;
    for (let start = 0; start < points.length; start++) {
      const end = Math.min(points.length, start + LONGEST);
      let node = 0;
      for (let at = start; at < end; at++) {
        node = this.index.extend(node, points[at]!);
        if (at - start + 1 < SHORTEST) continue;
        const column = this.columnOf(node);
        if (this.lastDocument[column] !== this.documents) {
          this.lastDocument[column] = this.documents;
          this.entryOfColumn[column] = entries;
          columns[entries++] = column;
        }
        counts[this.entryOfColumn[column]!]!++;
      }
    }
    return { columns: columns.slice(0, entries), counts: counts.slice(0, entries) };
  }

  /** The n-gram that is `node` + `codePoint`, if it was counted before; see {@link NgramIndex.find}. */
  find(node: number, codePoint: number): number | undefined {
    return this.index.find(node, codePoint);
  }

  /** The column of an n-gram that {@link find} has found; undefined where it is too short to have one. */
  knownColumn(node: number): number | undefined {
    const known = this.columnOfNode[node] ?? 0;
    return known > 0 ? known - 1 : undefined;
  }

  private columnOf(node: number): number {
    if (node >= this.columnOfNode.length) this.columnOfNode = lengthened(this.columnOfNode, node);
    const known = this.columnOfNode[node]!;
    if (known > 0) return known - 1;
    const column = this.columns++;
    this.columnOfNode[node] = this.columns;
    if (column >= this.lastDocument.length) {
      this.lastDocument = lengthened(this.lastDocument, column);
      this.entryOfColumn = lengthened(this.entryOfColumn, column);
    }
    return column;
  }
}

/** A copy of at least twice the length that has `index`. */
function lengthened(array: Uint32Array<ArrayBuffer>, index: number): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(Math.max(array.length * 2, index + 1));
  longer.set(array);
  return longer;
}
