import { type CellSearch, createCellSearch } from "./cell-search.ts";
import type { Cells } from "./cells.ts";
import { insertNearest, type NearestLists } from "./lists.ts";

/** A search that fills lists with the numbers of near rows; a seeker is a list. */
export function searchInto(cells: Cells, lists: NearestLists): CellSearch {
  const { rowOf } = cells;
  return createCellSearch(cells, lists.worst, (list, _slot, other, distance) => {
    insertNearest(lists, list, rowOf[other]!, distance);
  });
}
