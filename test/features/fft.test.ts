import { describe, expect, it } from "vitest";
import { createRealFft } from "../../src/engine/features/spectrum/fft.ts";

/** The discrete Fourier transform by its definition. */
function directDft(x: Float64Array): { re: Float64Array; im: Float64Array } {
  const n = x.length;
  const re = new Float64Array(n / 2 + 1);
  const im = new Float64Array(n / 2 + 1);
  for (let k = 0; k <= n / 2; k++) {
    for (let t = 0; t < n; t++) {
      const angle = (2 * Math.PI * ((k * t) % n)) / n;
      re[k]! += x[t]! * Math.cos(angle);
      im[k]! -= x[t]! * Math.sin(angle);
    }
  }
  return { re, im };
}

const signal = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => Math.sin(0.7 * i * i + i) + 0.3);

describe("the real FFT", () => {
  // 2·(2, 3, 4, 5, 7, 11), products of them, a prime half, Whisper's and librosa's lengths.
  it.each([2, 4, 6, 8, 10, 12, 14, 22, 30, 64, 98, 194, 400, 480, 686, 1024, 2048])("equals the direct DFT for length %i", (n) => {
    const x = signal(n);
    const expected = directDft(x);
    const [re, im, power] = [new Float64Array(n / 2 + 1), new Float64Array(n / 2 + 1), new Float64Array(n / 2 + 1)];
    const fft = createRealFft(n);
    fft.forward(x, re, im);
    fft.power(x, power);
    for (let k = 0; k <= n / 2; k++) {
      expect(Math.abs(re[k]! - expected.re[k]!)).toBeLessThan(1e-11 * n);
      expect(Math.abs(im[k]! - expected.im[k]!)).toBeLessThan(1e-11 * n);
      expect(power[k]).toBeCloseTo(expected.re[k]! ** 2 + expected.im[k]! ** 2, 6);
    }
  });

  it("keeps the energy (Parseval)", () => {
    const n = 400;
    const x = signal(n);
    const power = new Float64Array(n / 2 + 1);
    createRealFft(n).power(x, power);
    const time = x.reduce((sum, value) => sum + value * value, 0);
    const frequency = power.reduce((sum, value, k) => sum + (k === 0 || k === n / 2 ? value : 2 * value), 0) / n;
    expect(frequency).toBeCloseTo(time, 9);
  });

  it("gives the same result again: nothing is kept between calls", () => {
    const fft = createRealFft(400);
    const [a, b] = [new Float64Array(201), new Float64Array(201)];
    fft.power(signal(400), a);
    fft.power(new Float64Array(400).fill(1), b);
    fft.power(signal(400), b);
    expect(b).toEqual(a);
  });

  it.each([0, 1, 7, 2.5, -4, Number.NaN])("refuses the length %d", (n) => {
    expect(() => createRealFft(n)).toThrow(/even length/);
  });
});
