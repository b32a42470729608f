import { squaredDistance } from "../../core/linalg.ts";
import { QUADS } from "../../kernels/near-pairs.ts";
import { drawNumbers, type Rng } from "../../core/rng.ts";
import { type Control, createPause } from "../pause.ts";
import { type Cells, cellsByDistance, slotOfRow } from "./cells.ts";
import { searchInto } from "./nearest-search.ts";
import { nearestLists, type NearestLists } from "./lists.ts";

/** Rows whose nearest are found by comparing them with all rows, so that it is known what a search misses. */
export interface Judged {
  /** Their slots among the cells' points, ascending. */
  readonly slots: Int32Array;
  /** Each one's own list, in the same order. */
  readonly exact: NearestLists;
}

/** O(judged · N · columns). @param most rows that are judged */
export async function judgedRows(
  cells: Cells,
  k: number,
  most: number,
  rng: Rng,
  { signal }: Control,
): Promise<Judged> {
  const pause = createPause({ signal });
  const { rows } = cells.points;
  const count = Math.min(most, rows);
  const slots = Int32Array.from(drawNumbers(rows, count, rng));
  const exact = nearestLists(rows, k, count);
  const search = searchInto(cells, exact);
  for (let from = 0; from < count; from += QUADS) {
    // Near cells first: those farther away need mostly not be looked at then. Slots beside each other are near each other.
    const lists = Int32Array.from({ length: Math.min(QUADS, count - from) }, (_, at) => from + at);
    const queries = { slots: slots.subarray(from, from + lists.length), seekers: lists };
    for (const cell of cellsByDistance(cells, slots[from]!)) search.offer(cell, queries, lists.length);
    await pause(0);
  }
  return { slots, exact };
}

/** How many cells each row must look into, nearest first, for this share of the true neighbours to be in them. */
export function neededProbes(cells: Cells, { slots, exact }: Judged, share: number): number {
  const count = cells.radii.length;
  const cellOf = cellOfRow(cells);
  const rank = new Int32Array(count);
  const foundAt = new Float64Array(count);
  slots.forEach((slot, list) => {
    cellsByDistance(cells, slot).forEach((cell, place) => (rank[cell] = place));
    const own = exact.indices.subarray(list * exact.count, (list + 1) * exact.count);
    for (const row of own) foundAt[rank[cellOf[row]!]!]!++;
  });
  const enough = share * exact.indices.length;
  let found = 0;
  const last = foundAt.findIndex((more) => (found += more) >= enough);
  return last < 0 ? count : last + 1;
}

/** The share of the true neighbours that are in the lists of all rows; of equally distant ones any will do. */
export function recallOf({ rowOf }: Cells, { slots, exact }: Judged, lists: NearestLists): number {
  const k = exact.count;
  let found = 0;
  slots.forEach((slot, list) => {
    const start = rowOf[slot]! * k;
    for (let at = start; at < start + k; at++) if (lists.squared[at]! <= exact.worst[list]!) found++;
  });
  return found / exact.indices.length;
}

/** The recall if all rows were compared with their neighbours' neighbours now, or less: other rows may bring them more. */
export function recallAtTwo(cells: Cells, { slots, exact }: Judged, lists: NearestLists): number {
  const { rowOf, points } = cells;
  const { count, indices } = lists;
  const { cols, data } = points;
  const slotOf = slotOfRow(cells);
  const neighbours = (row: number): Int32Array => indices.subarray(row * count, (row + 1) * count);
  let found = 0;
  slots.forEach((slot, list) => {
    const own = rowOf[slot]!;
    const met = new Set(neighbours(own));
    for (const row of neighbours(own)) if (row >= 0) for (const other of neighbours(row)) met.add(other);
    let near = 0;
    for (const row of met) {
      if (row < 0 || row === own) continue;
      if (squaredDistance(data, slot * cols, data, slotOf[row]! * cols, cols) <= exact.worst[list]!) near++;
    }
    found += Math.min(count, near);
  });
  return found / exact.indices.length;
}

function cellOfRow({ starts, rowOf, radii }: Cells): Int32Array {
  const cellOf = new Int32Array(rowOf.length);
  for (let cell = 0; cell < radii.length; cell++) {
    for (let slot = starts[cell]!; slot < starts[cell + 1]!; slot++) cellOf[rowOf[slot]!] = cell;
  }
  return cellOf;
}
