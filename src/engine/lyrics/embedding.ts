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

export interface EmbedOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called as songs are done; not by embedders that take no time. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A way to embed lyrics. Implementations differ in cost, hence a promise; `id` is part of the cache's key. */
export interface LyricEmbedder {
  readonly id: string;
  /** @throws {CancelledError} */
  embed(documents: readonly LyricDocument[], options?: EmbedOptions): Promise<LyricEmbedding>;
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
  return {
    matrix: components === 0 ? matrix(lyrics.length, 0) : scores,
    emptyRows,
    description:
      components === 0
        ? "no lyrics to embed"
        : `TF-IDF of ${table.cols} character 3- to 5-grams, ${exact ? "exact" : "randomised"} SVD to ${scores.cols} columns`,
  };
}

/** The reference's embedding as a `LyricEmbedder`. */
export function tfidfSvdEmbedder(seed: number): LyricEmbedder {
  return {
    id: `tfidf-svd-${MAX_COMPONENTS}-${seed}`,
    embed: (documents) =>
      Promise.resolve(
        embedLyricsBySvd(
          documents.map(({ lyrics }) => lyrics),
          seed,
        ),
      ),
  };
}
