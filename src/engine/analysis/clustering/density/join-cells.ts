import { squaredDistance } from "../../../core/linalg.ts";
import type { DisjointSets } from "../disjoint-sets.ts";
import { createCellSearch } from "../../neighbours/cell-search.ts";
import type { Cells } from "../../neighbours/cells.ts";
import { type Control, createPause } from "../../pause.ts";
import { type BestEdges, offerEdge } from "./edges.ts";

/** Cells with rows of other components that each cell is compared with, nearest first. */
const AROUND = 8;

/**
 * The best edge out of each component that leads to one of the nearest cells in which there are rows of another: an answer
 * close to the best of all pairs, where rows have no neighbours in other components. O(cells² · columns + N · rows of a cell).
 *
 * @param core squared core distances by row. @param best gets the edges; its reach is the limit below which edges count
 * @param isOut rows that are in no component
 */
export async function offerThroughCells(
  cells: Cells,
  core: Float64Array,
  sets: DisjointSets,
  best: BestEdges,
  control: Control,
  isOut: (row: number) => boolean = () => false,
): Promise<void> {
  const pause = createPause({ signal: control.signal });
  const { points, starts, rowOf, centres, radii } = cells;
  const count = radii.length;
  const componentOf = Int32Array.from(rowOf, (row) => (isOut(row) ? -1 : sets.rootOf(row)));
  const only = onlyComponents(starts, componentOf);
  const search = createCellSearch(cells, best.reach, (component, slot, other, squared) => {
    const theirs = componentOf[other]!;
    if (theirs === component || theirs < 0) return;
    const [a, b] = [rowOf[slot]!, rowOf[other]!];
    const reach = Math.max(squared, core[a]!, core[b]!);
    offerEdge(best, component, reach, squared, a, b);
  });
  const toCentre = new Float64Array(count);
  for (let cell = 0; cell < count; cell++) {
    const own = only[cell]!;
    if (own === NONE) continue;
    for (let other = 0; other < count; other++) {
      const leads = only[other] !== NONE && (only[other] !== own || own === SEVERAL);
      toCentre[other] = leads
        ? squaredDistance(centres.data, cell * points.cols, centres.data, other * points.cols, points.cols)
        : Infinity;
    }
    const slots: number[] = [];
    for (let slot = starts[cell]!; slot < starts[cell + 1]!; slot++) {
      const component = componentOf[slot]!;
      if (component >= 0 && core[rowOf[slot]!]! <= best.reach[component]!) slots.push(slot);
    }
    const seekers = Int32Array.from(slots, (slot) => componentOf[slot]!);
    const queries = { slots: Int32Array.from(slots), seekers };
    for (const other of nearest(toCentre, AROUND)) search.offer(other, queries, slots.length);
    await pause(cell / count);
  }
}

const SEVERAL = -2;
const NONE = -1;

/** By cell the component that all its rows are in, or that there are several or none. */
function onlyComponents(starts: Uint32Array, componentOf: Int32Array): Int32Array {
  return Int32Array.from({ length: starts.length - 1 }, (_, cell) => {
    let only = NONE;
    for (let slot = starts[cell]!; slot < starts[cell + 1]!; slot++) {
      const component = componentOf[slot]!;
      if (component < 0 || component === only) continue;
      if (only !== NONE) return SEVERAL;
      only = component;
    }
    return only;
  });
}

/** The places of the least finite values, ascending by value. */
function nearest(values: Float64Array, count: number): number[] {
  const found: number[] = [];
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (value === Infinity || (found.length === count && value >= values[found.at(-1)!]!)) continue;
    let place = found.length;
    while (place > 0 && values[found[place - 1]!]! > value) place--;
    found.splice(place, 0, at);
    if (found.length > count) found.pop();
  }
  return found;
}
