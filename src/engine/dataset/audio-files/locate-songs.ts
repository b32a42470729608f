import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { NAME_DIFFERENCES } from "../../../shared/naming/name-matcher.ts";
import type { LyricsTable } from "../table/lyrics-table.ts";
import type { AudioFile, AudioIndex } from "./audio-index.ts";
import { outsideDiagnostics } from "./folder-diagnostics.ts";
import { audioLocator, refusedSongs, type AudioLocation, type NamedRow, type SongFile } from "./locate-audio.ts";
import { inexactDiagnostics, nameOf, rowDiagnostic } from "./name-diagnostics.ts";
import { suggesterOf, type Suggester } from "./suggest-name.ts";

/** Of more missing files than this, the rest get no "did you mean". */
const MOST_SUGGESTIONS = 200;

const suggestNothing: Suggester = () => undefined;

/** The rows of a table with their audio files. */
export interface LocatedSongs {
  /** The usable rows whose audio was found, in the order of the table. */
  readonly hits: readonly SongFile[];
  /** Usable rows for which there is no file, as places in the table. A row whose file is another's is not among them. */
  readonly withoutAudio: ReadonlySet<number>;
  /** What is wrong with the audio of rows, at their lines. */
  readonly diagnostics: readonly Diagnostic[];
  /** The audio files that no row uses. */
  readonly unnamed: readonly AudioFile[];
  /** Links to songs that are not used, and of which no row's diagnostic speaks. */
  readonly unusedLinks: readonly AudioFile[];
}

/**
 * Finds the audio of every usable row. A file belongs to one row: to the one whose name is most like its, else to the first.
 * Without an index there are neither hits nor diagnostics: all rows are without audio.
 */
export function locateSongs(table: LyricsTable, index: AudioIndex | undefined): LocatedSongs {
  const usable = table.records.flatMap(({ usable }, at) => (usable ? [at] : []));
  if (index === undefined)
    return { hits: [], withoutAudio: new Set(usable), diagnostics: [], unnamed: [], unusedLinks: [] };
  const locate = audioLocator(index);
  const rows = usable.map((at): NamedRow => {
    const record = table.records[at]!;
    return { record, index: at, found: locate(record.filename) };
  });
  const owners = assign(rows);
  const hits: SongFile[] = [];
  for (const row of rows) {
    const file = row.found.hits?.find(({ real }) => owners.get(real) === row);
    if (file === undefined) continue;
    hits.push({ record: row.record, index: row.index, file, difference: row.found.difference });
  }

  // A file that a row has already is not what a missing one was meant to be.
  const unnamed = index.files.filter(({ kind, real }) => kind === "audio" && !owners.has(real));
  const suggest = suggesterOf(unnamed, (file) => nameOf(file, index));
  let suggestions = 0;
  const diagnostics = rows.flatMap((row) => {
    const isMissing = row.found.hits === undefined && row.found.candidates === undefined;
    const may = isMissing && suggestions++ < MOST_SUGGESTIONS;
    return rowDiagnostic(row, { table, owners, suggest: may ? suggest : suggestNothing }) ?? [];
  });
  const told = new Set(rows.map(({ found }) => found.refused));
  const withoutAudio = new Set(rows.flatMap(({ index, found }) => (found.hits === undefined ? [index] : [])));
  return {
    hits,
    withoutAudio,
    diagnostics: [...diagnostics, ...outsideDiagnostics(table, rows), ...inexactDiagnostics(table, index, hits)],
    unnamed,
    unusedLinks: refusedSongs(index).filter((file) => !told.has(file)),
  };
}

/** The row that each file belongs to, by the file's real path. */
function assign(rows: readonly NamedRow[]): ReadonlyMap<string, NamedRow> {
  const owners = new Map<string, NamedRow>();
  const ranked = rows.map((row) => ({ row, rank: rankOf(row.found) })).sort((a, b) => a.rank - b.rank);
  for (const { row } of ranked) {
    const free = row.found.hits?.find(({ real }) => !owners.has(real));
    if (free !== undefined) owners.set(free.real, row);
  }
  return owners;
}

/** How sure a name is of its file: by its path or a name that no other file has, by a bare name, by a name that differs. */
function rankOf({ hits, difference }: AudioLocation): number {
  if (difference !== undefined) return 2 + NAME_DIFFERENCES.indexOf(difference);
  return hits?.length === 1 ? 0 : 1;
}
