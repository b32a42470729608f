// What the library takes and gives, beside types of other parts. Their declarations travel with the package.
import type { Song } from "../../shared/contract/dataset.ts";
import type { EpochLosses } from "../../shared/contract/train.ts";
import type { Matrix } from "../core/matrix.ts";

export type FeatureName = "log-mel" | "mfcc" | "audio-model";

/** One feature of every song that can be used. */
export interface SongFeatures {
  /** In the order of lyrics.csv; songs that cannot be decoded are left out, and are among the warnings. */
  readonly songs: readonly Song[];
  /** Of one song's feature: `[80, frames]` of a log-mel spectrogram, the number of columns of the others. */
  readonly shape: readonly number[];
  /** The feature of `songs[index]`, row-major. Spectrograms are read from the cache: of many songs they do not fit into memory. */
  readonly read: (index: number) => Promise<Float32Array | Float64Array>;
}

export type NetworkName = "beta-vae" | "autoencoder" | "contrastive";

/** A network that learned the sound of a workspace's songs. */
export interface TrainedNetwork {
  readonly songs: readonly Song[];
  /** Songs × latents; of the β-VAE μ. */
  readonly latents: Matrix;
  /** ONNX models: spectrograms [songs, 1, 80, frames] in, latents out; and the other way round, which the contrastive network has not. */
  readonly encoder: Uint8Array;
  readonly decoder: Uint8Array | null;
  /** One entry an epoch, what its loss and the loss's terms came to. */
  readonly history: readonly (EpochLosses & { readonly epoch: number })[];
}
