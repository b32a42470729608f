import type { Columns } from "./columns.ts";

/** The number of columns that have a name: spreadsheets write separators for empty columns behind them. */
export function namedWidth(header: readonly string[]): number {
  return header.findLastIndex((name) => name.trim() !== "") + 1;
}

/**
 * The column of the lyrics if it is the last: people write sentences there without quotes around them, so what a separator
 * seems to cut off belongs to it.
 */
export function openLastColumn(header: readonly string[], { lyrics }: Columns): number | undefined {
  return lyrics !== undefined && lyrics === namedWidth(header) - 1 ? lyrics : undefined;
}

/**
 * How many cells behind the last column belong to its text: up to the last that is not blank. None where a cell of these is in
 * quotes, for then it is not plain what was meant.
 *
 * @param last of {@link openLastColumn}
 */
export function joinedCells<Cell extends { readonly quoted: boolean }>(
  cells: readonly Cell[],
  last: number | undefined,
  value: (cell: Cell) => string,
): number {
  if (last === undefined || cells.length <= last + 1) return 0;
  const count = cells.slice(last + 1).findLastIndex((cell) => value(cell).trim() !== "") + 1;
  return cells.slice(last, last + 1 + count).some(({ quoted }) => quoted) ? 0 : count;
}
