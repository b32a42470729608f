import { describe, expect, it } from "vitest";
import { decodeNpy, encodeNpy } from "../../src/shared/npy.ts";
import { whisperLogMel } from "../../src/engine/audio/features/log-mel.ts";
import { bytesOf, melBytesFeature, melOfBytes } from "../../src/engine/audio/features/mel-bytes.ts";
import { gap, harmonics, sweep } from "./signals.ts";

const RATE = 16_000;

describe("a spectrogram in bytes", () => {
  it.each([
    ["harmonics", harmonics(RATE, 2)],
    ["a sweep", sweep(RATE, 2)],
    ["silence within", gap(RATE, 2)],
    ["sound shorter than the seconds", harmonics(RATE, 1)],
  ])("is off by half a step at most: %s", async (_name, samples) => {
    const exact = whisperLogMel(samples, 2).data;
    const kept = decodeNpy(encodeNpy(await melBytesFeature.compute(samples, 2)));
    expect(kept.shape).toEqual(melBytesFeature.shape(2));
    const { bands, frames, data } = melOfBytes(kept, 200);
    expect([bands, frames]).toEqual([80, 200]);
    let squares = 0;
    let largest = 0;
    const mean = exact.reduce((sum, value) => sum + value, 0) / exact.length;
    const variance = exact.reduce((sum, value) => sum + (value - mean) ** 2, 0) / exact.length;
    for (let index = 0; index < data.length; index++) {
      const off = data[index]! - exact[index]!;
      squares += off * off;
      largest = Math.max(largest, Math.abs(off));
    }
    expect(largest).toBeLessThanOrEqual(1 / 255 + 1e-6);
    expect(squares / data.length / variance).toBeLessThan(1e-4);
    expect(Math.max(...data)).toBe(Math.max(...exact));
  });

  it("is refused where it is something else", () => {
    const data = bytesOf(new Float32Array(80 * 5).fill(0.5));
    expect(melOfBytes({ shape: [data.length], data }, 5).data).toEqual(new Float32Array(400).fill(0.5));
    expect(() => melOfBytes({ shape: [data.length], data }, 6)).toThrow(/its shape is \(404\)/);
  });
});
