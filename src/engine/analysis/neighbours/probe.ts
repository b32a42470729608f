import { smallest } from "../../core/select.ts";
import { GROUP, packedRows } from "../packed-rows.ts";
import { type Control, createPause } from "../pause.ts";
import { type Cells, cellsByDistance } from "./cells.ts";
import { searchInto } from "./nearest-search.ts";
import { nearestNeighbours } from "./exact.ts";
import type { NearestLists } from "./lists.ts";

/** Cells around a cell from which its rows choose the nearest to each, per cell that a row looks into. */
const CHOICE = 6;

/**
 * Fills the lists of all rows from the cells whose centres are nearest to each row. The function that is returned goes on until
 * every row has looked into `probes` of them, more than at the call before, and says whether these were all.
 * O(N · probes · rows of a cell · columns).
 */
export function probing(cells: Cells, lists: NearestLists): (probes: number, control: Control) => Promise<boolean> {
  const { points, starts, rowOf, centres, radii } = cells;
  const count = radii.length;
  const search = searchInto(cells, lists);
  const largest = starts.reduce((most, start, cell) => Math.max(most, (starts[cell + 1] ?? start) - start), 0);
  const slots = new Int32Array(largest);
  const own = new Int32Array(largest);
  /** How far the centre was of the last cell that each slot looked into, squared, and among how many cells that was chosen. */
  const reached = new Float64Array(rowOf.length).fill(-1);
  let chosenFrom = 0;

  return async (probes, control) => {
    const pause = createPause(control);
    // Where most cells are looked into choosing costs more than it spares.
    const looked = 2 * probes >= count ? count : probes;
    const chooses = looked < count || chosenFrom > 0;
    const width = Math.min(count, CHOICE * looked);
    const around = await cellsAround(cells, width, control.signal);
    const centresAround = packedRows(width + 1, points.cols);
    const squared = new Float64Array(largest * width);
    const reach = new Float64Array(largest);
    for (let cell = 0; cell < count; cell++) {
      const [start, size] = [starts[cell]!, starts[cell + 1]! - starts[cell]!];
      const numbers = around.subarray(cell * width, (cell + 1) * width);
      if (chooses) choose(start, size, numbers);
      else reach.fill(Infinity);
      for (let place = 0; place < width; place++) {
        let used = 0;
        for (let at = 0; at < size; at++) {
          const distance = squared[at * width + place]!;
          if (distance > reach[at]! || (place < chosenFrom && distance <= reached[start + at]!)) continue;
          slots[used] = start + at;
          own[used++] = rowOf[start + at]!;
        }
        search.offer(numbers[place]!, { slots, seekers: own }, used);
        await pause(cell / count);
      }
      reached.set(reach.subarray(0, size), start);
    }
    chosenFrom = width;
    return looked === count;

    /** Of each row of a cell the distances to the centres around, and how far the last one is that it looks into. */
    function choose(start: number, size: number, numbers: Int32Array): void {
      numbers.forEach((number, place) => {
        centresAround.put(place, centres, number);
      });
      for (let at = 0; at < size; at++) {
        centresAround.put(width, points, start + at);
        const distances = centresAround.squaredDistances(width, 0, Math.ceil(width / GROUP)).subarray(0, width);
        squared.set(distances, at * width);
        // Among more cells the last one can be nearer than before; nothing is looked into twice.
        reach[at] = looked === count ? Infinity : Math.max(smallest(distances, looked - 1), reached[start + at]!);
      }
    }
  };
}

/** By cell the nearest ones by their centres, itself first; row-major, cells × width. */
async function cellsAround({ centres }: Cells, width: number, signal?: AbortSignal): Promise<Int32Array> {
  const around = new Int32Array(centres.rows * width);
  const others = width - 1;
  const near = others > 0 ? (await nearestNeighbours(centres, others, { signal })).indices : new Int32Array(0);
  for (let cell = 0; cell < centres.rows; cell++) {
    around[cell * width] = cell;
    around.set(near.subarray(cell * others, (cell + 1) * others), cell * width + 1);
  }
  return around;
}

/** Completes the lists of rows that met too few others, by all rows. */
export async function completeLists(cells: Cells, lists: NearestLists, control: Control): Promise<void> {
  const pause = createPause(control);
  const { rowOf } = cells;
  const search = searchInto(cells, lists);
  for (let slot = 0; slot < rowOf.length; slot++) {
    const row = rowOf[slot]!;
    if (lists.worst[row] !== Infinity) continue;
    // The search begins anew: a list does not take a row twice.
    lists.indices.fill(-1, row * lists.count, (row + 1) * lists.count);
    lists.squared.fill(Infinity, row * lists.count, (row + 1) * lists.count);
    for (const cell of cellsByDistance(cells, slot))
      search.offer(cell, { slots: Int32Array.of(slot), seekers: Int32Array.of(row) }, 1);
    await pause(1);
  }
}
