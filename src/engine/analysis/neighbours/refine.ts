import { squaredDistance } from "../../core/linalg.ts";
import { type Cells, slotOfRow } from "./cells.ts";
import { type Control, createPause } from "../pause.ts";
import { insertNearest, type NearestLists } from "./lists.ts";

/**
 * A row's nearest are likely among the nearest of its nearest (NN-descent: Dong, Charikar & Li, WWW 2011): each row is
 * compared with those, and offered to them. Expects full lists. O(N · k² · columns).
 */
export async function refine(cells: Cells, lists: NearestLists, control: Control): Promise<void> {
  const { points, rowOf } = cells;
  const pause = createPause(control);
  const { rows, cols, data } = points;
  const { count, indices, worst } = lists;
  const slotOf = slotOfRow(cells);
  const seen = new Int32Array(rows).fill(-1);
  const own = new Int32Array(count);
  for (let slot = 0; slot < rows; slot++) {
    const row = rowOf[slot]!;
    if (worst[row] === 0) continue;
    own.set(indices.subarray(row * count, (row + 1) * count));
    seen[row] = row;
    for (const neighbour of own) seen[neighbour] = row;
    for (const neighbour of own) {
      for (let at = neighbour * count; at < (neighbour + 1) * count; at++) {
        const other = indices[at]!;
        if (seen[other] === row) continue;
        seen[other] = row;
        const distance = squaredDistance(data, slot * cols, data, slotOf[other]! * cols, cols);
        if (distance < worst[row]!) insertNearest(lists, row, other, distance);
        if (distance < worst[other]! && !holds(lists, other, row)) insertNearest(lists, other, row, distance);
      }
    }
    if (slot % 64 === 0) await pause(slot / rows);
  }
}

function holds({ count, indices }: NearestLists, row: number, other: number): boolean {
  for (let at = row * count; at < (row + 1) * count; at++) if (indices[at] === other) return true;
  return false;
}
