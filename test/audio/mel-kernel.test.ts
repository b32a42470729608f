import { describe, expect, it } from "vitest";
import { createArena } from "../../src/engine/audio/spectrum/arena.ts";
import { BATCH } from "../../src/engine/audio/spectrum/fft.ts";
import { SILENT_POWER } from "../../src/engine/kernels/mel.ts";
import { writeSegment } from "../../src/engine/audio/spectrum/segment.ts";
import {
  createWeightedSums,
  ownWeightedSums,
  weightedSumsBytes,
} from "../../src/engine/audio/spectrum/weighted-rows.ts";

function logarithms(values: readonly number[]): Float32Array {
  const arena = createArena(4 * values.length);
  const placed = arena.float32(values.length);
  placed.set(values);
  arena.kernels.logarithms(placed.byteOffset, values.length / 4);
  return placed;
}

describe("the kernel's logarithm", () => {
  it("is log10 to the last digit of a float32 from the floor to the largest power, on both sides of every power of two", () => {
    const values: number[] = [];
    for (let exponent = -33; exponent < 60; exponent++) {
      for (const part of [1 - 2 ** -24, 1, 1 + 2 ** -23, 1.2, Math.SQRT2, Math.SQRT2 - 1e-7, 1.7, 1.999])
        values.push(Math.fround(part * 2 ** exponent));
    }
    logarithms(values).forEach((value, index) => {
      const exact = Math.log10(values[index]!);
      expect(Math.abs(value - exact)).toBeLessThan(2 ** -23 * Math.max(0.5, Math.abs(exact)));
    });
  });

  it("takes everything below the floor for the floor", () => {
    expect([...logarithms([0, SILENT_POWER, 1e-11, 1e-45])]).toEqual([-10, -10, -10, -10]);
  });

  it("does not fall below −10 by rounding, right above the floor", () => {
    const above = Array.from({ length: 65_536 }, (_, index) => SILENT_POWER * (1 + index * 2 ** -24));
    expect(Math.min(...logarithms(above))).toBe(-10);
  });
});

describe("the kernel's frames", () => {
  it("are eight windows a hop apart, interleaved", () => {
    const [length, hop] = [6, 5];
    const arena = createArena(4096);
    const segment = arena.float32(length + 7 * hop);
    const window = arena.float32(length);
    const out = arena.float32(BATCH * length);
    segment.forEach((_, n) => (segment[n] = Math.sin(n)));
    window.forEach((_, n) => (window[n] = 0.1 + n / 7));
    arena.kernels.frames(segment.byteOffset, 4 * hop, window.byteOffset, out.byteOffset, length);
    for (let n = 0; n < length; n++) {
      for (let s = 0; s < BATCH; s++) expect(out[BATCH * n + s]).toBe(Math.fround(segment[n + s * hop]! * window[n]!));
    }
  });
});

describe("a segment of a padded signal", () => {
  const samples = Float32Array.of(1, 2, 3, 4, 5);
  const segment = (start: number, length: number, padding: "constant" | "reflect", whole = 5): number[] => {
    const out = new Float32Array(length).fill(9);
    writeSegment({ samples, length: whole, padding }, start, out);
    return [...out];
  };

  it("lies within, before and behind the samples", () => {
    expect(segment(1, 3, "constant")).toEqual([2, 3, 4]);
    expect(segment(-2, 4, "constant")).toEqual([0, 0, 1, 2]);
    expect(segment(3, 4, "constant")).toEqual([4, 5, 0, 0]);
    expect(segment(-2, 4, "reflect")).toEqual([3, 2, 1, 2]);
    expect(segment(3, 4, "reflect")).toEqual([4, 5, 4, 3]);
  });

  it("is mirrored at the signal's end, not at the samples'", () => {
    expect(segment(3, 6, "reflect", 7)).toEqual([4, 5, 0, 0, 0, 5]);
  });
});

describe("weighted sums", () => {
  it("equal the matrix product, whatever columns the rows start at", () => {
    const rows = {
      starts: Int32Array.of(2, 0, 1),
      offsets: Int32Array.of(0, 2, 5, 5),
      weights: Float64Array.of(1, 2, 3, 4, 5),
    };
    const { input, output, run } = ownWeightedSums(rows, 4);
    input.forEach((_, index) => (input[index] = index + 1));
    run();
    const column = (n: number, s: number): number => BATCH * n + s + 1;
    const expected = Array.from({ length: BATCH }, (_, s) => [
      column(2, s) + 2 * column(3, s),
      3 * column(0, s) + 4 * column(1, s) + 5 * column(2, s),
      0,
    ]);
    expected.forEach((sums, s) => {
      sums.forEach((sum, row) => {
        expect(output[BATCH * row + s]).toBe(sum);
      });
    });
  });

  it("take the room that they say", () => {
    const rows = { starts: Int32Array.of(0), offsets: Int32Array.of(0, 1), weights: Float64Array.of(1) };
    const arena = createArena(4096);
    const columns = arena.float32(BATCH);
    const before = arena.float32(1).byteOffset;
    createWeightedSums(rows, columns, arena);
    expect(arena.float32(1).byteOffset - before - 16).toBe(weightedSumsBytes(rows));
  });
});
