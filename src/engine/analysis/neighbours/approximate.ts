import type { Matrix } from "../../core/matrix.ts";
import type { Rng } from "../../core/rng.ts";
import type { Control } from "../pause.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { judgedRows, neededProbes, recallOf } from "./judged.ts";
import { nearestLists, type NearestLists, type Recall } from "./lists.ts";
import { completeLists, probeCells } from "./probe.ts";
import { refine } from "./refine.ts";

/** Of the true neighbours at least so many are found. */
export const LEAST_RECALL = 0.98;
/** How many are to be found in the cells that are looked into; the neighbours' neighbours bring most of the others. */
const IN_CELLS = 0.88;
const JUDGED = 1000;
/** Rows of a cell; more for longer lists, so that one cell is never all there is to choose from. */
const CELL_ROWS = 512;
/** Passes over the neighbours' neighbours before more cells are looked into. */
const PASSES = 2;
/** Where in the progress the cells have been looked into. */
const PROBED = 0.5;

export interface Approximated {
  readonly lists: NearestLists;
  readonly cells: Cells;
  readonly recall: Recall;
}

/**
 * Nearest neighbours by inverted lists (Jégou, Douze & Schmid, IEEE PAMI 33, 2011): rows lie in cells, and each row is
 * compared with those of the cells near it; then with its neighbours' neighbours. How many cells, 1,000 rows drawn at random
 * decide, whose nearest are found among all rows; where less of these is found than asked for at the end, twice as many cells are
 * looked into. Distances are exact. The result depends on nothing but data and seed. Memory N · (k + columns).
 *
 * @param least the recall that is not to be fallen short of
 * @throws {LatentuneError} unless 1 ≤ k ≤ rows − 1. @throws {CancelledError} when the signal is aborted.
 */
export async function approximateNeighbours(
  data: Matrix,
  k: number,
  rng: Rng,
  control: Control = {},
  least = LEAST_RECALL,
): Promise<Approximated> {
  const { signal, onProgress } = control;
  const lists = nearestLists(data.rows, k);
  const cells = await cellsOf(data, Math.max(CELL_ROWS, 2 * k), rng, control);
  const judged = await judgedRows(cells, k, JUDGED, rng, control);
  const count = cells.radii.length;
  for (let probes = neededProbes(cells, judged, IN_CELLS); ; probes = Math.min(2 * probes, count)) {
    lists.indices.fill(-1);
    lists.squared.fill(Infinity);
    lists.worst.fill(Infinity);
    await probeCells(cells, lists, probes, { signal, onProgress: (fraction) => onProgress?.(PROBED * fraction) });
    await completeLists(cells, lists, { signal });
    let value = recallOf(cells, judged, lists);
    for (let pass = 0; pass < PASSES && value < least; pass++) {
      await refine(cells, lists, { signal, onProgress: (fraction) => onProgress?.(PROBED + (1 - PROBED) * fraction) });
      value = recallOf(cells, judged, lists);
    }
    if (value >= least || probes === count) return { lists, cells, recall: { value, rows: judged.slots.length } };
  }
}
