import { type ColumnTable, fitColumns } from "./columns.ts";
import { KeptArrays } from "./kept-arrays.ts";
import { NgramCounter, smoothIdf } from "./ngram-counter.ts";
import { codePoints, normaliseLyrics } from "./text.ts";

/** A TF-IDF table: documents × n-grams, rows of unit length (a document without an n-gram has an empty row). */
export interface Tfidf extends ColumnTable {
  /** Smooth inverse document frequency per column: ln((1 + N) / (1 + df)) + 1. */
  readonly idf: Float64Array;
}

/**
 * TF-IDF of the character 3- to 5-grams of lyrics, as scikit-learn's
 * `TfidfVectorizer(analyzer="char", ngram_range=(3, 5))` defines it: raw counts times smooth idf, then L2 norm; n-grams
 * are of code points, over line breaks and spaces too. Columns are in order of first appearance, not of the alphabet.
 *
 * Kept are counts, three bytes an entry in most tables, and values are made of them when they are read.
 */
export function tfidf(lyrics: readonly string[]): Tfidf {
  const { starts, rows, counts, documents, kept } = countNgrams(lyrics);
  const cols = starts.length - 1;
  const idf = Float64Array.from({ length: cols }, (_, col) =>
    smoothIdf(starts[col + 1]! - starts[col]!, lyrics.length),
  );
  const norms = Float64Array.from(documents, (document) => {
    let squares = 0;
    for (let entry = 0; entry < document.columns.length; entry++) {
      const weighted = document.counts[entry]! * idf[document.columns[entry]!]!;
      squares += weighted * weighted;
    }
    return Math.sqrt(squares);
  });
  for (const arrays of kept) arrays.letGo();
  return {
    rows: lyrics.length,
    cols,
    idf,
    isEmpty: (row) => norms[row] === 0,
    read(first, chunk) {
      const next = fitColumns(starts, first, chunk);
      const start = starts[first]!;
      for (let col = first; col < next; col++) {
        const weight = idf[col]!;
        const end = starts[col + 1]!;
        for (let entry = starts[col]!; entry < end; entry++) {
          const row = rows[entry]!;
          chunk.rows[entry - start] = row;
          chunk.values[entry - start] = (counts[entry]! * weight) / norms[row]!;
        }
      }
      return next;
    },
  };
}

/** One document's n-grams: which columns, and how often each. */
interface Counted {
  readonly columns: Uint32Array;
  readonly counts: Uint8Array | Uint32Array;
}

interface CountTable {
  /** Where each column's entries start, and behind them all; rows ascend within a column. */
  readonly starts: Int32Array;
  readonly rows: Uint16Array | Uint32Array;
  readonly counts: Uint8Array | Uint32Array;
  readonly documents: readonly Counted[];
  /** What holds the documents' arrays. */
  readonly kept: readonly { readonly letGo: () => void }[];
}

/** The largest numbers of 8 and 16 bits. */
const [BYTE, SHORT] = [0xff, 0xffff];

/** Counts of every 3- to 5-gram per document, columns numbered in order of first appearance. */
function countNgrams(lyrics: readonly string[]): CountTable {
  const counter = new NgramCounter();
  const numbers = new KeptArrays((length) => new Uint32Array(length));
  const bytes = new KeptArrays((length) => new Uint8Array(length));
  let largest = 0;
  const documents = lyrics.map((text): Counted => {
    const { columns, counts } = counter.count(codePoints(normaliseLyrics(text)));
    const most = counts.reduce((max, count) => Math.max(max, count), 0);
    largest = Math.max(largest, most);
    return { columns: numbers.keep(columns), counts: (most > BYTE ? numbers : bytes).keep(counts) };
  });
  const starts = new Int32Array(counter.columns + 1);
  for (const { columns } of documents) for (const column of columns) starts[column + 1]!++;
  for (let col = 0; col < counter.columns; col++) starts[col + 1]! += starts[col]!;
  const total = starts[counter.columns]!;
  const rows = lyrics.length > SHORT ? new Uint32Array(total) : new Uint16Array(total);
  const counts = largest > BYTE ? new Uint32Array(total) : new Uint8Array(total);
  const next = starts.slice(0, counter.columns);
  for (const [row, document] of documents.entries()) {
    for (let entry = 0; entry < document.columns.length; entry++) {
      const at = next[document.columns[entry]!]!++;
      rows[at] = row;
      counts[at] = document.counts[entry]!;
    }
  }
  return { starts, rows, counts, documents, kept: [numbers, bytes] };
}
