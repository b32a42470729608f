import type { Song } from "../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { countOf } from "../../shared/format.ts";
import { LatentuneError } from "../core/errors.ts";
import { keyOf } from "../core/hash.ts";
import { contentHashes } from "../dataset/audio-files/content-hashes.ts";
import { datasetOptions, type Dataset } from "../dataset/dataset.ts";
import { inspectDataset, songsOf } from "../dataset/load-dataset.ts";
import { FEWEST_SONGS, requireUsableSongs } from "../dataset/usable-songs.ts";
import type { Extracted } from "../audio/features/extract.ts";
import { hashesFile } from "./audio-diagnostics.ts";
import type { StepContext } from "./context.ts";
import { defineUncachedStep } from "./define-step.ts";
import type { StepReporter } from "./step.ts";

/** The rows whose audio was found, before anyone has listened to it. */
export interface FoundSongs {
  readonly dataset: Dataset;
  /** SHA-256 of each song's file, null where it cannot be read any more. */
  readonly hashes: readonly (string | null)[];
}

/** The songs that are clustered: rows whose audio could be decoded, with their labels as columns. */
export interface SongSet {
  readonly songs: readonly Song[];
  readonly hashes: readonly string[];
  /** Empty where unknown. */
  readonly languages: readonly string[];
  readonly genres: readonly string[];
  /** Rows of the table, used or not. */
  readonly total: number;
  /** Changes with every byte that can change a result. */
  readonly fingerprint: string;
}

/** Reads the table, finds its audio files and hashes them. */
export const readSongs = defineUncachedStep({
  name: "read-data",
  label: "Reading the data",
  run: (_input: null, context: Pick<StepContext, "paths" | "settings" | "warn">, report) => findSongs(context, report),
});

/** As {@link readSongs}. @throws {LatentuneError} if there is nothing to work on. */
export async function findSongs(
  { paths, settings, warn }: Pick<StepContext, "paths" | "settings" | "warn">,
  report: StepReporter,
): Promise<FoundSongs> {
  const inspected = await inspectDataset(datasetOptions(paths, settings), report.signal);
  requireSound(inspected);
  const dataset = songsOf(inspected);
  warn(...dataset.diagnostics, ...lyricsOnly(dataset));
  report.fraction(0.2, `${dataset.songs.length} songs found`);
  const hashes = await contentHashes(dataset.songs, hashesFile(paths.cache), {
    signal: report.signal,
    onDamaged: report.damaged,
  });
  report.note(`${dataset.songs.length} of ${dataset.counts.rows} rows have their audio file`);
  return { dataset, hashes };
}

/** @throws {LatentuneError} for a table of lyrics alone: this works on sound, and other commands do not. */
function requireSound({ songs, rows, table }: Dataset): void {
  const written = rows.filter(({ lyrics }) => lyrics.trim() !== "").length;
  if (songs.length > 0 || written < FEWEST_SONGS) return;
  throw new LatentuneError(`No row has its audio file, and this works on sound; ${written} have lyrics.`, {
    file: table.file,
    remedy:
      "Add the audio files (`latentune doctor` says what was looked for), or use the lyrics alone by `latentune embed-lyrics` and `latentune cluster --embedding`.",
  });
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
  readonly hash: string;
  readonly value: Extract<Extracted, { ok: true }>;
}

/**
 * Splits the songs by what became of their features: the usable ones, and a warning at its row for every other.
 * @throws {LatentuneError} if fewer than four are usable.
 */
export function keepUsable(
  { dataset, hashes }: FoundSongs,
  features: ReadonlyMap<string, Extracted>,
  warn: (...diagnostics: readonly Diagnostic[]) => void,
): SongFeature[] {
  const diagnostics: Diagnostic[] = [];
  const usable: SongFeature[] = [];
  for (const [index, song] of dataset.songs.entries()) {
    const value = features.get(requestId(song));
    const hash = hashes[index];
    if (value === undefined) continue;
    const usableHash = hash ?? undefined;
    const told = !value.ok ? [value.diagnostic] : usableHash === undefined ? [CHANGED] : value.diagnostics;
    diagnostics.push(...told.map((diagnostic) => atRow(diagnostic, song, dataset)));
    if (value.ok && usableHash !== undefined) usable.push({ song, hash: usableHash, value });
  }
  warn(...diagnostics);
  requireUsableSongs(
    usable.map(({ song }) => song),
    [...dataset.diagnostics, ...diagnostics],
  );
  return usable;
}

/** A file that could not be hashed but decoded a moment later: someone is writing it. */
const CHANGED: Diagnostic = {
  code: "audio-unreadable",
  severity: "error",
  message: "The file could not be read at first and then could: it is being changed.",
  remedy: "Run again when it is complete.",
};

/** The name under which a row's feature is asked for. */
export function requestId({ row }: Song): string {
  return String(row);
}

/** A diagnostic about a song's sound, at the row that names it. */
export function atRow(diagnostic: Diagnostic, song: Song, { table }: Dataset): Diagnostic {
  return { ...diagnostic, file: table.file, line: song.firstLine, row: song.row, filename: song.filename };
}

export function songSet(
  { dataset }: FoundSongs,
  used: readonly { readonly song: Song; readonly hash: string }[],
): SongSet {
  const songs = used.map(({ song }) => song);
  const hashes = used.map(({ hash }) => hash);
  return {
    songs,
    hashes,
    languages: songs.map(({ language }) => language),
    genres: songs.map(({ genre }) => genre),
    total: dataset.counts.rows,
    fingerprint: keyOf(
      songs.map(({ filename, language, genre, lyrics }, index) => [filename, language, genre, lyrics, hashes[index]]),
    ),
  };
}
