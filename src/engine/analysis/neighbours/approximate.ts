import type { Matrix } from "../../core/matrix.ts";
import type { Rng } from "../../core/rng.ts";
import { type Control, partOf } from "../pause.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { judgedRows, neededProbes, recallAtTwo, recallOf } from "./judged.ts";
import { nearestLists, type NearestLists, type Recall } from "./lists.ts";
import { completeLists, probing } from "./probe.ts";
import { refine } from "./refine.ts";

/** Of the true neighbours at least so many are found. */
export const LEAST_RECALL = 0.98;
/** How many are to be found in the cells that are looked into first; the neighbours' neighbours bring others. */
const IN_CELLS = 0.88;
/** So many times as many cells are looked into next, where these and the neighbours' neighbours together hold too few. */
const MORE = 1.3;
const JUDGED = 1000;
/** Rows of a cell; more for longer lists, so that one cell is never all there is to choose from. */
const CELL_ROWS = 512;
/** Passes over the neighbours' neighbours at most: the first is known to be enough but for lists that were completed. */
const PASSES = 2;

export interface Approximated {
  readonly lists: NearestLists;
  readonly cells: Cells;
  readonly recall: Recall;
}

/**
 * Nearest neighbours by inverted lists (Jégou, Douze & Schmid, IEEE PAMI 33, 2011): rows lie in cells, and each row is
 * compared with those of the cells near it; then with its neighbours' neighbours. 1,000 rows drawn at random, whose nearest are
 * found among all rows, decide how many cells it takes. Distances are exact. The result depends on nothing but data and seed.
 * Memory N · (k + columns).
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
  const lists = nearestLists(data.rows, k);
  const cells = await cellsOf(data, Math.max(CELL_ROWS, 2 * k), rng, control);
  const judged = await judgedRows(cells, k, JUDGED, rng, control);
  const recall = (): Recall => ({ value: recallOf(cells, judged, lists), rows: judged.slots.length });
  const probe = probing(cells, lists);
  let probes = neededProbes(cells, judged, IN_CELLS);
  let part = 0;
  const nextPart = (): Control => partOf(control, part, (part = part + (1 - part) / 3));
  for (; ; probes = Math.ceil(MORE * probes)) {
    if ((await probe(probes, nextPart())) || recallAtTwo(cells, judged, lists) >= least) break;
  }
  await completeLists(cells, lists, { signal: control.signal });
  for (let pass = 0; pass < PASSES && recall().value < least; pass++) await refine(cells, lists, nextPart());
  return { lists, cells, recall: recall() };
}
