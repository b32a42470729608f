import { describe, expect, it } from "vitest";
import { SHAPES, type Shape } from "../../../../src/webview/colour/categorical.ts";
import { Raster } from "../../../../src/webview/map/render/raster.ts";
import { DIMMED, DIMMED_OPACITY, NORMAL, SELECTED, type Scene } from "../../../../src/webview/map/render/scene.ts";
import { shapePath, signedDistance } from "../../../../src/webview/map/render/shapes.ts";

const WHITE = [255, 255, 255] as const;
const BLUE = [0, 114, 178] as const;
const ACCENT = [200, 0, 0] as const;

function scene(shape: Shape, places: readonly number[], states: readonly number[], from: Scene["from"] = null): Scene {
  return {
    positions: Float32Array.from(places),
    styles: [{ colour: BLUE, shape, size: 1 }],
    styleOf: new Uint16Array(places.length / 2),
    order: Uint32Array.from(states.keys()),
    states: Uint8Array.from(states),
    from,
    crowd: null,
    opacity: 1,
    background: WHITE,
    accent: ACCENT,
  };
}
const identity = { scale: 1, offsetX: 0, offsetY: 0 };

function draw(given: Scene, radius: number, { share = 1, ratio = 1 } = {}): (x: number, y: number) => number[] {
  const raster = new Raster(100, 60, ratio);
  raster.draw(given, { transform: identity, radius, share });
  return (x, y) => [...raster.pixels.subarray(4 * (y * raster.width + x), 4 * (y * raster.width + x) + 3)];
}

describe("points drawn in memory", () => {
  it("have their colour inside, the background outside, and mixed edges", () => {
    const at = draw(scene("circle", [30.5, 30.5], [NORMAL]), 10);
    expect(at(30, 30)).toEqual([...BLUE]);
    expect(at(39, 30)).toEqual([...BLUE]);
    expect(at(45, 30)).toEqual([...WHITE]);
    expect(at(30, 45)).toEqual([...WHITE]);
    const edge = at(37, 37)[0]!;
    expect(edge).toBeGreaterThan(0);
    expect(edge).toBeLessThan(255);
  });

  it.each(SHAPES)("cover the area of the shape: %s", (shape) => {
    const raster = new Raster(60, 60, 1);
    raster.draw(
      { ...scene(shape, [30.3, 30.7], [NORMAL]), styles: [{ colour: [0, 0, 0], shape, size: 1 }] },
      { transform: identity, radius: 12, share: 1 },
    );
    let drawn = 0;
    for (let k = 0; k < raster.pixels.length; k += 4) drawn += (255 - raster.pixels[k]!) / 255;
    // Monte Carlo without chance: the share of a fine grid that is inside.
    let inside = 0;
    const cells = 400;
    for (let k = 0; k < cells * cells; k++) {
      const [x, y] = [((k % cells) + 0.5) / cells, (Math.floor(k / cells) + 0.5) / cells].map(
        (value) => 4 * value - 2,
      ) as [number, number];
      if (signedDistance(shape, x, y) < 0) inside += 16 / (cells * cells);
    }
    expect(drawn / (inside * 144)).toBeGreaterThan(0.96);
    expect(drawn / (inside * 144)).toBeLessThan(1.04);
  });

  it("have rings when selected and are faint when dimmed", () => {
    const selected = draw(scene("circle", [30.5, 30.5], [SELECTED]), 10);
    expect(selected(30, 30)).toEqual([...BLUE]);
    expect(selected(42, 30)).toEqual([...ACCENT]);
    expect(selected(46, 30)).toEqual([...WHITE]);
    const dimmed = draw(scene("circle", [30.5, 30.5], [DIMMED]), 10);
    expect(dimmed(30, 30)[0]).toBeCloseTo(255 * (1 - DIMMED_OPACITY), -0.5);
  });

  it("cover those before them, with a ring between the two", () => {
    const at = draw(scene("circle", [30.5, 30.5, 36.5, 30.5], [NORMAL, NORMAL]), 10);
    expect(at(33, 30)).toEqual([...BLUE]);
    const between = at(25, 30);
    expect(between[0]).toBeGreaterThan(100);
    expect(at(23, 30)).toEqual([...BLUE]);
  });

  it("are cut at the edges of the picture and left out beyond them and without a place", () => {
    const at = draw(scene("square", [0.5, 0.5, -200, 5, NaN, NaN, 99.5, 59.5], [NORMAL, NORMAL, NORMAL, NORMAL]), 6);
    expect(at(0, 0)).toEqual([...BLUE]);
    expect(at(99, 59)).toEqual([...BLUE]);
    expect(at(50, 30)).toEqual([...WHITE]);
  });

  it("are half way in place and colour half way through a movement, and as large on finer screens", () => {
    const from = {
      positions: new Float32Array([10.5, 30.5]),
      styles: [{ colour: [255, 0, 0], shape: "circle", size: 1 }] as const,
      styleOf: new Uint16Array(1),
    };
    const at = draw(scene("circle", [50.5, 30.5], [NORMAL], from), 8, { share: 0.5 });
    expect(at(30, 30)).toEqual([128, 57, 89]);
    expect(at(50, 30)).toEqual([...WHITE]);
    const fine = draw(scene("circle", [30.5, 30.5], [NORMAL]), 10, { ratio: 2 });
    expect(fine(61, 61)).toEqual([...BLUE]);
    expect(fine(79, 61)).toEqual([...BLUE]);
    expect(fine(88, 61)).toEqual([...WHITE]);
  });
});

describe("shapes", () => {
  it.each(SHAPES.filter((shape) => shape !== "circle"))(
    "have the same edge as a path and as a distance: %s",
    (shape) => {
      const corners = [...shapePath(shape, 0, 0, 100).matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(
        ([, x, y]) => [Number(x) / 100, Number(y) / 100] as const,
      );
      expect(corners.length).toBeGreaterThan(2);
      corners.forEach(([x, y], position) => {
        const [nextX, nextY] = corners[(position + 1) % corners.length]!;
        for (const share of [0.1, 0.5, 0.9]) {
          expect(Math.abs(signedDistance(shape, x + share * (nextX - x), y + share * (nextY - y)))).toBeLessThan(2e-3);
        }
      });
    },
  );

  it("are negative inside and positive outside", () => {
    for (const shape of SHAPES) {
      expect(signedDistance(shape, 0, 0)).toBeLessThan(0);
      expect(signedDistance(shape, 1.6, 1.6)).toBeGreaterThan(0);
    }
    expect(signedDistance("triangle", 0, -1)).toBeLessThan(0);
    expect(signedDistance("wedge", 0, -1)).toBeGreaterThan(0);
  });
});
