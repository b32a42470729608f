import { describe, expect, it } from "vitest";
import { hzToMel, melBank, melToHz } from "../../src/engine/audio/spectrum/mel.ts";
import { BATCH } from "../../src/engine/audio/spectrum/fft.ts";
import { ownWeightedSums } from "../../src/engine/audio/spectrum/weighted-rows.ts";
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
    const { input, output: sums, run } = ownWeightedSums(melBank({ sampleRate: 16_000, fftSize: 400, bands: 80 }), 201);
    input.forEach((_, index) => (input[index] = 1 + (index % BATCH)));
    run();
    golden.mel.row_sums_80.forEach((sum, band) => {
      for (let s = 0; s < BATCH; s++) expect(sums[BATCH * band + s]! / sum).toBeCloseTo(1 + s, 4);
    });
  });

  it("leaves a band without any FFT bin empty", () => {
    const bank = melBank({ sampleRate: 16_000, fftSize: 64, bands: 80 });
    const { input, output, run } = ownWeightedSums(bank, 33);
    input.fill(1);
    output.fill(9);
    run();
    for (let band = 0; band < 80; band++) {
      const row = bank.weights.subarray(bank.offsets[band], bank.offsets[band + 1]);
      const sum = row.reduce((a, b) => a + b, 0);
      for (let s = 0; s < BATCH; s++) expect(output[BATCH * band + s]).toBeCloseTo(sum, 6);
    }
    expect(output.some((value) => value === 0)).toBe(true);
    expect(bank.offsets[80]).toBe(bank.weights.length);
  });
});
