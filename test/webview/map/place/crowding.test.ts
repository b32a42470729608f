import { describe, expect, it } from "vitest";
import { Crowding } from "../../../../src/webview/map/place/crowding.ts";
import { GridIndex } from "../../../../src/webview/map/place/grid-index.ts";
import { randomPositions } from "../points.ts";

/** A dense square of 60 × 60 songs in the middle of a sparse one of 20 × 20, all on regular grids. */
function squares(): Float32Array {
  const places: number[] = [];
  const square = (side: number, half: number): void => {
    for (let k = 0; k < side * side; k++)
      places.push(((k % side) / (side - 1)) * 2 * half - half, (Math.floor(k / side) / (side - 1)) * 2 * half - half);
  };
  square(60, 0.2);
  square(20, 1);
  return Float32Array.from(places);
}
const DENSE = 3_600;

describe("how crowded a map is", () => {
  const crowding = new Crowding(new GridIndex(squares()));
  const everything = (scale: number) => ({
    transform: { scale, offsetX: scale, offsetY: scale },
    width: 2 * scale,
    height: 2 * scale,
  });

  it("is said by where most songs lie", () => {
    // 3,600 songs on 0.4 × 0.4; cells at its edge hold fewer.
    expect(crowding.typical).toBeGreaterThan(0.6 * (3_600 / 0.16));
    expect(crowding.typical).toBeLessThan(1.1 * (3_600 / 0.16));
    expect(crowding.typicalPerPixel({ scale: 100, offsetX: 0, offsetY: 0 })).toBeCloseTo(crowding.typical / 1e4, 6);
  });

  it("leaves to marks what lies apart, and to density what would cover itself", () => {
    const { songs, all } = crowding.sparseIn(everything(300), 2);
    expect(all).toBe(false);
    expect(songs.some((song) => song < DENSE)).toBe(false);
    // All of the sparse ones but those in or beside the dense square.
    expect(songs.length).toBeGreaterThan(300);
    expect(songs.length).toBeLessThan(400);
  });

  it("leaves everything in sight to marks when one is near enough", () => {
    const near = { transform: { scale: 5_000, offsetX: 500, offsetY: 500 }, width: 1_000, height: 1_000 };
    const { songs, all } = crowding.sparseIn(near, 2);
    expect(all).toBe(true);
    const positions = squares();
    const inSight = Array.from({ length: positions.length / 2 }, (_, song) => song).filter(
      (song) => Math.abs(positions[2 * song]!) <= 0.1 && Math.abs(positions[2 * song + 1]!) <= 0.1,
    );
    expect(inSight.length).toBeGreaterThan(800);
    expect([...songs]).toEqual(expect.arrayContaining(inSight));
  });

  it("looks only at what is in sight", () => {
    const positions = randomPositions(5_000, 3);
    const random = new Crowding(new GridIndex(positions));
    const transform = { scale: 3_000, offsetX: -600, offsetY: -300 };
    const seen = new Set(random.sparseIn({ transform, width: 800, height: 600 }, 1).songs);
    expect(seen.size).toBeGreaterThan(0);
    const reach = 3_000 * random.index.cell + 1;
    for (const song of seen) {
      expect(3_000 * positions[2 * song]! - 600).toBeGreaterThanOrEqual(-reach);
      expect(3_000 * positions[2 * song]! - 600).toBeLessThanOrEqual(800 + reach);
      expect(3_000 * positions[2 * song + 1]! - 300).toBeLessThanOrEqual(600 + reach);
    }
  });

  it("knows maps without songs", () => {
    const nothing = new Crowding(new GridIndex(new Float32Array()));
    expect(nothing.typical).toBe(0);
    expect(nothing.sparseIn(everything(100), 2).songs).toHaveLength(0);
  });
});
