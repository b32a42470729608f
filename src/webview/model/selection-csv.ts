import { csvLines, type Cell } from "../../shared/csv.ts";
import { songTitle } from "../../shared/names.ts";
import { labelOf, type SongText } from "../data/run-songs.ts";
import type { Shown } from "../data/shown.ts";
import { topTags } from "./tags.ts";

/**
 * Songs with their names and labels as CSV (RFC 4180, with a byte-order mark so that spreadsheets read it as UTF-8). The
 * labels are those that are shown; numbers are in full.
 * @param textOf the names of each song
 */
export function selectionCsv(
  shown: Shown,
  songs: readonly number[],
  textOf: (song: number) => Pick<SongText, "filename" | "row">,
): string {
  const { run, representation, clustering, labels, silhouette, points } = shown;
  const models = run.manifest.models.filter(({ name }) => shown.errors.has(name));
  const columns: readonly (readonly [name: string, of: (song: number) => Cell])[] = [
    ["filename", (song) => textOf(song).filename],
    ["title", (song) => songTitle(textOf(song).filename)],
    ["language", (song) => labelOf(run.songs.language, song)],
    ["genre", (song) => labelOf(run.songs.genre, song)],
    ["row", (song) => textOf(song).row],
    ["representation", () => representation.name],
    ["method", () => clustering.method],
    ["cluster", (song) => labels[song]!],
    ["silhouette", (song) => number(silhouette[song])],
    ...(shown.coAssignment === null
      ? []
      : [["co_assignment", (song: number) => number(shown.coAssignment![song])] as const]),
    ["x", (song) => number(points?.[2 * song])],
    ["y", (song) => number(points?.[2 * song + 1])],
    ...models.map(({ name }) => [`error_${name}`, (song: number) => number(shown.errors.get(name)![song])] as const),
    // Read song by song they would be on their way.
    ...(shown.tags === null || shown.tags.paged ? [] : [["tags", (song: number) => tagText(shown, song)] as const]),
  ];
  const header = columns.map(([name]) => name);
  const rows = songs.map((song) => columns.map(([, of]) => withoutFormula(of(song))));
  const lines = Array.from(csvLines(header, rows), (line) => `${line.slice(0, -1)}\r\n`);
  return `\u{FEFF}${lines.join("")}`;
}

function tagText(shown: Shown, song: number): string {
  return topTags(shown, song)
    .map(({ name }) => name)
    .join("; ");
}

function number(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** A spreadsheet would run a cell that starts like a formula; an apostrophe before it makes it text there. */
function withoutFormula(cell: Cell): Cell {
  return typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : cell;
}
