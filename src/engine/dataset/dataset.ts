import { relative, sep } from "node:path";
import type { Song, SongRow } from "../../shared/contract/dataset.ts";
import type { GenreSeparator, RunSettings } from "../../shared/contract/settings.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import type { DatasetPaths, LayoutOptions } from "./layout.ts";
import type { LyricsTable } from "./table/lyrics-table.ts";

export interface DatasetOptions extends LayoutOptions {
  readonly genreSeparator?: GenreSeparator;
  /** What to read in place of the file `lyrics.csv`: the unsaved text of an editor. */
  readonly lyricsBytes?: Uint8Array;
}

/** The dataset of a workspace as its settings say how to read it. */
export function datasetOptions(
  { workspace }: Pick<DatasetOptions, "workspace">,
  { dataDir, audioRoots, genreSeparator }: Pick<RunSettings, "dataDir" | "audioRoots" | "genreSeparator">,
): DatasetOptions {
  return { workspace, dataDir, audioRoots, genreSeparator };
}

export interface DatasetCounts {
  /** Rows of lyrics.csv, blank lines not counted. */
  readonly rows: number;
  /** Rows whose audio was found: `songs.length`. */
  readonly songs: number;
  /** Songs without lyrics, and without a genre. */
  readonly withoutLyrics: number;
  readonly withoutGenre: number;
  /** Audio files that no row names. */
  readonly unnamedFiles: number;
  /** Songs per language and per genre, most frequent first. */
  readonly languages: ReadonlyMap<string, number>;
  readonly genres: ReadonlyMap<string, number>;
}

/** The data folder, read and matched. */
export interface Dataset {
  readonly paths: DatasetPaths;
  readonly table: LyricsTable;
  /** The bytes of lyrics.csv as they were read. */
  readonly tableBytes: Uint8Array;
  /** The rows that can be used, in the order of lyrics.csv. Their audio is there; whether it decodes is not known yet. */
  readonly songs: readonly Song[];
  /** Those and the rows without an audio file, in the order of lyrics.csv. */
  readonly rows: readonly SongRow[];
  /** The language of every row of the table, in its order, by the name of its class; empty where it has none. */
  readonly languages: readonly string[];
  /** Likewise the genre, from the table or else the genre map. */
  readonly genres: readonly string[];
  /** By file and line. */
  readonly diagnostics: readonly Diagnostic[];
  readonly counts: DatasetCounts;
}

/** A path as diagnostics and tables name it: relative to the workspace, with forward slashes; `.` for the workspace itself. */
export function workspaceRelative(workspace: string, path: string): string {
  return relative(workspace, path).split(sep).join("/") || ".";
}
