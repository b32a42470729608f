import { squaredDistance } from "../../core/linalg.ts";
import { GROUP, QUADS } from "../../kernels/near-pairs.ts";
import type { Cells } from "./cells.ts";
import { createSieve } from "./sieve.ts";

/** Rows that look for near ones: slots among the cells' points, and for whom each looks: itself, or a group of rows. */
export interface Queries {
  readonly slots: Int32Array;
  readonly seekers: Int32Array;
}

export interface CellSearch {
  /** Shows some queries the rows of a cell that are nearer than their seekers' limits; those who cannot find any are passed over. */
  offer(cell: number, queries: Queries, count: number): void;
}

/**
 * @param limits by seeker the squared distance below which a row is of interest; may fall during the search
 * @param visit gets the slots of two different rows and their squared distance, which is below the limit
 */
export function createCellSearch(
  cells: Cells,
  limits: Float64Array,
  visit: (seeker: number, slot: number, other: number, distance: number) => void,
): CellSearch {
  const { points, starts, radii, centres } = cells;
  const { cols, data } = points;
  const sieve = createSieve(cells);
  const slots = new Int32Array(QUADS);
  const own = new Int32Array(QUADS);
  const within = new Float64Array(QUADS);
  const compare = (cell: number, count: number): void => {
    const masks = sieve.masks(cell, slots, within, count);
    const groups = Math.ceil((starts[cell + 1]! - starts[cell]!) / GROUP);
    for (let group = 0; group < groups; group++) {
      for (let mask = masks[group]!; mask !== 0; mask &= mask - 1) {
        const bit = 31 - Math.clz32(mask & -mask);
        const query = bit >> 3;
        const other = starts[cell]! + group * GROUP + (bit & 7);
        const slot = slots[query]!;
        if (other === slot) continue;
        const distance = squaredDistance(data, slot * cols, data, other * cols, cols);
        const seeker = own[query]!;
        if (distance < limits[seeker]!) visit(seeker, slot, other, distance);
      }
    }
  };
  return {
    offer(cell, queries, count) {
      let used = 0;
      for (let at = 0; at < count; at++) {
        const slot = queries.slots[at]!;
        const seeker = queries.seekers[at]!;
        const limit = limits[seeker]!;
        if (limit === 0) continue;
        // Triangle inequality: no row of the cell is nearer than the way to its centre less its radius.
        const toCentre = squaredDistance(data, slot * cols, centres.data, cell * cols, cols);
        const gap = Math.sqrt(toCentre) - radii[cell]!;
        if (gap > 0 && gap * gap >= limit) continue;
        slots[used] = slot;
        own[used] = seeker;
        within[used] = limit;
        used++;
        if (used < QUADS) continue;
        compare(cell, used);
        used = 0;
      }
      if (used > 0) compare(cell, used);
    },
  };
}
