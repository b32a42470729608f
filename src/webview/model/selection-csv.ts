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
  const lines = songs.map((song) => [
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
  ]);
  return `\u{FEFF}${[[...header, ...models.map(({ name }) => `error_${name}`)], ...lines].map((cells) => cells.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

function number(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "" : String(value);
}

function csvCell(value: string | number): string {
  const text = String(value);
  // A spreadsheet would run a cell that starts like a formula; an apostrophe before it makes it text there.
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
