import { LatentuneError } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";
import { standardisedGenres, weightedJoin } from "./hybrid.ts";
import { HARD, MEDIUM, formatG } from "./names.ts";
import { pca } from "./pca.ts";
import { standardise } from "./standardise.ts";

/** What is clustered: songs × dimensions, standardised (hybrids: each modality standardised, then weighted). */
export interface Representation {
  readonly name: string;
  readonly matrix: Matrix;
  /** What it is made of, for the report. */
  readonly description: string;
}

export interface MediumInputs {
  /** Songs × 80: the log-mel's mean over time. */
  readonly meanMel: Matrix;
  /** Songs × latents: μ of the Conv-VAE. */
  readonly audioVaeLatent: Matrix;
  /** Songs × lyric dimensions. Without any column the lyric and hybrid representations are left out. */
  readonly lyrics: Matrix;
  /** Songs × dimensions of a sentence embedding model; without it, or without any column, nothing is added. */
  readonly lyricsTransformer?: Matrix | undefined;
}

export interface HardInputs {
  readonly meanMel: Matrix;
  readonly lyrics: Matrix;
  /** As in {@link MediumInputs}. */
  readonly lyricsTransformer?: Matrix | undefined;
  readonly betaVaeLatent: Matrix;
  readonly aeLatent: Matrix;
  /** A genre per song, null or "" where unknown; needed with `includeGenre`. */
  readonly genres?: readonly (string | null)[];
}

export interface HardSettings {
  readonly alphas: readonly number[];
  readonly includeGenre: boolean;
  /** The genre columns' weight. */
  readonly gamma: number;
}

/** The Medium task's representations in the reference's order. @throws {LatentuneError} if row counts differ. */
export function mediumRepresentations(
  { meanMel, audioVaeLatent, lyrics, lyricsTransformer }: MediumInputs,
  { alphas }: { readonly alphas: readonly number[] },
): Representation[] {
  checkRows({ meanMel, audioVaeLatent, lyrics, ...(lyricsTransformer === undefined ? {} : { lyricsTransformer }) });
  const audio = standardise(audioVaeLatent).matrix;
  const words = standardise(lyrics).matrix;
  const representations = [
    { name: MEDIUM.meanMel, matrix: standardise(meanMel).matrix, description: "log-mel spectrum, mean over time" },
    { name: MEDIUM.audioVae, matrix: audio, description: "Conv-VAE latent means of the log-mel spectrogram" },
  ];
  if (lyrics.cols === 0) return representations;
  return [
    ...representations,
    { name: MEDIUM.lyrics, matrix: words, description: "lyric embedding" },
    ...alphas.map((alpha) => ({
      name: MEDIUM.hybrid(alpha),
      matrix: weightedJoin([
        { matrix: audio, weight: alpha },
        { matrix: words, weight: 1 },
      ]),
      description: `Conv-VAE latents × ${formatG(alpha)} and lyric embedding`,
    })),
    ...ofTransformer(audio, lyricsTransformer, alphas, { ...MEDIUM, audio: "Conv-VAE" }),
  ];
}

/** The lyrics by their meaning, and their hybrids. */
function ofTransformer(
  audio: Matrix,
  lyrics: Matrix | undefined,
  alphas: readonly number[],
  names: { readonly transformer: string; transformerHybrid(alpha: number): string; readonly audio: string },
): Representation[] {
  if (lyrics === undefined || lyrics.cols === 0) return [];
  const words = standardise(lyrics).matrix;
  return [
    { name: names.transformer, matrix: words, description: "lyric embedding by a language model" },
    ...alphas.map((alpha) => ({
      name: names.transformerHybrid(alpha),
      matrix: weightedJoin([
        { matrix: audio, weight: alpha },
        { matrix: words, weight: 1 },
      ]),
      description: `${names.audio} latents × ${formatG(alpha)} and lyric embedding by a language model`,
    })),
  ];
}

/**
 * The Hard task's representations in the reference's order; those that name lyrics are left out where `lyrics` has no
 * column. @throws {LatentuneError} if row counts differ, or with
 * `includeGenre` but no known genre.
 */
export function hardRepresentations(
  { meanMel, lyrics, lyricsTransformer, betaVaeLatent, aeLatent, genres }: HardInputs,
  { alphas, includeGenre, gamma }: HardSettings,
): Representation[] {
  checkRows({
    meanMel,
    lyrics,
    betaVaeLatent,
    aeLatent,
    ...(lyricsTransformer === undefined ? {} : { lyricsTransformer }),
  });
  const spectrum = standardise(meanMel).matrix;
  const audio = standardise(betaVaeLatent).matrix;
  const words = standardise(lyrics).matrix;
  const hasLyrics = lyrics.cols > 0;
  return [
    { name: HARD.meanMel, matrix: spectrum, description: "log-mel spectrum, mean over time" },
    { name: HARD.pca, matrix: spectralPca(spectrum), description: "principal components of the mean log-mel spectrum" },
    ...(hasLyrics ? [{ name: HARD.lyrics, matrix: words, description: "lyric embedding" }] : []),
    { name: HARD.betaVae, matrix: audio, description: "β-VAE latent means of the log-mel spectrogram" },
    {
      name: HARD.autoencoder,
      matrix: standardise(aeLatent).matrix,
      description: "autoencoder latents of the log-mel spectrogram",
    },
    ...(hasLyrics
      ? alphas.map((alpha) => ({
          name: HARD.hybrid(alpha),
          matrix: weightedJoin([
            { matrix: audio, weight: alpha },
            { matrix: words, weight: 1 },
          ]),
          description: `β-VAE latents × ${formatG(alpha)} and lyric embedding`,
        }))
      : []),
    ...ofTransformer(audio, lyricsTransformer, alphas, { ...HARD, audio: "β-VAE" }),
    ...(includeGenre && hasLyrics ? multimodal(audio, words, genresOf(genres, meanMel.rows), alphas, gamma) : []),
  ];
}

/** PCA of the standardised mean-mel to min(16, N − 1, 80) components, standardised. */
function spectralPca(spectrum: Matrix): Matrix {
  return standardise(pca(spectrum, Math.max(1, Math.min(16, spectrum.rows - 1, spectrum.cols))).scores).matrix;
}

function multimodal(
  audio: Matrix,
  words: Matrix,
  genres: readonly (string | null)[],
  alphas: readonly number[],
  gamma: number,
): Representation[] {
  const oneHot = standardisedGenres(genres);
  if (oneHot.cols === 0) {
    throw new LatentuneError("The genre feature was asked for, but no song has a genre.", {
      remedy: "Add a genre column or genre_map.csv, or run without --include-genre-feature.",
    });
  }
  return alphas.map((alpha) => ({
    name: HARD.multimodal(alpha, gamma),
    matrix: weightedJoin([
      { matrix: audio, weight: alpha },
      { matrix: words, weight: 1 },
      { matrix: oneHot, weight: gamma },
    ]),
    description: `β-VAE latents × ${formatG(alpha)}, lyric embedding and genre one-hot × ${formatG(gamma)}`,
  }));
}

function genresOf(genres: readonly (string | null)[] | undefined, rows: number): readonly (string | null)[] {
  const known = genres ?? new Array<null>(rows).fill(null);
  if (known.length !== rows) throw new LatentuneError(`There are ${known.length} genres for ${rows} songs.`);
  return known;
}

function checkRows(inputs: Readonly<Record<string, Matrix>>): void {
  const counts = Object.entries(inputs).map(([name, { rows }]) => `${name} ${rows}`);
  if (new Set(Object.values(inputs).map(({ rows }) => rows)).size > 1) {
    throw new LatentuneError(`The representations' inputs have different numbers of songs: ${counts.join(", ")}.`);
  }
}
