import type { RunOptions } from "../core/executor.ts";
import { type Matrix, matrix } from "../core/matrix.ts";
import { createRng } from "../core/rng.ts";
import { tfidf } from "./tfidf.ts";
import { truncatedSvd } from "./truncated-svd.ts";

/** One song's lyrics as they are embedded. */
export interface LyricDocument {
  readonly lyrics: string;
  /** The row's `language`, for embedders that depend on it. */
  readonly language: string;
}

/** Lyrics as vectors, one row per song. */
export interface LyricEmbedding {
  /**
   * Songs × dimensions. A song without lyrics has a row of zeros. No dimension at all if there is nothing to embed (all
   * lyrics empty or shorter than an n-gram): representations then leave the lyrics out instead of clustering zeros.
   */
  readonly matrix: Matrix;
  /** Songs (0-based) whose lyrics gave nothing to embed. */
  readonly emptyRows: readonly number[];
  /** How it was made, one line for the report. */
  readonly description: string;
}

/** A way to embed lyrics. Implementations differ in cost, hence a promise; `id` is part of the cache's key. */
export interface LyricEmbedder {
  readonly id: string;
  /** Reports songs as they are done, unless it takes no time. @throws {CancelledError} */
  embed(documents: readonly LyricDocument[], options?: RunOptions): Promise<LyricEmbedding>;
}

/** The reference's number of components. */
const MAX_COMPONENTS = 64;

/**
 * TF-IDF of character 3- to 5-grams and truncated SVD, the reference pipeline's lyric embedding: U · Σ with
 * min(64, features − 1, songs) columns. The seed matters above 400 songs only, where the SVD is randomised.
 */
export function embedLyricsBySvd(lyrics: readonly string[], seed: number): LyricEmbedding {
  const table = tfidf(lyrics).matrix;
  const components = Math.max(0, Math.min(MAX_COMPONENTS, table.cols - 1));
  const { scores, exact } = truncatedSvd(table, components, createRng(seed, "lyrics", "truncated-svd"));
  const emptyRows = lyrics.flatMap((_, row) => (table.rowStarts[row] === table.rowStarts[row + 1] ? [row] : []));
  if (components === 0) return { matrix: matrix(lyrics.length, 0), emptyRows, description: "no lyrics to embed" };
  const svd = `${exact ? "exact" : "randomised"} SVD to ${scores.cols} columns`;
  return { matrix: scores, emptyRows, description: `TF-IDF of ${table.cols} character 3- to 5-grams, ${svd}` };
}

/** The reference's embedding as a `LyricEmbedder`. */
export function tfidfSvdEmbedder(seed: number): LyricEmbedder {
  return {
    id: `tfidf-svd-${MAX_COMPONENTS}-${seed}`,
    embed(documents) {
      const lyrics = documents.map((document) => document.lyrics);
      return Promise.resolve(embedLyricsBySvd(lyrics, seed));
    },
  };
}
