import { matrix, type Matrix } from "../core/matrix.ts";
import type { Rng } from "../core/rng.ts";
import type { SparseMatrix } from "../core/sparse.ts";
import { columnsOf } from "./columns.ts";
import type { Turns } from "./turns.ts";
import { NgramIndex } from "./ngram-index.ts";
import { codePoints, normaliseLyrics } from "./text.ts";
import { LONGEST, NgramCounter, SHORTEST, smoothIdf } from "./ngram-counter.ts";
import { truncatedSvdTurns } from "./truncated-svd.ts";

/** Turns of the fit and of the folding are told at least so often, in documents. */
const TURN = 16;

/** n-grams of fewer documents say nothing of any other; they only take part in the length of their document. */
const FEWEST_DOCUMENTS = 2;

/** How much of the work it is to count the fitted documents twice, and to decompose their table. */
const [COUNTED, FITTED] = [0.1, 0.4];

/** What the fitted documents say of all. */
interface Vocabulary {
  readonly counter: NgramCounter;
  /** By column: the inverse document frequency. */
  readonly idf: Float64Array;
  /** By column: its place among those with a direction; −1 where it has none. */
  readonly places: Int32Array;
  /** Of an n-gram that no fitted document has: as if the document at hand were the only one. */
  readonly unknownIdf: number;
}

export interface Folded {
  /** Documents × components: the rows of the TF-IDF table along the fitted right singular vectors. */
  readonly scores: Matrix;
  /** Documents without an n-gram. */
  readonly emptyRows: readonly number[];
  /** n-grams of the fitted documents. */
  readonly ngrams: number;
}

/**
 * Latent semantic analysis fitted on some documents, into which all are folded, one by one: document frequencies and right
 * singular vectors V are those of the fitted ones, and a document's row is its TF-IDF vector of unit length times V
 * (Deerwester et al. 1990, "Indexing by latent semantic analysis"). No table of all documents is made.
 * @param fitted indices of documents
 */
export function* foldIn(
  documents: readonly string[],
  fitted: Uint32Array,
  components: number,
  rng: Rng,
): Turns<Folded> {
  // 1. Document frequencies.
  const counter = new NgramCounter();
  const pointsOf = (index: number): Uint32Array => codePoints(normaliseLyrics(documents[index]!));
  let frequencies = new Uint32Array(1 << 16);
  for (const [at, index] of fitted.entries()) {
    const { columns } = counter.count(pointsOf(index));
    if (counter.columns > frequencies.length) frequencies = lengthened(frequencies, 2 * counter.columns);
    for (const column of columns) frequencies[column]!++;
    if (at % TURN === 0) yield (COUNTED * at) / fitted.length;
  }
  const idf = Float64Array.from({ length: counter.columns }, (_, column) =>
    smoothIdf(frequencies[column]!, fitted.length),
  );
  const places = new Int32Array(counter.columns).fill(-1);
  let entries = 0;
  let kept = 0;
  for (let column = 0; column < counter.columns; column++) {
    if (frequencies[column]! < FEWEST_DOCUMENTS) continue;
    places[column] = kept++;
    entries += frequencies[column]!;
  }
  const vocabulary = { counter, idf, places, unknownIdf: smoothIdf(1, fitted.length) };

  // 2. Their right singular vectors.
  const row = rowMaker(vocabulary);
  const table: SparseMatrix = {
    rows: fitted.length,
    cols: kept,
    rowStarts: new Int32Array(fitted.length + 1),
    columns: new Int32Array(entries),
    values: new Float64Array(entries),
  };
  for (const [at, index] of fitted.entries()) {
    const { places: columns, values } = row(pointsOf(index));
    const start = table.rowStarts[at]!;
    table.columns.set(columns, start);
    table.values.set(values, start);
    table.rowStarts[at + 1] = start + columns.length;
    if (at % TURN === 0) yield COUNTED * (1 + at / fitted.length);
  }
  const directions = yield* directionsOf(table, Math.max(0, Math.min(components, kept - 1)), rng);

  // 3. All documents.
  const width = directions.cols;
  const scores = matrix(documents.length, width);
  const emptyRows: number[] = [];
  for (let index = 0; index < documents.length; index++) {
    const { places: columns, values, ngrams } = row(pointsOf(index));
    if (ngrams === 0) emptyRows.push(index);
    const to = index * width;
    for (let at = 0; at < columns.length; at++) {
      const from = columns[at]! * width;
      const value = values[at]!;
      for (let component = 0; component < width; component++)
        scores.data[to + component]! += value * directions.data[from + component]!;
    }
    if (index % TURN === 0) yield FITTED + ((1 - FITTED) * index) / documents.length;
  }
  return { scores, emptyRows, ngrams: counter.columns };
}

/** V: columns × components, float32, which is a third of the memory of all this. */
function* directionsOf(
  table: SparseMatrix,
  components: number,
  rng: Rng,
): Turns<{ readonly cols: number; readonly data: Float32Array }> {
  const svd = truncatedSvdTurns(columnsOf(table), components, rng);
  let turn = svd.next();
  for (; turn.done !== true; turn = svd.next()) yield 2 * COUNTED + (FITTED - 2 * COUNTED) * turn.value;
  const { scores, singularValues } = turn.value;
  const { cols } = scores;
  const data = new Float32Array(table.cols * cols);
  for (let document = 0; document < table.rows; document++) {
    for (let entry = table.rowStarts[document]!; entry < table.rowStarts[document + 1]!; entry++) {
      const to = table.columns[entry]! * cols;
      const value = table.values[entry]!;
      for (let component = 0; component < cols; component++) {
        const sigma = singularValues[component]!;
        if (sigma > 0) data[to + component]! += (value * scores.data[document * cols + component]!) / (sigma * sigma);
      }
    }
    if (document % TURN === 0) yield FITTED;
  }
  return { cols, data };
}

interface TableRow {
  /** Places of the n-grams that have a direction, and their TF-IDF; valid until the next row is made. */
  readonly places: Int32Array;
  readonly values: Float64Array;
  /** All of the document, with a direction or without. */
  readonly ngrams: number;
}

/** Makes the row of the TF-IDF table of a document, fitted or not. */
function rowMaker({ counter, idf, places: placeOf, unknownIdf }: Vocabulary): (points: Uint32Array) => TableRow {
  const own = new NgramIndex();
  let nodes = new Uint32Array(1 << 12);
  let slots = new Uint32Array(1 << 12);
  let columns = new Int32Array(1 << 12);
  let counts = new Float64Array(1 << 12);
  return (points) => {
    own.clear();
    const most = points.length * LONGEST + 1;
    if (most > nodes.length) {
      nodes = new Uint32Array(2 * most);
      slots = new Uint32Array(2 * most);
      columns = new Int32Array(2 * most);
      counts = new Float64Array(2 * most);
    }
    // 1. The document's own n-grams: how often each, and which column it is.
    let used = 0;
    let ngrams = 0;
    for (let start = 0; start < points.length; start++) {
      const end = Math.min(points.length, start + LONGEST);
      let node = 0;
      let known: number | undefined = 0;
      for (let at = start; at < end; at++) {
        const next = own.extend(node, points[at]!);
        const isNew = next > used;
        if (isNew) {
          used = next;
          // 0 where the fitted documents do not have it: there, no n-gram but the empty one has that number.
          nodes[next] = (known === undefined ? undefined : counter.find(known, points[at]!)) ?? 0;
          slots[next] = 0;
          if (at - start + 1 >= SHORTEST) {
            slots[next] = ++ngrams;
            columns[ngrams] = nodes[next] === 0 ? -1 : (counter.knownColumn(nodes[next]) ?? -1);
            counts[ngrams] = 0;
          }
        }
        node = next;
        known = nodes[next] === 0 ? undefined : nodes[next];
        if (slots[next]! > 0) counts[slots[next]!]!++;
      }
    }
    // 2. Weights and their length, of all; those without a direction are left out.
    let squares = 0;
    let kept = 0;
    const places = new Int32Array(ngrams);
    const values = new Float64Array(ngrams);
    for (let slot = 1; slot <= ngrams; slot++) {
      const column = columns[slot]!;
      const weight = counts[slot]! * (column < 0 ? unknownIdf : idf[column]!);
      squares += weight * weight;
      const place = column < 0 ? -1 : placeOf[column]!;
      if (place < 0) continue;
      places[kept] = place;
      values[kept++] = weight;
    }
    const norm = Math.sqrt(squares);
    for (let at = 0; at < kept; at++) values[at]! /= norm;
    return { places: places.subarray(0, kept), values: values.subarray(0, kept), ngrams };
  };
}

function lengthened(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(length);
  longer.set(array);
  return longer;
}
