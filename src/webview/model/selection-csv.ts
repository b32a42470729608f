import { csvLines, type Cell } from "../../shared/csv.ts";
import type { Shown } from "../data/shown.ts";

/**
 * Songs with their names and labels as CSV (RFC 4180, with a byte-order mark so that spreadsheets read it as UTF-8). The
 * labels are those that are shown; numbers are in full.
 */
export function selectionCsv(shown: Shown, songs: readonly number[]): string {
  const { run, representation, clustering, labels, silhouette, points } = shown;
  const models = run.manifest.models.filter(({ name }) => shown.errors.has(name));
  const header = [
    "filename",
    "title",
    "language",
    "genre",
    "row",
    "representation",
    "method",
    "cluster",
    "silhouette",
    "x",
    "y",
  ];
  const rows = songs.map((song) =>
    [
      run.songs.filename[song]!,
      run.titles[song]!,
      run.songs.language[song]!,
      run.songs.genre[song]!,
      run.songs.row[song]!,
      representation.name,
      clustering.method,
      labels[song]!,
      number(silhouette[song]),
      number(points?.[2 * song]),
      number(points?.[2 * song + 1]),
      ...models.map(({ name }) => number(shown.errors.get(name)![song])),
    ].map(withoutFormula),
  );
  const columns = [...header, ...models.map(({ name }) => `error_${name}`)];
  const lines = Array.from(csvLines(columns, rows), (line) => `${line.slice(0, -1)}\r\n`);
  return `\u{FEFF}${lines.join("")}`;
}

function number(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** A spreadsheet would run a cell that starts like a formula; an apostrophe before it makes it text there. */
function withoutFormula(cell: Cell): Cell {
  return typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : cell;
}
