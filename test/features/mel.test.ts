import { describe, expect, it } from "vitest";
import { applyMelBank, hzToMel, melBank, melToHz } from "../../src/engine/features/spectrum/mel.ts";
import { BATCH } from "../../src/engine/features/spectrum/fft.ts";
import golden from "../golden/features.json" with { type: "json" };

describe("the mel bank", () => {
  it("uses librosa's Slaney scale", () => {
    for (const [hz, mel] of golden.mel.hz_to_mel as [number, number][]) {
      expect(hzToMel(hz)).toBeCloseTo(mel, 10);
      expect(melToHz(mel)).toBeCloseTo(hz, 8);
    }
  });

  it("has librosa's 128 triangles at 22,050 Hz", () => {
    const bank = melBank({ sampleRate: 22_050, fftSize: 2048, bands: 128 });
    golden.mel.row_sums_128.forEach((sum, band) => {
      const row = bank.weights.subarray(bank.offsets[band], bank.offsets[band + 1]);
      expect(row.reduce((a, b) => a + b, 0) / sum).toBeCloseTo(1, 5);
      expect(bank.starts[band]).toBe(golden.mel.row_firsts_128[band]);
    });
  });

  it("has Whisper's 80 triangles, applied to a flat spectrum", () => {
    const sums = new Float64Array(BATCH * 80);
    const flat = Float64Array.from({ length: BATCH * 201 }, (_, index) => 1 + (index % BATCH));
    applyMelBank(melBank({ sampleRate: 16_000, fftSize: 400, bands: 80 }), flat, sums);
    golden.mel.row_sums_80.forEach((sum, band) => {
      for (let s = 0; s < BATCH; s++) expect(sums[BATCH * band + s]! / sum).toBeCloseTo(1 + s, 4);
    });
  });

  it("leaves a band without any FFT bin empty", () => {
    const bank = melBank({ sampleRate: 16_000, fftSize: 64, bands: 80 });
    const out = new Float64Array(BATCH * 80).fill(9);
    applyMelBank(bank, new Float64Array(BATCH * 33).fill(1), out);
    expect(out.some((value) => value === 0)).toBe(true);
    expect(bank.offsets[80]).toBe(bank.weights.length);
  });
});
