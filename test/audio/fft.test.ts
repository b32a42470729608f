import { describe, expect, it } from "vitest";
import { BATCH, createPowerSpectra } from "../../src/engine/audio/spectrum/fft.ts";

/** The power spectrum by the definition of the discrete Fourier transform. */
function directPower(x: Float32Array): Float64Array {
  const n = x.length;
  return Float64Array.from({ length: n / 2 + 1 }, (_, k) => {
    let [re, im] = [0, 0];
    for (let t = 0; t < n; t++) {
      const angle = (2 * Math.PI * ((k * t) % n)) / n;
      re += x[t]! * Math.cos(angle);
      im -= x[t]! * Math.sin(angle);
    }
    return re * re + im * im;
  });
}

const SIGNALS = Array.from({ length: BATCH }, (_, s) => s);

const signal = (n: number, s: number): Float32Array =>
  Float32Array.from({ length: n }, (_, i) => Math.sin((0.7 + s) * i * i + i) + 0.3 * s);

function powerOf(signals: readonly Float32Array[], spectra = createPowerSpectra(signals[0]!.length)): Float64Array[] {
  signals.forEach((x, s) => {
    x.forEach((value, n) => (spectra.input[BATCH * n + s] = value));
  });
  const power = spectra.run();
  return signals.map((x, s) => Float64Array.from({ length: x.length / 2 + 1 }, (_, k) => power[BATCH * k + s]!));
}

describe("the power spectra of eight real signals", () => {
  // Every radix alone, products of them, Whisper's and librosa's lengths.
  const lengths = [2, 4, 6, 8, 10, 12, 16, 18, 20, 24, 30, 50, 54, 60, 64, 120, 250, 400, 480, 512, 900, 1024, 2048];
  it.each(lengths)("equal the direct DFT for length %i", (n) => {
    const signals = SIGNALS.map((s) => signal(n, s));
    const actual = powerOf(signals);
    signals.forEach((x, s) => {
      const expected = directPower(x);
      const energy = x.reduce((sum, value) => sum + value * value, 0) * n;
      expected.forEach((value, k) => {
        expect(Math.abs(actual[s]![k]! - value)).toBeLessThan(1e-6 * energy);
      });
    });
  });

  it("keep the energy (Parseval)", () => {
    const n = 400;
    const signals = SIGNALS.map((s) => signal(n, s));
    powerOf(signals).forEach((power, s) => {
      const time = signals[s]!.reduce((sum, value) => sum + value * value, 0);
      const frequency = power.reduce((sum, value, k) => sum + (k === 0 || k === n / 2 ? value : 2 * value), 0) / n;
      expect(frequency / time).toBeCloseTo(1, 6);
    });
  });

  it("do not leak from one signal into another: silence beside a loud signal stays 120 dB below", () => {
    const silent = new Float32Array(400);
    for (let loud = 0; loud < BATCH; loud++) {
      const signals = Array.from({ length: BATCH }, (_, s) => (s === loud ? signal(400, 1) : silent));
      const power = powerOf(signals);
      const peak = Math.max(...power[loud]!);
      power.forEach((values, s) => {
        if (s !== loud) expect(Math.max(...values) / peak).toBeLessThan(1e-12);
      });
    }
  });

  it("keep nothing between calls", () => {
    const spectra = createPowerSpectra(400);
    const signals = SIGNALS.map((s) => signal(400, s));
    const first = powerOf(signals, spectra);
    powerOf(
      SIGNALS.toReversed().map((s) => signal(400, s)),
      spectra,
    );
    expect(powerOf(signals, spectra)).toEqual(first);
  });

  it.each([0, 1, 7, 14, 22, 2.5, -4, Number.NaN, Infinity])("refuse the length %d", (n) => {
    expect(() => createPowerSpectra(n)).toThrow(/product of 2, 3 and 5/);
  });
});
