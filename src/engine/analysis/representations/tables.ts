import type { Task } from "../../../shared/contract/settings.ts";
import {
  audioModel,
  audioModelHybrid,
  contrastive,
  contrastiveHybrid,
  hybrid,
  isContrastive,
  lyrics,
  multimodal,
  single,
  type RepresentationEntry,
} from "./entry.ts";

/** A task's representations in the reference's order and with its names; behind them are ours. */
export interface RepresentationTable {
  /** The reference's audio weights. */
  readonly alphas: readonly number[];
  readonly entries: readonly RepresentationEntry[];
}

/** Ours, behind the reference's. */
const AUDIO_MODEL = [audioModel(), audioModelHybrid("lyrics"), audioModelHybrid("lyricsTransformer")];

const CONTRASTIVE_HYBRIDS = [contrastiveHybrid("lyrics"), contrastiveHybrid("lyricsTransformer")];

/** Latents as the network has them, so that what varies more counts more, and their directions. */
const VAE_LATENTS = { raw: "rawVae", direction: "directionVae" } as const;
const AE_LATENTS = { raw: "rawAutoencoder", direction: "directionAutoencoder" } as const;
const notStandardised = (
  { raw, direction }: typeof VAE_LATENTS | typeof AE_LATENTS,
  name: string,
  label: string,
): readonly RepresentationEntry[] => [
  single(raw, { name: `${name}_raw`, label: `${label}, not standardised`, kind: "audio" }),
  single(direction, { name: `${name}_direction`, label: `${label}, direction only`, kind: "audio" }),
];

const MEAN_SPECTRUM = { label: "Mean spectrum", kind: "spectral" } as const;

/** The Easy task's table has no column for the representation: it stands before the plus of the method, as in the reference. */
export function easyMethod(representation: string): string {
  return `${representation}+KMeans`;
}

/** The column of the Easy task's table of clusters. */
export function easyClusterColumn(representation: string): string {
  return `cluster_${representation.toLowerCase()}`;
}

export const REPRESENTATIONS: Readonly<Record<Task, RepresentationTable>> = {
  easy: {
    alphas: [],
    entries: [
      single("rawVae", { name: "VAE", label: "VAE latent", kind: "audio", drawn: "always", mapName: "vae_latent" }),
      single("mfccComponents", {
        name: "PCA",
        label: "MFCC components",
        kind: "spectral",
        drawn: "always",
        mapName: "pca_components",
      }),
    ],
  },
  medium: {
    alphas: [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001],
    entries: [
      single("meanMel", { name: "audio_baseline_meanmel", ...MEAN_SPECTRUM }),
      single("vae", { name: "audio_vae_latent", label: "Conv-VAE latent", kind: "audio", drawn: "always" }),
      lyrics("lyrics", "lyrics_svd"),
      hybrid("lyrics", (alpha) => `hybrid_alpha${alpha}_audioVAE_plus_lyrics`),
      lyrics("lyricsTransformer", "lyrics_transformer"),
      hybrid("lyricsTransformer", (alpha) => `hybrid_alpha${alpha}_audioVAE_plus_lyrics_transformer`),
      ...AUDIO_MODEL,
      { ...contrastive, when: isContrastive },
      ...CONTRASTIVE_HYBRIDS,
      ...notStandardised(VAE_LATENTS, "audio_vae_latent", "Conv-VAE latent"),
    ],
  },
  hard: {
    alphas: [1, 0.3, 0.1, 0.03, 0.01],
    entries: [
      single("meanMel", { name: "spectral_meanmel", ...MEAN_SPECTRUM }),
      single("spectrumComponents", { name: "spectral_pca16", label: "Spectrum components", kind: "spectral" }),
      lyrics("lyrics", "lyrics_embed"),
      single("vae", { name: "audio_betaVAE_latent", label: "β-VAE latent", kind: "audio", drawn: "always" }),
      single("autoencoder", {
        name: "audio_autoencoder_latent",
        label: "Autoencoder latent",
        kind: "audio",
        drawn: "always",
      }),
      hybrid("lyrics", (alpha) => `hybrid_alpha${alpha}_audio+lyrics`),
      lyrics("lyricsTransformer", "lyrics_transformer"),
      hybrid("lyricsTransformer", (alpha) => `hybrid_alpha${alpha}_audio+lyrics_transformer`),
      multimodal("vae"),
      ...AUDIO_MODEL,
      contrastive,
      ...CONTRASTIVE_HYBRIDS,
      multimodal("contrastive"),
      ...notStandardised(VAE_LATENTS, "audio_betaVAE_latent", "β-VAE latent"),
      ...notStandardised(AE_LATENTS, "audio_autoencoder_latent", "Autoencoder latent"),
    ],
  },
};
