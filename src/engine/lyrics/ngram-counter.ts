import { NgramIndex } from "./ngram-index.ts";

export const SHORTEST = 3;
export const LONGEST = 5;

/** ln((1 + N) / (1 + df)) + 1. */
export function smoothIdf(documentFrequency: number, documents: number): number {
  return Math.log((1 + documents) / (1 + documentFrequency)) + 1;
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

  /** Of one document, by entry. */
  private columnsOfEntries = new Uint32Array(1 << 12);
  private counts = new Uint32Array(1 << 12);

  /** One document's n-grams: which columns, and how often each; valid until the next one is counted. */
  count(points: Uint32Array): { readonly columns: Uint32Array; readonly counts: Uint32Array } {
    this.documents++;
    const limit = points.length * (LONGEST - SHORTEST + 1);
    if (limit > this.counts.length) {
      this.columnsOfEntries = new Uint32Array(2 * limit);
      this.counts = new Uint32Array(2 * limit);
    }
    const { columnsOfEntries: columns, counts } = this;
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
          counts[entries] = 0;
          columns[entries++] = column;
        }
        counts[this.entryOfColumn[column]!]!++;
      }
    }
    return { columns: columns.subarray(0, entries), counts: counts.subarray(0, entries) };
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
