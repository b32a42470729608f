import type { Diagnostic } from "./diagnostic.ts";

/** The folders at one depth below the folder that is searched for songs: what they are called may be a label. */
export interface FolderLevel {
  /** 1: the folders directly below it. */
  readonly level: number;
  /** The most frequent names, at most {@link MOST_NAMES}. */
  readonly names: readonly string[];
  /** How many names there are. */
  readonly count: number;
  /** Songs that lie in such a folder or below. */
  readonly songs: number;
  /** Most of the names are languages. */
  readonly languages: boolean;
}

/** So many names of a level, or of files, are shown. */
export const MOST_NAMES = 5;

/** What a table of the songs of a folder would hold, before anything is written. */
export interface TablePlan {
  /** The table that would be written, relative to the workspace. */
  readonly file: string;
  /** The rows that would be written: every song, or those that no row names yet. */
  readonly songs: number;
  /** Songs whose tags have a genre, and a language. */
  readonly withGenre: number;
  readonly withLanguage: number;
  /** Songs with lyrics in their tags or beside them. */
  readonly withLyrics: number;
  /** Files whose tags cannot be read. They are songs all the same: reading their sound says whether they can be used. */
  readonly unread: number;
  /** The first of them, at most {@link MOST_NAMES}; relative to the workspace. */
  readonly unreadFiles: readonly string[];
  /** Levels with several folders. */
  readonly levels: readonly FolderLevel[];
  /** What of the folder is not used, such as links that lead out of the workspace, and what helps. */
  readonly unused: readonly Diagnostic[];
}

/** The levels of folders whose names are labels where tags have none; null: no level. */
export interface FolderLabels {
  readonly genre: number | null;
  readonly language: number | null;
}

/** What was written. */
export interface WrittenTable {
  /** Absolute. */
  readonly path: string;
  /** Relative to the workspace. */
  readonly file: string;
  readonly songs: number;
  readonly withLyrics: number;
  /** Rows per genre and per language, most frequent first; rows without are in none. */
  readonly genres: Readonly<Record<string, number>>;
  readonly languages: Readonly<Record<string, number>>;
}
