import { describe, expect, it } from "vitest";
import {
  EVERYTHING,
  panned,
  revealing,
  toMap,
  toScreen,
  transformOf,
  viewBetween,
  zoomedAt,
} from "../../../../src/webview/map/place/camera.ts";
import { between, halfExtent, normalise } from "../../../../src/webview/map/place/positions.ts";

const frame = { width: 800, height: 400, halfX: 1, halfY: 0.5 };

describe("positions in the map's units", () => {
  it("fill the box by the longer side, y downwards, one scale for both axes", () => {
    expect([...normalise(new Float32Array([10, 1, 14, 2, 12, 3]))]).toEqual([-1, 0.5, 1, 0, 0, -0.5]);
    expect(halfExtent(normalise(new Float32Array([10, 1, 14, 2, 12, 3])))).toEqual({ x: 1, y: 0.5 });
  });

  it("leave out what is not finite and stand one point in the middle", () => {
    expect([...normalise(new Float32Array([0, 0, Infinity, 1, 2, 2]))]).toEqual([-1, 1, NaN, NaN, 1, -1]);
    expect([...normalise(new Float32Array([7, 7]))]).toEqual([0, 0]);
    expect(normalise(new Float32Array())).toHaveLength(0);
  });

  it("move straight, and from where there is one if the other has none", () => {
    expect([...between(new Float32Array([0, 0, NaN, 1]), new Float32Array([1, -1, 3, NaN]), 0.25)]).toEqual([
      0.25, -0.25, 3, 1,
    ]);
  });
});

describe("the camera", () => {
  it("shows everything inside a margin", () => {
    const transform = transformOf(EVERYTHING, frame);
    expect(toScreen(transform, 0, 0)).toEqual([400, 200]);
    const [left, top] = toScreen(transform, -1, -0.5);
    expect([left, top]).toEqual([400 - 344, 28]);
  });

  it("goes from screen to map and back", () => {
    const transform = transformOf({ x: 0.3, y: -0.2, zoom: 7 }, frame);
    const [x, y] = toMap(transform, ...toScreen(transform, 0.123, 0.456));
    expect(x).toBeCloseTo(0.123, 12);
    expect(y).toBeCloseTo(0.456, 12);
  });

  it("zooms at the pointer: what lies under it stays there", () => {
    const before = transformOf({ x: 0.1, y: 0.1, zoom: 2 }, frame);
    const view = zoomedAt({ x: 0.1, y: 0.1, zoom: 2 }, frame, 1.7, 650, 90);
    expect(view.zoom).toBeCloseTo(3.4, 12);
    const [x, y] = toScreen(transformOf(view, frame), ...toMap(before, 650, 90));
    expect(x).toBeCloseTo(650, 9);
    expect(y).toBeCloseTo(90, 9);
  });

  it("pans with the pointer and keeps the points in reach", () => {
    const [x] = toScreen(transformOf(panned(EVERYTHING, frame, 30, 0), frame), 0, 0);
    expect(x).toBeCloseTo(430, 9);
    expect(panned(EVERYTHING, frame, 1e9, -1e9)).toEqual({ x: -1, y: 1, zoom: 1 });
    expect(zoomedAt(EVERYTHING, frame, 1e9, 0, 0).zoom).toBe(2_000);
  });

  it("reveals a point by the least movement, and does not move for one that is seen", () => {
    const view = { x: 0, y: 0, zoom: 4 };
    expect(revealing(view, frame, 0.01, 0.01)).toEqual(view);
    const [x, y] = toScreen(transformOf(revealing(view, frame, 0.9, 0.1), frame), 0.9, 0.1);
    expect(x).toBeCloseTo(800 - 28, 6);
    expect(y).toBeCloseTo(toScreen(transformOf(view, frame), 0.9, 0.1)[1], 6);
  });

  it("survives a map of one point and an area without size", () => {
    for (const degenerate of [
      { ...frame, halfX: 0, halfY: 0 },
      { width: 0, height: 0, halfX: 1, halfY: 1 },
    ]) {
      const { scale, offsetX, offsetY } = transformOf(EVERYTHING, degenerate);
      expect(Number.isFinite(scale) && scale > 0 && Number.isFinite(offsetX) && Number.isFinite(offsetY)).toBe(true);
    }
  });

  it("moves by equal ratios of zoom", () => {
    const middle = viewBetween({ x: 0, y: 0, zoom: 1 }, { x: 1, y: -1, zoom: 16 }, 0.5);
    expect(middle).toEqual({ x: 0.5, y: -0.5, zoom: 4 });
  });
});
