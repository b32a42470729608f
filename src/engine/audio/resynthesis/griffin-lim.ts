import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../../core/errors.ts";
import { createStft, type Spectrum, type StftOptions } from "./stft.ts";

/** Of the fast variant; above 1 it may not converge. */
const MOMENTUM = 0.99;
/** librosa's number of rounds. */
const ROUNDS = 32;

export interface GriffinLimOptions extends StftOptions {
  readonly rounds?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called after each round with the fraction done. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/**
 * A signal whose short-time spectra have these magnitudes as nearly as it can be found: the phases are those of the
 * spectra of the signal that the last phases gave, extrapolated (Perraudin, Balazs & Søndergaard, "A fast Griffin-Lim
 * algorithm", 2013). As `librosa.griffinlim` with `init=None`: all phases are zero at first.
 * @param magnitudes of bin k in frame f at [bins·f + k], not negative
 * @returns (frames − 1) · hop samples
 * @throws {CancelledError}
 */
export async function griffinLim(
  magnitudes: Float64Array,
  { rounds = ROUNDS, signal, onProgress, ...options }: GriffinLimOptions,
): Promise<Float64Array> {
  const stft = createStft(options);
  const samples = new Float64Array(stft.length);
  const spectrum = (): Spectrum => ({
    re: new Float64Array(magnitudes.length),
    im: new Float64Array(magnitudes.length),
  });
  const wanted: Spectrum = { re: magnitudes.slice(), im: new Float64Array(magnitudes.length) };
  let [now, before] = [spectrum(), spectrum()];
  const share = MOMENTUM / (1 + MOMENTUM);
  for (let round = 0; round < rounds; round++) {
    stft.synthesise(wanted, samples);
    stft.analyse(samples, now);
    for (let at = 0; at < magnitudes.length; at++) {
      const re = now.re[at]! - share * before.re[at]!;
      const im = now.im[at]! - share * before.im[at]!;
      const length = Math.sqrt(re * re + im * im);
      const scale = length > 0 ? magnitudes[at]! / length : 0;
      wanted.re[at] = re * scale;
      wanted.im[at] = im * scale;
    }
    [now, before] = [before, now];
    onProgress?.((round + 1) / rounds);
    await setImmediate();
    throwIfCancelled(signal);
  }
  stft.synthesise(wanted, samples);
  return samples;
}
