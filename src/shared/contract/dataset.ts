import type { Severity } from "./diagnostic.ts";

/** A half-open range of bytes of a file: `start` is inside, `end` is not. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Where a row of `lyrics.csv` stands. A quoted cell may hold line breaks, so a row may span lines. */
export interface RowPlace {
  /** 1-based count of the table's rows: the header and blank lines are not counted. */
  readonly row: number;
  /** 1-based editor lines; `\n`, `\r\n` and a lone `\r` each end a line, as in VS Code. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** The row's bytes in the table's text in UTF-8, without the line end behind it. */
  readonly startByte: number;
  readonly endByte: number;
}

/** A row of `lyrics.csv` that can be used, with its audio file or without: what is made of words and labels needs none. */
export interface SongRow extends Pick<RowPlace, "row" | "firstLine" | "lastLine"> {
  /** As `lyrics.csv` has it. */
  readonly filename: string;
  /** The name of its class: as the table writes the language most often. Empty if the table has none. */
  readonly language: string;
  /** Likewise the first genre of `lyrics.csv`, else of `genre_map.csv`, else empty. */
  readonly genre: string;
  readonly lyrics: string;
  /** The audio file, relative to the workspace, with forward slashes; empty where the row has none. */
  readonly audioRelative: string;
}

/** A row of `lyrics.csv` whose audio was found: what the tasks work on. */
export interface Song extends SongRow {
  /** Absolute, as the disk spells it. */
  readonly audioPath: string;
}

/** What a folder holds, by the names of its files; paths are relative to it, with forward slashes. */
export interface FolderSurvey {
  readonly songs: number;
  /** Tables of songs, the nearest first, each with the data folder whose table it is. */
  readonly tables: readonly { readonly file: string; readonly dataDir: string }[];
  /** Spreadsheets, which may be the table in another program's format; those called `lyrics` come first. */
  readonly spreadsheets: readonly string[];
  /** False for a folder of so many files that not all were looked at. */
  readonly complete: boolean;
}

/** Every diagnostic about the data, with its severity: an error keeps its row out (or, in {@link FATAL_DIAGNOSTICS}, the run). */
export const DATASET_DIAGNOSTICS = {
  // The workspace.
  "lyrics-table-missing": "error",
  "audio-folder-missing": "error",
  "table-name": "info",
  // The table as a whole.
  "table-empty": "error",
  "table-not-text": "error",
  "table-encoding": "warning",
  "not-utf8": "warning",
  "characters-lost": "warning",
  "encoded-twice": "warning",
  "header-not-first": "info",
  "separator-fullwidth": "warning",
  "column-filename-missing": "error",
  "column-language-missing": "warning",
  "column-lyrics-missing": "warning",
  "column-duplicate": "warning",
  "column-alias": "info",
  // A row of the table.
  "quoting-broken": "error",
  "quote-stray": "warning",
  "quote-typographic": "warning",
  "lyrics-unquoted": "warning",
  "nul-byte": "error",
  "row-too-long": "error",
  "row-too-short": "warning",
  "header-repeated": "error",
  "filename-empty": "error",
  "filename-duplicate": "error",
  "language-none": "warning",
  "language-empty": "warning",
  "lyrics-empty": "info",
  "value-missing": "info",
  "label-spelling": "info",
  "genre-several": "info",
  // A row's audio.
  "audio-missing": "error",
  "audio-name-uncertain": "error",
  "audio-name-inexact": "warning",
  "audio-duplicate": "error",
  "audio-outside": "error",
  "audio-link-broken": "error",
  "audio-ambiguous": "warning",
  "audio-folder-skipped": "warning",
  "audio-link-unused": "info",
  "audio-unnamed": "info",
  // Genres.
  "genre-none": "info",
  "genre-missing": "warning",
  "genre-conflict": "info",
  "genre-map-unreadable": "warning",
  "genre-map-row": "warning",
  "genre-map-duplicate": "warning",
  "genre-map-unknown": "info",
  "genre-map-headerless": "warning",
  "genre-map-inexact": "info",
  "genre-map-uncertain": "warning",
  "genre-map-unmatched": "warning",
} as const satisfies Record<string, Severity>;

export type DatasetDiagnosticCode = keyof typeof DATASET_DIAGNOSTICS;

/** What says nothing to those who work without audio. Of rows with one file among them, one counts for everybody. */
export const AUDIO_FILE_DIAGNOSTICS: readonly DatasetDiagnosticCode[] = [
  "audio-folder-missing",
  "audio-missing",
  "audio-name-uncertain",
  "audio-name-inexact",
  "audio-outside",
  "audio-link-broken",
  "audio-ambiguous",
  "audio-folder-skipped",
  "audio-link-unused",
  "audio-unnamed",
];

/** The diagnostics after which there is nothing to work on. */
export const FATAL_DIAGNOSTICS = [
  "lyrics-table-missing",
  "audio-folder-missing",
  "table-empty",
  "table-not-text",
  "column-filename-missing",
] as const satisfies readonly DatasetDiagnosticCode[];

/** Clustering and its metrics need a few songs. */
export const FEWEST_SONGS = 4;

/** The code of the note that no row has its audio, and that there are lyrics enough for a task. */
export const LYRICS_ALONE = "lyrics-alone";

/** The code of the warning that no song of a run has lyrics. */
export const LYRICS_NONE = "lyrics-none";

/** What helps then, without its full stop. */
export const FILL_LYRICS = "Fill in the column lyrics of lyrics.csv, or let `latentune transcribe` do it";
