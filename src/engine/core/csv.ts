/** A cell of a table that we write: null is an empty cell. */
export type Cell = string | number | boolean | null;

/**
 * A CSV text as Python's csv module and pandas write it: commas, `\n`, quotes only where needed, numbers in the shortest
 * form that reads back to the same double, booleans as True and False.
 */
export function csvText(columns: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const lines = [columns.map(csvCell).join(",")];
  for (const row of rows) lines.push(row.map(csvCell).join(","));
  return `${lines.join("\n")}\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : Number.isNaN(cell) ? "nan" : cell > 0 ? "inf" : "-inf";
  if (typeof cell === "boolean") return cell ? "True" : "False";
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
