/** How a table is sorted; `column` null: as its data come. */
export interface Sort<Column extends string = string> {
  readonly column: Column | null;
  readonly descending: boolean;
}

/** After a press on a column's head: first the more telling end on top, then the other, then the order of the data. */
export function nextSort<Column extends string>(
  { column, descending }: Sort<Column>,
  pressed: Column,
  descendingFirst: boolean,
): Sort<Column> {
  if (column !== pressed) return { column: pressed, descending: descendingFirst };
  return descending === descendingFirst
    ? { column, descending: !descendingFirst }
    : { column: null, descending: false };
}

/** Made once: with each comparison it would take most of the time of a sort. */
const TEXTS = new Intl.Collator("en", { numeric: true });

/** For a sort of table rows: undefined values come last whichever way it goes, numbers in texts count as numbers. */
export function compareValues(a: number | string | null, b: number | string | null, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = typeof a === "number" && typeof b === "number" ? a - b : TEXTS.compare(String(a), String(b));
  return descending ? -order : order;
}

/** Which end of a column's values is the better one, in words; empty where neither is. */
export function betterSide(better: "higher" | "lower" | null): string {
  return better === null ? "" : better === "higher" ? "↑ better" : "↓ better";
}
