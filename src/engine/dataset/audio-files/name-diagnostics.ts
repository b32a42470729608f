import { nameKey } from "../../../shared/names.ts";
import { countOf } from "../../../shared/format.ts";
import type { CellFix, Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { diagnostic, inOneStep, rowPlace } from "../diagnostic.ts";
import { NAME_DIFFERENCES, type NameDifference } from "../../../shared/naming/name-matcher.ts";
import { visibleName } from "../../../shared/naming/spelling.ts";
import type { LyricsTable } from "../table/lyrics-table.ts";
import type { AudioFile, AudioIndex } from "./audio-index.ts";
import { refusedDiagnostic, type NamedRow, type SongFile } from "./locate-audio.ts";
import type { Suggester } from "./suggest-name.ts";

/** Of files that fit a name, so many are named in a message. */
const MOST_NAMED = 5;

/** What is said of rows that differ from their files: how, and what they do. */
const WORDS: Readonly<Record<NameDifference, string>> = {
  folder: "by another path than it has below the audio folder",
  encoding: "as a web address does",
  spelling: "in another spelling (case, blanks, or characters that look alike or cannot be seen)",
  extension: "with another extension or none",
};

/** A name under which exactly this file is found: its bare name if no other file has it, else its path. */
export function nameOf({ name, path }: AudioFile, { byName }: AudioIndex): string {
  return nameKey((byName.get(nameKey(name)) ?? []).length > 1 ? path : name);
}

/** One diagnostic for each way in which names differ from those of their files, at the first such row, with all corrections. */
export function inexactDiagnostics(table: LyricsTable, index: AudioIndex, songs: readonly SongFile[]): Diagnostic[] {
  return NAME_DIFFERENCES.flatMap((difference) => {
    const rows = songs.filter((song) => song.difference === difference);
    const [first] = rows;
    if (first === undefined) return [];
    const fixes = rows.map(({ record: { row, filename }, file }): CellFix => {
      // Who names it by its folders below the audio folder goes on to.
      const text = foldersOf(filename) === foldersOf(file.path) ? nameKey(file.path) : nameOf(file, index);
      return { row, column: "filename", from: filename, text };
    });
    const name = `${countOf(rows.length, "row")} ${rows.length === 1 ? "names its" : "name their"}`;
    const example = `“${visibleName(first.record.filename)}” for ${fixes[0]!.text}`;
    const message = `${name} file ${WORDS[difference]}, such as ${example}. ${rows.length === 1 ? "It is" : "They are"} used.`;
    const remedy = inOneStep(rows.length === 1 ? "Correct the name" : "Correct the names", rows.length);
    return [diagnostic("audio-name-inexact", message, { ...rowPlace(table.file, first.record), remedy, fixes })];
  });
}

/** The folders of a path, however they are separated and spelled; empty for a bare name. */
function foldersOf(path: string): string {
  return nameKey(path).split(/[/\\]/).slice(0, -1).join("/").toLowerCase();
}

/** What a row is told about. */
interface RowContext {
  readonly table: LyricsTable;
  /** The row that each file belongs to, by the file's real path. */
  readonly owners: ReadonlyMap<string, NamedRow>;
  readonly suggest: Suggester;
}

/** What is wrong with the audio of one row: it is not there, not certain, not usable, or another row's. */
export function rowDiagnostic(row: NamedRow, { table, owners, suggest }: RowContext): Diagnostic | undefined {
  const { record, found } = row;
  const told = ((): Diagnostic | undefined => {
    if (found.refused !== undefined) return refusedDiagnostic(found.refused);
    if (found.candidates !== undefined) return uncertain(found.candidates);
    if (found.hits === undefined) return missing(suggest(record.filename));
    const used = found.hits.find(({ real }) => owners.get(real) === row);
    if (used === undefined) return taken(record.filename, found.hits, owners);
    const free = found.hits.filter((file) => file !== used && !owners.has(file.real));
    return free.length === 0 ? undefined : ambiguous(used, free);
  })();
  return told && { ...told, ...rowPlace(table.file, record) };
}

function missing(suggestion: string | undefined): Diagnostic {
  const message = "The audio file is not in the audio folder or below it; the row is left out.";
  if (suggestion === undefined)
    return diagnostic("audio-missing", message, { remedy: "Put the file there or correct the name." });
  return diagnostic("audio-missing", message, { remedy: `Did you mean "${suggestion}"?`, suggestion });
}

function uncertain({ files, count }: { readonly files: readonly AudioFile[]; readonly count: number }): Diagnostic {
  const message = `Several files fit this name: ${listed(files, count)}. None is used; the row is left out.`;
  const candidates = pathsOf(files);
  return diagnostic("audio-name-uncertain", message, {
    remedy: `Write the path of the one that is meant, such as ${candidates[0]!}.`,
    candidates,
  });
}

function ambiguous(used: AudioFile, free: readonly AudioFile[]): Diagnostic {
  const message = `Several files have this name; ${used.path} is used, not ${listed(free, free.length)}.`;
  const candidates = pathsOf([used, ...free]);
  return diagnostic("audio-ambiguous", message, {
    remedy: `Write the path of the one that is meant, such as ${candidates[0]!}.`,
    candidates,
  });
}

/** @param name the cell as it is written, which need not be the path of the file */
function taken(name: string, files: readonly AudioFile[], owners: ReadonlyMap<string, NamedRow>): Diagnostic {
  const lineOf = ({ real }: AudioFile): number => owners.get(real)?.record.firstLine ?? 0;
  const [first] = files;
  const uses = files.slice(0, MOST_NAMED).map((file) => `${file.path}, which line ${lineOf(file)} uses already`);
  const more = files.length > uses.length ? `, … (${files.length} in all)` : "";
  const isPath = files.length === 1 && nameKey(name) === nameKey(first!.path);
  const what = isPath
    ? `${first!.path} is used by line ${lineOf(first!)} already`
    : `“${visibleName(name)}” is ${uses.join(", or ")}${more}`;
  const message = `${what}; this row is left out.`;
  return diagnostic("audio-duplicate", message, { remedy: "Delete one of the two rows, or correct its name." });
}

function listed(files: readonly AudioFile[], count: number): string {
  const paths = files.slice(0, MOST_NAMED).map(({ path }) => path);
  return `${paths.join(", ")}${count > paths.length ? `, … (${count} in all)` : ""}`;
}

function pathsOf(files: readonly AudioFile[]): readonly string[] {
  return files.slice(0, MOST_NAMED).map(({ path }) => nameKey(path));
}
