import { describe, expect, it } from "vitest";
import {
  decibels,
  difference,
  heightOfHertz,
  paintMel,
  symmetricRange,
  valueRange,
} from "../../../src/shared/figures/mel.ts";
import { scaleFrom } from "../../../src/shared/figures/scale.ts";

const grey = scaleFrom((share) => [Math.round(255 * share), 0, 0]);

describe("a spectrogram's picture", () => {
  const mel = { bands: 2, frames: 4, values: Float32Array.of(0, 0, 1, 1, 1, 1, 0, 0) };

  it("has the lowest band at the bottom and means over the frames of a pixel", () => {
    const pixels = new Uint8ClampedArray(4 * 2 * 2);
    paintMel(pixels, 2, 2, mel, 4, { min: 0, max: 1 }, grey);
    const red = (x: number, y: number): number => pixels[4 * (2 * y + x)]!;
    expect([red(0, 1), red(1, 1), red(0, 0), red(1, 0)]).toEqual([0, 255, 255, 0]);
    const one = new Uint8ClampedArray(4);
    paintMel(one, 1, 1, { ...mel, bands: 1, values: Float32Array.of(0, 1, 0, 1) }, 4, { min: 0, max: 1 }, grey);
    expect(one[0]).toBe(128);
  });

  it("leaves the padding behind the song out, and clamps what lies off the scale", () => {
    const pixels = new Uint8ClampedArray(4 * 2);
    paintMel(pixels, 2, 1, { bands: 1, frames: 4, values: Float32Array.of(-9, 9, 0, 0) }, 2, { min: 0, max: 1 }, grey);
    expect([pixels[0], pixels[4]]).toEqual([0, 255]);
  });

  it("puts a frequency between the centres of its neighbouring bands", () => {
    const centres = [100, 200, 400, 800];
    expect(heightOfHertz(100, centres)).toBeCloseTo(0.125);
    expect(heightOfHertz(300, centres)).toBeCloseTo(0.5);
    expect(heightOfHertz(800, centres)).toBeCloseTo(0.875);
    expect(heightOfHertz(50, centres)).toBeUndefined();
    expect(heightOfHertz(900, centres)).toBeUndefined();
  });

  it("has a difference with zero in the middle, and a range even where all is silent", () => {
    const changed = difference(
      { bands: 1, frames: 2, values: Float32Array.of(1, 0) },
      { bands: 1, frames: 2, values: Float32Array.of(0.25, 0.5) },
    );
    expect([...changed.values]).toEqual([0.75, -0.5]);
    expect(symmetricRange(changed.values)).toEqual({ min: -0.75, max: 0.75 });
    expect(valueRange(Float32Array.of(2, 2))).toEqual({ min: 1.5, max: 2.5 });
    expect(() =>
      difference(
        { bands: 1, frames: 1, values: new Float32Array(1) },
        { bands: 1, frames: 2, values: new Float32Array(2) },
      ),
    ).toThrow("another shape");
    expect(decibels(1)).toBe(0);
    expect(decibels(0.5)).toBe(-20);
  });
});
