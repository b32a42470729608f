/** A cell of a table that we write: null is an empty cell. */
export type Cell = string | number | boolean | null;

/**
 * A CSV text as Python's csv module and pandas write it: commas, `\n`, quotes only where needed, numbers in the shortest
 * form that reads back to the same double, booleans as True and False.
 */
export function csvText(columns: readonly string[], rows: Iterable<readonly Cell[]>): string {
  return Array.from(csvLines(columns, rows)).join("");
}

const CHUNK_LINES = 4096;

/** {@link csvText} as UTF-8, a few thousand lines at a time: a table of all songs by all methods can be larger than a string. */
export function* csvChunks(columns: readonly string[], rows: Iterable<readonly Cell[]>): Generator<Uint8Array> {
  let lines: string[] = [];
  for (const line of csvLines(columns, rows)) {
    lines.push(line);
    if (lines.length < CHUNK_LINES) continue;
    yield Buffer.from(lines.join(""));
    lines = [];
  }
  yield Buffer.from(lines.join(""));
}

function* csvLines(columns: readonly string[], rows: Iterable<readonly Cell[]>): Generator<string> {
  yield `${columns.map(csvCell).join(",")}\n`;
  for (const row of rows) yield `${row.map(csvCell).join(",")}\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number")
    return Number.isFinite(cell) ? String(cell) : Number.isNaN(cell) ? "nan" : cell > 0 ? "inf" : "-inf";
  if (typeof cell === "boolean") return cell ? "True" : "False";
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
