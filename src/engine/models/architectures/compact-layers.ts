/** Frames per patch: 0.1 s. Whole seconds are whole patches. */
export const PATCH_FRAMES = 10;

/** Numbers that a patch of 10 × 80 is coded by: 64 principal components leave 4 % of the variance of real music. */
export const PATCH_CODES = 64;

/** Features of a patch that the encoder averages over time. */
export const POOLED_FEATURES = 128;

/** Width of the decoder's hidden layers: how many songs it can tell apart is bounded by it, not by the latents. */
export const RENDER_FEATURES = 128;

/**
 * Learning rates of the parameters relative to the settings' rate; 1 where none is named. A step of Adam moves every
 * weight alike, so it moves a layer's output in proportion to its inputs (Yang & Hu 2021): wide layers learn slower.
 * The encoder learns ten times slower than the decoder, because it starts well and a latent that jumps is a latent that
 * the decoder cannot learn.
 */
export const COMPACT_LEARNING_RATES: Readonly<Partial<Record<string, number>>> = {
  "encoder.patch.weight": 0.008,
  "encoder.patch.bias": 0.1,
  "encoder.features.weight": 0.1,
  "encoder.features.bias": 0.1,
  "encoder.mean.weight": 0.05,
  "encoder.mean.bias": 0.1,
  "encoder.logVariance.weight": 0.5,
  "decoder.1.weight": 0.5,
  "decoder.codes.weight": 0.5,
};
