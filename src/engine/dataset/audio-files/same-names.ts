import { groupBy } from "../../../shared/group-by.ts";
import { nameKey } from "../../../shared/names.ts";
import type { CellFix, Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { LyricsRecord, LyricsTable } from "../table/lyrics-table.ts";
import type { AudioFile, AudioIndex } from "./audio-index.ts";
import type { LocatedSongs } from "./locate-songs.ts";

/** Of files to choose from, so many are named. */
const MOST_NAMED = 5;

/** Rows that have one name, and the files that they may mean. */
interface SameName {
  readonly rows: readonly LyricsRecord[];
  /** Those of the name that no other row uses, nearest the root first. */
  readonly files: readonly AudioFile[];
}

/**
 * The diagnostics of a table, where those of rows with one file name know what files of that name there are: albums all have
 * a `01.wav`, and such rows are different songs. As many rows as files are taken to be in the same order: the first of these
 * diagnostics carries the paths of all rows, so that one step writes them. Where the numbers differ, each row's owner chooses.
 */
export function explainDuplicates(table: LyricsTable, index: AudioIndex, located: LocatedSongs): Diagnostic[] {
  const left = new Set(table.diagnostics.flatMap(({ code, row }) => (code === "filename-duplicate" ? [row] : [])));
  const candidates = table.records.filter(({ usable, row }) => usable || left.has(row));
  const rowsOf = groupBy(candidates, ({ filename }) => nameKey(filename));
  const owner = new Map(located.hits.map(({ record, file }) => [file.real, record] as const));
  const groups = new Map<string, SameName>();
  for (const [key, rows] of rowsOf) {
    if (rows.length < 2) continue;
    const files = (index.byName.get(key) ?? []).filter(({ kind, real }) => {
      const user = owner.get(real);
      return kind === "audio" && (user === undefined || nameKey(user.filename) === key);
    });
    if (files.length > 1) groups.set(key, { rows, files });
  }
  const all = [...groups.values()].flatMap((group) => pathsOf(group));
  const ofRow = new Map(all.map((fix) => [fix.row, fix] as const));
  let first = true;
  return table.diagnostics.map((diagnostic) => {
    const group = diagnostic.code === "filename-duplicate" ? groups.get(nameKey(diagnostic.filename ?? "")) : undefined;
    if (group === undefined) return diagnostic;
    const paths = group.files.slice(0, MOST_NAMED).map(({ path }) => nameKey(path));
    const message = `${diagnostic.message} The audio folder has ${group.files.length} files of this name.`;
    const remedy = `Write which one each row means, such as ${paths.slice(0, 2).join(" or ")}.`;
    const own = ofRow.get(diagnostic.row ?? 0);
    if (own === undefined) return { ...diagnostic, message, remedy, candidates: paths };
    const fixes = first ? all : [own];
    first = false;
    return { ...diagnostic, message, remedy, fixes };
  });
}

/** The path of each row's file; nothing where there are not as many files as rows. */
function pathsOf({ rows, files }: SameName): CellFix[] {
  if (rows.length !== files.length) return [];
  return rows.map(({ row, filename }, at) => ({
    row,
    column: "filename",
    from: filename,
    text: nameKey(files[at]!.path),
  }));
}
