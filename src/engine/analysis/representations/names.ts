/**
 * A number as Python's `f"{value:g}"` writes it, which is how the reference names its rows: six significant digits, no
 * trailing zeros, an exponent of at least two digits below 1e-4 and from 1e6 on.
 */
export function formatG(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [digits, exponentText] = value.toExponential(5).split("e") as [string, string];
  const exponent = Number(exponentText);
  const trim = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/u, "") : text);
  if (exponent < -4 || exponent >= 6) {
    return `${trim(digits)}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  return trim(value.toFixed(5 - exponent));
}

/** Names of the Medium task's representations, as the reference's tables have them; those of the transformer are ours. */
export const MEDIUM = {
  meanMel: "audio_baseline_meanmel",
  audioVae: "audio_vae_latent",
  lyrics: "lyrics_svd",
  hybrid: (alpha: number): string => `hybrid_alpha${formatG(alpha)}_audioVAE_plus_lyrics`,
  transformer: "lyrics_transformer",
  transformerHybrid: (alpha: number): string => `hybrid_alpha${formatG(alpha)}_audioVAE_plus_lyrics_transformer`,
} as const;

/** Names of the Hard task's representations. */
export const HARD = {
  meanMel: "spectral_meanmel",
  pca: "spectral_pca16",
  lyrics: "lyrics_embed",
  betaVae: "audio_betaVAE_latent",
  autoencoder: "audio_autoencoder_latent",
  hybrid: (alpha: number): string => `hybrid_alpha${formatG(alpha)}_audio+lyrics`,
  transformer: "lyrics_transformer",
  transformerHybrid: (alpha: number): string => `hybrid_alpha${formatG(alpha)}_audio+lyrics_transformer`,
  multimodal: (alpha: number, gamma: number): string =>
    `multimodal_alpha${formatG(alpha)}_audio+lyrics+genreOH_gamma${formatG(gamma)}`,
} as const;

/** The reference's audio weights. */
export const MEDIUM_ALPHAS: readonly number[] = [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001];
export const HARD_ALPHAS: readonly number[] = [1, 0.3, 0.1, 0.03, 0.01];
