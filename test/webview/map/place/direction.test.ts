import { describe, expect, it } from "vitest";
import { nearestTowards, type Direction } from "../../../../src/webview/map/place/direction.ts";
import { randomPositions } from "../points.ts";

const towards = (
  points: readonly (readonly [number, number])[],
  direction: Direction,
  accept?: (song: number) => boolean,
) => nearestTowards(new Float32Array(points.flat()), 0, direction, accept);

describe("an arrow key", () => {
  it("goes to the nearest point that way; up is towards smaller y", () => {
    const around = [
      [0, 0],
      [1, 0],
      [2, 0],
      [-1, 0.2],
      [0, 1],
      [0.1, -1],
    ] as const;
    expect(towards(around, "right")).toBe(1);
    expect(towards(around, "left")).toBe(3);
    expect(towards(around, "down")).toBe(4);
    expect(towards(around, "up")).toBe(5);
  });

  it("prefers what lies straight ahead to what is nearer at the side, and the cone to all else", () => {
    expect(
      towards(
        [
          [0, 0],
          [0.5, 0.45],
          [0.9, 0],
        ],
        "right",
      ),
    ).toBe(2);
    expect(
      towards(
        [
          [0, 0],
          [0.1, 0.3],
          [3, 0],
        ],
        "right",
      ),
    ).toBe(2);
    expect(
      towards(
        [
          [0, 0],
          [0.1, 0.3],
          [-3, 0],
        ],
        "right",
      ),
    ).toBe(1);
  });

  it("finds nothing where nothing is, and skips what is not accepted or not drawn", () => {
    expect(
      towards(
        [
          [0, 0],
          [-1, 0],
        ],
        "right",
      ),
    ).toBeNull();
    expect(
      towards(
        [
          [0, 0],
          [1, 0],
          [2, 0],
        ],
        "right",
        (song) => song !== 1,
      ),
    ).toBe(2);
    expect(
      towards(
        [
          [0, 0],
          [NaN, 0],
          [2, 0],
        ],
        "right",
      ),
    ).toBe(2);
  });

  it("goes through points of one place before it leaves it", () => {
    const points = new Float32Array([0, 0, 0, 0, 0, 0, 1, 0]);
    const walk = [0, 1, 2].map((from) => nearestTowards(points, from, "right"));
    expect(walk).toEqual([1, 2, 3]);
    expect(nearestTowards(points, 2, "left")).toBe(1);
    expect(nearestTowards(points, 0, "left")).toBeNull();
  });

  it("agrees with sorting all points of the cone", () => {
    const positions = randomPositions(400, 3);
    for (let from = 0; from < 60; from++) {
      if (Number.isNaN(positions[2 * from]! + positions[2 * from + 1]!)) continue;
      const cone = Array.from({ length: 400 }, (_, song) => {
        const [dx, dy] = [
          positions[2 * song]! - positions[2 * from]!,
          positions[2 * song + 1]! - positions[2 * from + 1]!,
        ];
        return { song, dx, dy, cost: dx * dx + 4 * dy * dy };
      }).filter(({ dx, dy }) => dx > 0 && Math.abs(dy) <= dx);
      cone.sort((a, b) => a.cost - b.cost || a.song - b.song);
      const isStacked = positions[2 * from] === 0.25 && positions[2 * from + 1] === 0.25;
      if (cone.length > 0 && !isStacked) expect(nearestTowards(positions, from, "right")).toBe(cone[0]!.song);
    }
  });
});
