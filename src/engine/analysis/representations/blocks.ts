import { LatentuneError } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";
import { directions } from "./directions.ts";
import { standardisedGenres } from "./hybrid.ts";
import { pca } from "./pca.ts";
import type { Modality } from "./representation.ts";
import { standardise } from "./standardise.ts";

/** What representations are made from: a task gives those that it has. All have a row per song. */
export interface RepresentationInputs {
  /** Songs × 80: the log-mel's mean over time. */
  readonly meanMel?: Matrix | undefined;
  /** Songs × latents: μ of the task's variational network. */
  readonly vaeLatent?: Matrix | undefined;
  /** Songs × latents of the plain autoencoder. */
  readonly aeLatent?: Matrix | undefined;
  /** Songs × columns of the pretrained audio model. */
  readonly audioModel?: Matrix | undefined;
  /** Songs × dimensions of the contrastive network. */
  readonly contrastive?: Matrix | undefined;
  /** Songs × lyric dimensions; no column where no song has lyrics. */
  readonly lyrics?: Matrix;
  /** Songs × dimensions of a sentence embedding model. */
  readonly lyricsTransformer?: Matrix | undefined;
  /** Songs × 40: MFCC statistics. */
  readonly mfcc?: Matrix;
  /** A genre per song, null or "" where unknown. */
  readonly genres?: readonly (string | null)[];
}

/** Columns of one modality, as they are joined: standardised where nothing else is said. */
interface Block {
  readonly modality: Modality;
  /** Undefined, or without a column, where the inputs do not give it. */
  make(inputs: RepresentationInputs): Matrix | undefined;
}

export const BLOCKS = {
  meanMel: { modality: "audio", make: ({ meanMel }) => standardised(meanMel) },
  spectrumComponents: { modality: "audio", make: ({ meanMel }) => spectrumComponents(standardised(meanMel)) },
  vae: { modality: "audio", make: ({ vaeLatent }) => standardised(vaeLatent) },
  autoencoder: { modality: "audio", make: ({ aeLatent }) => standardised(aeLatent) },
  audioModel: { modality: "audio", make: ({ audioModel }) => standardised(audioModel) },
  contrastive: { modality: "audio", make: ({ contrastive }) => standardised(contrastive) },
  lyrics: { modality: "lyrics", make: ({ lyrics }) => standardised(lyrics) },
  lyricsTransformer: { modality: "lyrics", make: ({ lyricsTransformer }) => standardised(lyricsTransformer) },
  genre: { modality: "genre", make: ({ genres, meanMel }) => genreColumns(genres, meanMel?.rows ?? 0) },
  rawVae: { modality: "audio", make: ({ vaeLatent }) => vaeLatent },
  rawAutoencoder: { modality: "audio", make: ({ aeLatent }) => aeLatent },
  directionVae: { modality: "audio", make: ({ vaeLatent }) => vaeLatent && directions(vaeLatent) },
  directionAutoencoder: { modality: "audio", make: ({ aeLatent }) => aeLatent && directions(aeLatent) },
  mfccComponents: { modality: "audio", make: ({ mfcc, vaeLatent }) => mfccComponents(mfcc, vaeLatent?.cols ?? 0) },
} as const satisfies Readonly<Record<string, Block>>;

export type BlockName = keyof typeof BLOCKS;

function standardised(input: Matrix | undefined): Matrix | undefined {
  return input === undefined ? undefined : standardise(input).matrix;
}

/** PCA of the standardised mean-mel to min(16, N − 1, 80) components, standardised. */
function spectrumComponents(spectrum: Matrix | undefined): Matrix | undefined {
  if (spectrum === undefined) return undefined;
  return standardise(pca(spectrum, Math.max(1, Math.min(16, spectrum.rows - 1, spectrum.cols))).scores).matrix;
}

/** Principal components of the standardised statistics, as many as the network has latents. */
function mfccComponents(mfcc: Matrix | undefined, latents: number): Matrix | undefined {
  return mfcc && pca(standardise(mfcc).matrix, Math.min(latents, mfcc.rows, mfcc.cols)).scores;
}

function genreColumns(genres: readonly (string | null)[] | undefined, rows: number): Matrix {
  const known = genres ?? new Array<null>(rows).fill(null);
  if (known.length !== rows) throw new LatentuneError(`There are ${known.length} genres for ${rows} songs.`);
  const oneHot = standardisedGenres(known);
  if (oneHot.cols > 0) return oneHot;
  throw new LatentuneError("The genre feature was asked for, but no song has a genre.", {
    remedy: "Add a genre column or genre_map.csv, or run without --include-genre-feature.",
  });
}
