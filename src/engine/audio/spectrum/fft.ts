import { arenaBytes, createArena, type Arena } from "./arena.ts";
import { ELEMENT } from "../../kernels/fft.ts";
import { planPasses } from "../../kernels/fft-passes.ts";

/** Signals that are transformed together. */
export const BATCH = 8;

/** A planned transform of eight real signals at once. Holds its own memory: not for concurrent use. */
export interface PowerSpectra {
  /** Where the caller writes: sample n of signal s at [BATCH·n + s]. Overwritten by `run`. */
  readonly input: Float32Array;
  /** Power |X[k]|² of signal s at [BATCH·k + s], for k = 0 … size/2. */
  readonly power: Float32Array;
  /** Fills `power` and returns it; valid until the next call. */
  run(): Float32Array;
}

/**
 * Plans the power spectra |Σ x[n]·exp(−2πi·k·n/size)|² of real signals whose even length is a product of 2, 3 and 5, such
 * as 400 (Whisper) and 2048 (librosa); well-kept packages on npm stop at powers of two. Two signals are the real and
 * imaginary part of one complex signal, and four such complex signals fill the SIMD lanes; float32 throughout, as librosa
 * and Whisper compute. Beside a loud signal, a silent one has up to 1e-12 of its power.
 * @param arena has room for `powerSpectraBytes(size)`; by default one of its own
 * @throws {LatentuneError} for other lengths.
 */
export function createPowerSpectra(size: number, arena: Arena = createArena(powerSpectraBytes(size))): PowerSpectra {
  const { kernels } = arena;
  const passes = planPasses(size);
  const [input, scratch] = [arena.float32(BATCH * (size + 1)), arena.float32(BATCH * (size + 1))];
  const power = arena.float32(BATCH * (size / 2 + 1));
  const calls = passes.map(({ radix, m, stride, twiddles }, index) => {
    const [from, to] = index % 2 === 0 ? [input, scratch] : [scratch, input];
    const placed = arena.float32(twiddles.length);
    placed.set(twiddles);
    return () => {
      kernels[`pass${radix}Float32`](from.byteOffset, to.byteOffset, placed.byteOffset, m, stride * ELEMENT);
    };
  });
  const spectrum = passes.length % 2 === 0 ? input : scratch;
  const end = spectrum.byteOffset + size * ELEMENT;

  return {
    input: input.subarray(0, BATCH * size),
    power,
    run() {
      for (const call of calls) call();
      spectrum.copyWithin(BATCH * size, 0, BATCH);
      kernels.power(spectrum.byteOffset, end, power.byteOffset, size / 2 + 1);
      return power;
    },
  };
}

/** The room that `createPowerSpectra` takes in an arena. @throws {LatentuneError} as it does. */
export function powerSpectraBytes(size: number): number {
  const signal = (size + 1) * ELEMENT;
  return arenaBytes(
    signal,
    signal,
    (size / 2 + 1) * ELEMENT,
    ...planPasses(size).map(({ twiddles }) => 4 * twiddles.length),
  );
}
