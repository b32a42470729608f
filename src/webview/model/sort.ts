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
