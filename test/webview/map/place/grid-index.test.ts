import { describe, expect, it } from "vitest";
import { createRng } from "../../../../src/engine/core/rng.ts";
import { GridIndex } from "../../../../src/webview/map/place/grid-index.ts";
import { insidePolygon } from "../../../../src/webview/map/place/polygon.ts";
import { randomPositions } from "../points.ts";

const even = (song: number): boolean => song % 2 === 0;

/** Songs of all whose finite position passes. */
function bruteForce(positions: Float32Array, passes: (x: number, y: number, song: number) => boolean): number[] {
  const songs = Array.from({ length: positions.length / 2 }, (_, song) => song);
  return songs.filter(
    (song) =>
      !Number.isNaN(positions[2 * song]! + positions[2 * song + 1]!) &&
      passes(positions[2 * song]!, positions[2 * song + 1]!, song),
  );
}

describe.each([1, 2, 30, 1_000, 5_000])("the grid over %i points", (count) => {
  const positions = randomPositions(count, count);
  const grid = new GridIndex(positions);
  const rng = createRng(count, "queries");
  const uniform = (): number => 2.4 * rng.uniform() - 1.2;

  it("finds the nearest like a search of all", () => {
    for (let query = 0; query < 200; query++) {
      const [x, y, within] = [uniform(), uniform(), rng.uniform() * 0.5];
      const square = (song: number): number => {
        const [dx, dy] = [positions[2 * song]! - x, positions[2 * song + 1]! - y];
        return dx * dx + dy * dy;
      };
      for (const accept of [undefined, even]) {
        const near = bruteForce(
          positions,
          (_x, _y, song) => square(song) <= within * within && (accept?.(song) ?? true),
        );
        const expected = near.reduce<number | null>(
          (best, song) => (best === null || square(song) <= square(best) ? song : best),
          null,
        );
        expect(grid.nearest(x, y, within, accept)).toBe(expected);
      }
    }
  });

  it("finds what lies in a rectangle", () => {
    for (let query = 0; query < 100; query++) {
      const [a, b, c, d] = [uniform(), uniform(), uniform(), uniform()];
      const rectangle = { left: Math.min(a, b), right: Math.max(a, b), top: Math.min(c, d), bottom: Math.max(c, d) };
      const inside = (x: number, y: number) =>
        x >= rectangle.left && x <= rectangle.right && y >= rectangle.top && y <= rectangle.bottom;
      expect([...grid.inRectangle(rectangle)]).toEqual(bruteForce(positions, inside));
      expect(grid.countIn(rectangle)).toBe(bruteForce(positions, inside).length);
      expect([...grid.inRectangle(rectangle, even)]).toEqual(
        bruteForce(positions, (x, y, song) => inside(x, y) && even(song)),
      );
    }
  });

  it("finds what lies in a polygon that crosses itself", () => {
    for (let query = 0; query < 50; query++) {
      const polygon = Array.from({ length: 2 * (3 + rng.integer(9)) }, uniform);
      expect([...grid.inPolygon(polygon)]).toEqual(bruteForce(positions, (x, y) => insidePolygon(polygon, x, y)));
    }
  });
});

describe("the grid", () => {
  it("holds no points, points in one place and points on a line", () => {
    expect(new GridIndex(new Float32Array()).nearest(0, 0, 9)).toBeNull();
    expect(
      new GridIndex(new Float32Array([NaN, NaN])).inRectangle({ left: -1, top: -1, right: 1, bottom: 1 }),
    ).toHaveLength(0);
    const place = new GridIndex(new Float32Array(200).fill(0.5));
    expect(place.inRectangle({ left: 0, top: 0, right: 1, bottom: 1 })).toHaveLength(100);
    const line = new GridIndex(Float32Array.from({ length: 2_000 }, (_, k) => (k % 2 === 0 ? k / 2_000 : 0)));
    expect(line.nearest(0.5, 0.3, 0.4)).toBe(500);
    expect(line.nearest(0.5, 0.3, 0.2)).toBeNull();
  });
});

describe("points in polygons", () => {
  it("are those that winding around them says, for simple polygons", () => {
    const rng = createRng(7, "star");
    // A star around the origin is simple: its corners go around once.
    const corners = Array.from({ length: 12 }, (_, k) => [(2 * Math.PI * k) / 12, 0.3 + 0.7 * rng.uniform()] as const);
    const polygon = corners.flatMap(([angle, radius]) => [radius * Math.cos(angle), radius * Math.sin(angle)]);
    for (let query = 0; query < 2_000; query++) {
      const [x, y] = [2 * rng.uniform() - 1, 2 * rng.uniform() - 1];
      let winding = 0;
      for (let k = 0; k < 12; k++) {
        const [ax, ay] = [polygon[2 * k]! - x, polygon[2 * k + 1]! - y];
        const [bx, by] = [polygon[(2 * k + 2) % 24]! - x, polygon[(2 * k + 3) % 24]! - y];
        winding += Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
      }
      expect(insidePolygon(polygon, x, y)).toBe(Math.abs(winding) > Math.PI);
    }
  });

  it("count a crossed area as outside, by the even-odd rule", () => {
    const bow = [0, 0, 1, 1, 1, 0, 0, 1];
    expect(insidePolygon(bow, 0.1, 0.5)).toBe(true);
    expect(insidePolygon(bow, 0.5, 0.1)).toBe(false);
    expect(insidePolygon([0, 0, 1, 1], 0.5, 0.5)).toBe(false);
  });
});
