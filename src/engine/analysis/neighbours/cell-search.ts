import { squaredDistance } from "../../core/linalg.ts";
import { GROUP, QUADS } from "../../kernels/near-pairs.ts";
import type { Cells } from "./cells.ts";
import { insertNearest, type NearestLists } from "./lists.ts";
import { createSieve } from "./sieve.ts";

/** Rows that are looking for their nearest: slots among the cells' points, and each one's list. */
export interface Queries {
  readonly slots: Int32Array;
  /** Which list of {@link NearestLists} is whose. */
  readonly lists: Int32Array;
}

export interface CellSearch {
  /** Offers the rows of a cell to the lists of some queries; those who cannot find a nearer row there are passed over. */
  offer(cell: number, queries: Queries, count: number): void;
}

/** @param lists of row numbers */
export function createCellSearch(cells: Cells, lists: NearestLists): CellSearch {
  const { points, starts, rowOf, radii, centres } = cells;
  const { cols, data } = points;
  const sieve = createSieve(cells);
  const slots = new Int32Array(QUADS);
  const own = new Int32Array(QUADS);
  const limits = new Float64Array(QUADS);
  const compare = (cell: number, count: number): void => {
    const masks = sieve.masks(cell, slots, limits, count);
    const groups = Math.ceil((starts[cell + 1]! - starts[cell]!) / GROUP);
    for (let group = 0; group < groups; group++) {
      for (let mask = masks[group]!; mask !== 0; mask &= mask - 1) {
        const bit = 31 - Math.clz32(mask & -mask);
        const query = bit >> 3;
        const other = starts[cell]! + group * GROUP + (bit & 7);
        const slot = slots[query]!;
        if (other === slot) continue;
        const distance = squaredDistance(data, slot * cols, data, other * cols, cols);
        const list = own[query]!;
        if (distance < lists.worst[list]!) insertNearest(lists, list, rowOf[other]!, distance);
      }
    }
  };
  return {
    offer(cell, queries, count) {
      let used = 0;
      for (let at = 0; at < count; at++) {
        const slot = queries.slots[at]!;
        const list = queries.lists[at]!;
        const worst = lists.worst[list]!;
        // Triangle inequality: no row of the cell is nearer than the way to its centre less its radius.
        const toCentre = squaredDistance(data, slot * cols, centres.data, cell * cols, cols);
        const gap = Math.sqrt(toCentre) - radii[cell]!;
        if (gap > 0 && gap * gap >= worst) continue;
        if (worst === 0) continue;
        slots[used] = slot;
        own[used] = list;
        limits[used] = worst;
        used++;
        if (used < QUADS) continue;
        compare(cell, used);
        used = 0;
      }
      if (used > 0) compare(cell, used);
    },
  };
}
