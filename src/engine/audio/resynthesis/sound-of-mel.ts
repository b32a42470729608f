import { LOG_MEL, type LogMel } from "../features/log-mel.ts";
import { melBank } from "../spectrum/mel.ts";
import { griffinLim, type GriffinLimOptions } from "./griffin-lim.ts";
import { powerOfBins } from "./mel-inversion.ts";

/** The loudest sample of what is made. */
const PEAK = 0.9;

/**
 * A sound at 16 kHz that has this log-mel spectrogram as nearly as Griffin and Lim's phases allow. A spectrogram knows no
 * phases and no pitches within a band, so it is never the recording. Its loudest sample is ±0.9, silence stays silence.
 * @throws {CancelledError}
 */
export async function soundOfMel(
  { bands, frames, data }: LogMel,
  { signal, onProgress }: Pick<GriffinLimOptions, "signal" | "onProgress">,
): Promise<Float32Array> {
  const { sampleRate, fftSize, hop } = LOG_MEL;
  // The inverse of the spectrogram's unit, (log₁₀ power + 4) / 4.
  const power = Float64Array.from(data, (value) => 10 ** (4 * value - 4));
  const bins = fftSize / 2 + 1;
  const magnitudes = powerOfBins(melBank({ sampleRate, fftSize, bands }), power, frames, bins).map(Math.sqrt);
  const samples = await griffinLim(magnitudes, { fftSize, hop, frames, signal, onProgress });
  let most = 0;
  for (const sample of samples) most = Math.max(most, Math.abs(sample));
  return Float32Array.from(samples, (sample) => (most > 0 ? (sample * PEAK) / most : 0));
}
