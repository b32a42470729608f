import type { Approximation } from "../../shared/contract/scale/approximation.ts";
import { SIZES } from "../../shared/contract/scale/sizes.ts";
import { formatNumber } from "../../shared/format.ts";
import type { RunOptions } from "../core/executor.ts";
import { sha256 } from "../core/hash.ts";
import { type Matrix, matrix } from "../core/matrix.ts";
import { createRng } from "../core/rng.ts";
import { inTurns, type Turns } from "./turns.ts";
import { drawSample } from "../dataset/draw-sample.ts";
import { foldIn } from "./fold-in.ts";
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
  readonly approximations?: readonly Approximation[];
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
  const table = tfidf(lyrics);
  const components = Math.max(0, Math.min(MAX_COMPONENTS, table.cols - 1));
  const { scores, exact } = truncatedSvd(table, components, createRng(seed, "lyrics", "truncated-svd"));
  const emptyRows = lyrics.flatMap((_, row) => (table.isEmpty(row) ? [row] : []));
  if (components === 0) return { matrix: matrix(lyrics.length, 0), emptyRows, description: "no lyrics to embed" };
  const svd = `${exact ? "exact" : "randomised"} SVD to ${scores.cols} columns`;
  return { matrix: scores, emptyRows, description: `TF-IDF of ${table.cols} character 3- to 5-grams, ${svd}` };
}

/** How many lyrics are embedded exactly, and on how many the embedding of more is fitted. */
export interface LyricSizes {
  readonly exact: number;
  readonly fitted: number;
}

/** A table of the n-grams of 20,000 lyrics takes a gigabyte; more of them change the clusters no more than the seed does. */
export const LYRIC_SIZES: LyricSizes = { exact: SIZES.fitSongs, fitted: 20_000 };

/**
 * As {@link embedLyricsBySvd}, of more lyrics than fit into one table: vocabulary, document frequencies and directions are
 * those of some that the seed draws, and all are folded in; see {@link foldIn}.
 * @param fitted how many are drawn, of those that are not empty
 */
export function* embedLyricsFolded(lyrics: readonly string[], seed: number, fitted: number): Turns<LyricEmbedding> {
  const written = Uint32Array.from(lyrics.keys()).filter((index) => lyrics[index]!.trim() !== "");
  const contents = Array.from(written, (index) => sha256(lyrics[index]!));
  const drawn = drawSample(contents, fitted, seed).map((at) => written[at]!);
  const rng = createRng(seed, "lyrics", "truncated-svd");
  const { scores, emptyRows, ngrams } = yield* foldIn(lyrics, drawn, MAX_COMPONENTS, rng);
  if (scores.cols === 0) return { matrix: scores, emptyRows, description: "no lyrics to embed" };
  const how = `fitted on ${formatNumber(drawn.length)} lyrics, into which all were folded`;
  return {
    matrix: scores,
    emptyRows,
    description: `TF-IDF of ${ngrams} character 3- to 5-grams, randomised SVD to ${scores.cols} columns, ${how}`,
    approximations: [
      {
        kind: "lyrics",
        text: `Vocabulary and directions of ${formatNumber(drawn.length)} of ${formatNumber(lyrics.length)} lyrics, drawn by the seed; all were folded in.`,
        measure: null,
      },
    ],
  };
}

/** The reference's embedding as a `LyricEmbedder`. */
export function tfidfSvdEmbedder(seed: number, { exact, fitted }: LyricSizes = LYRIC_SIZES): LyricEmbedder {
  return {
    id: `tfidf-svd-${MAX_COMPONENTS}-${seed}`,
    embed(documents, { signal, onProgress } = {}) {
      const lyrics = documents.map((document) => document.lyrics);
      if (lyrics.length <= exact) return Promise.resolve(embedLyricsBySvd(lyrics, seed));
      const total = lyrics.length;
      return inTurns(embedLyricsFolded(lyrics, seed, fitted), signal, (fraction) =>
        onProgress?.(Math.floor(fraction * total), total),
      );
    },
  };
}
