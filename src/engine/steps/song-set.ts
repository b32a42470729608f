import { FEWEST_SONGS, type Song, type SongRow } from "../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import type { SoundRecord } from "../../shared/contract/run.ts";
import { countOf, have, partOf } from "../../shared/format.ts";
import { LatentuneError } from "../core/errors.ts";
import { sha256OfList } from "../core/hash.ts";
import { datasetOptions, type Dataset } from "../dataset/dataset.ts";
import { inspectDataset, rowsOf, songsOf } from "../dataset/load-dataset.ts";
import { requireUsableSongs } from "../dataset/usable-songs.ts";
import type { Extracted } from "../audio/features/extract.ts";
import { soundRecord } from "../audio/features/sound-record.ts";
import type { StepContext } from "./context.ts";
import { defineUncachedStep } from "./define-step.ts";
import type { StepReporter } from "./step.ts";

/** The rows whose audio was found, before anyone has listened to it. */
export interface FoundSongs {
  readonly dataset: Dataset;
}

/** The songs that are clustered, with their labels as columns: rows whose audio could be decoded, or whose lyrics are there. */
export interface SongSet {
  readonly songs: readonly SongRow[];
  /** Of their files; none where no song has one. */
  readonly hashes: readonly string[];
  /** Empty where unknown. */
  readonly languages: readonly string[];
  readonly genres: readonly string[];
  /** The user's own labels, empty where a song has none; left out where nothing is scored against them. */
  readonly own?: readonly string[];
  /** What was heard of them; left out as in `run.json`. */
  readonly sound?: SoundRecord | undefined;
  /** Rows of the table, used or not. */
  readonly total: number;
  /** Where it is, as diagnostics have it. */
  readonly table: string;
  /** Changes with every byte that can change a result. */
  readonly fingerprint: string;
}

/** Reads the table and finds its audio files. */
export const readSongs = defineUncachedStep({
  name: "read-data",
  label: "Reading the data",
  run: (_input: null, context: Pick<StepContext, "paths" | "settings" | "warn">, report) => findSongs(context, report),
});

/** As {@link readSongs}. @throws {LatentuneError} if there is nothing to work on, and for a table of lyrics alone. */
export async function findSongs(
  context: Pick<StepContext, "paths" | "settings" | "warn">,
  report: StepReporter,
): Promise<FoundSongs> {
  const dataset = await inspectSongs(context, report);
  const rows = lyricRows(dataset);
  if (rows === null) return foundSongs(dataset, context, report);
  throw new LatentuneError(`No row has its audio file, and this works on sound; ${rows.length} have lyrics.`, {
    file: dataset.table.file,
    remedy: `Add the audio files, or use the lyrics alone: ${LYRIC_COMMANDS}.`,
  });
}

const LYRIC_COMMANDS =
  "Medium, Hard, `latentune embed-lyrics` and `latentune cluster --embedding` work on lyrics without audio";

/** The table as it is, with what is wrong with it. */
export function inspectSongs(
  { paths, settings }: Pick<StepContext, "paths" | "settings">,
  { signal }: StepReporter,
): Promise<Dataset> {
  return inspectDataset(datasetOptions(paths, settings), signal);
}

/** The rows with lyrics where no row has its audio file, if they are enough to be clustered; else null. */
export function lyricRows({ songs, rows }: Dataset): readonly SongRow[] | null {
  if (songs.length > 0) return null;
  const written = rows.filter(({ lyrics }) => lyrics.trim() !== "");
  return written.length < FEWEST_SONGS ? null : written;
}

/** The songs of a table of lyrics alone; says what a run without sounds leaves out. @throws as {@link rowsOf}. */
export function lyricSongs(
  inspected: Dataset,
  rows: readonly SongRow[],
  { warn }: Pick<StepContext, "warn">,
  report: StepReporter,
): SongSet {
  const dataset = rowsOf(inspected);
  const { table, counts } = dataset;
  const without = dataset.rows.length - rows.length;
  const left = without === 0 ? "" : ` ${countOf(without, "row")} without lyrics cannot be used.`;
  warn([
    ...dataset.diagnostics,
    {
      code: "audio-none",
      severity: "warning",
      message: `No row has its audio file: the ${rows.length} with lyrics are used, and networks, audio and hybrid representations are left out.${left}`,
      file: table.file,
      remedy: "Add the audio files; `latentune doctor` says of each row what was looked for.",
    },
  ]);
  report.songs(rows.length);
  report.note(`${partOf(rows.length, counts.rows, "row")} ${have(rows.length)} lyrics, none has its audio file`);
  return songSet(dataset, rows, []);
}

/** The songs whose audio files were found. @throws {LatentuneError} if there is nothing to work on. */
export function foundSongs(inspected: Dataset, { warn }: Pick<StepContext, "warn">, report: StepReporter): FoundSongs {
  const dataset = songsOf(inspected);
  report.songs(dataset.songs.length);
  warn([...dataset.diagnostics, ...lyricsOnly(dataset)]);
  report.note(audioNote(dataset));
  return { dataset };
}

/** How many rows have their audio file. */
export function audioNote({ songs, counts }: Pick<Dataset, "songs" | "counts">): string {
  return `${partOf(songs.length, counts.rows, "row")} ${haveAudio(songs.length)}`;
}

/** What so many rows have. */
export function haveAudio(count: number): string {
  return `${have(count)} ${count === 1 ? "its" : "their"} audio file`;
}

/** Rows whose words could be used, and that a task on sounds leaves out: told once, with what uses them. */
function lyricsOnly({ rows, table }: Dataset): Diagnostic[] {
  const left = rows.filter(({ audioRelative, lyrics }) => audioRelative === "" && lyrics.trim() !== "");
  const [first] = left;
  if (first === undefined) return [];
  return [
    {
      code: "rows-lyrics-only",
      severity: "info",
      message: `${countOf(left.length, "row")} with lyrics and without an audio file: left out here, the first is this one.`,
      file: table.file,
      line: first.firstLine,
      row: first.row,
      filename: first.filename,
      remedy: "`latentune embed-lyrics` and `latentune cluster --embedding` use all rows with lyrics.",
    },
  ];
}

/** A song whose feature was made, with the feature. */
export interface SongFeature {
  readonly song: Song;
  readonly value: Extract<Extracted, { ok: true }>;
}

/**
 * Splits the songs by what became of their features: the usable ones, and a warning at its row for every other.
 * @throws {LatentuneError} if fewer than four are usable.
 */
export function keepUsable(
  { dataset }: FoundSongs,
  features: ReadonlyMap<string, Extracted>,
  warn: (diagnostics: readonly Diagnostic[]) => void,
): SongFeature[] {
  const diagnostics: Diagnostic[] = [];
  const usable: SongFeature[] = [];
  for (const song of dataset.songs) {
    const value = features.get(requestId(song));
    if (value === undefined) continue;
    const told = value.ok ? value.diagnostics : [value.diagnostic];
    for (const diagnostic of told) diagnostics.push(atRow(diagnostic, song, dataset));
    if (value.ok) usable.push({ song, value });
  }
  warn(diagnostics);
  requireUsableSongs(
    usable.map(({ song }) => song),
    [...dataset.diagnostics, ...diagnostics],
  );
  return usable;
}

/** The name under which a row's feature is asked for. */
export function requestId({ row }: Song): string {
  return String(row);
}

/** A diagnostic about a song's sound, at the row that names it. */
export function atRow(diagnostic: Diagnostic, song: Song, { table }: Dataset): Diagnostic {
  return { ...diagnostic, file: table.file, line: song.firstLine, row: song.row, filename: song.filename };
}

/** The songs whose features were made. */
export interface UsableSet extends SongSet {
  readonly songs: readonly Song[];
}

export function usableSet({ dataset }: FoundSongs, usable: readonly SongFeature[]): UsableSet {
  const songs = usable.map(({ song }) => song);
  return {
    ...songSet(
      dataset,
      songs,
      usable.map(({ value }) => value.contentHash),
    ),
    songs,
    sound: soundRecord(usable.map(({ value }) => value)),
  };
}

function songSet({ counts, table }: Dataset, songs: readonly SongRow[], hashes: readonly string[]): SongSet {
  return {
    songs,
    hashes,
    languages: songs.map(({ language }) => language),
    genres: songs.map(({ genre }) => genre),
    total: counts.rows,
    table: table.file,
    fingerprint: sha256OfList(
      songs.map(({ filename, language, genre, lyrics }, index) => [filename, language, genre, lyrics, hashes[index]]),
    ).slice(0, 32),
  };
}
