import { describe, expect, it } from "vitest";
import { themeFrom } from "../../../../src/webview/colour/theme.ts";
import { Crowding } from "../../../../src/webview/map/place/crowding.ts";
import { GridIndex } from "../../../../src/webview/map/place/grid-index.ts";
import { groupClusters } from "../../../../src/webview/map/place/grouping.ts";
import { Contents, type ContentsInput } from "../../../../src/webview/map/render/contents.ts";
import {
  crowdOf,
  DensityRaster,
  DIMMED_WEIGHT,
  halfRoot,
  markOpacity,
} from "../../../../src/webview/map/render/density.ts";
import { Raster } from "../../../../src/webview/map/render/raster.ts";
import { DIMMED, NORMAL, SELECTED } from "../../../../src/webview/map/render/scene.ts";
import { randomPositions } from "../points.ts";

const RED = [200, 0, 0] as const;
const BLUE = [0, 0, 200] as const;
const WHITE = [255, 255, 255] as const;
const STYLES = [RED, BLUE].map((colour) => ({ colour, shape: "circle" as const, size: 1 }));
const [WIDTH, HEIGHT, ROOT] = [40, 30, 0.8];

/** Songs at whole pixels: column, row, style, state. */
function picture(
  songs: readonly (readonly [x: number, y: number, style: number, state: number])[],
  hidden: number[] = [],
) {
  const positions = Float32Array.from(songs.flatMap(([x, y]) => [x + 0.5, y + 0.5]));
  const crowding = new Crowding(new GridIndex(positions));
  const shown = Uint8Array.from(songs, (_, song) => (hidden.includes(song) ? 0 : 1));
  const styleOf = Uint16Array.from(songs, ([, , style]) => style);
  const crowd = crowdOf(
    crowding,
    { styles: STYLES, styleOf },
    Uint8Array.from(songs, ([, , , state]) => state),
    shown,
  );
  const raster = new DensityRaster(WIDTH, HEIGHT);
  raster.add(crowd, 1, 0, 0);
  const words = new Uint32Array(WIDTH * HEIGHT);
  raster.paint(words, WIDTH, 1, ROOT, WHITE);
  const bytes = new Uint8Array(words.buffer);
  return (x: number, y: number): number[] => [...bytes.subarray(4 * (y * WIDTH + x), 4 * (y * WIDTH + x) + 4)];
}
/** Opacity of so many points' weight in a pixel, as the definition says. */
const opacity = (weight: number): number => Math.sqrt(weight) / (Math.sqrt(weight) + ROOT);
const over = (colour: readonly number[], share: number): number[] => [
  ...colour.map((channel) => Math.round(255 * (1 - share) + channel * share)),
  255,
];

describe("many songs as density", () => {
  it("spreads a song over the pixels around it, 1 2 1 both ways", () => {
    const at = picture([[10, 10, 0, NORMAL]]);
    expect(at(10, 10)).toEqual(over(RED, opacity(4 / 16)));
    expect(at(11, 10)).toEqual(over(RED, opacity(2 / 16)));
    expect(at(9, 11)).toEqual(over(RED, opacity(1 / 16)));
    expect(at(12, 10)).toEqual([...WHITE, 255]);
  });

  it("is more opaque where more songs lie", () => {
    const at = picture(Array.from({ length: 9 }, () => [10, 10, 0, NORMAL] as const));
    expect(at(10, 10)).toEqual(over(RED, opacity(9 * (4 / 16))));
  });

  it("mixes groups by how many songs each has, as light does", () => {
    const at = picture([0, 0, 0, 1].map((style) => [10, 10, style, NORMAL] as const));
    const mixed = [200 * Math.sqrt(3 / 4), 0, 200 * Math.sqrt(1 / 4)];
    expect(at(10, 10)).toEqual(over(mixed, opacity(4 * (4 / 16))));
  });

  it("counts dimmed songs little, hidden ones and those outside not at all", () => {
    const dimmed = picture([[10, 10, 0, DIMMED]]);
    expect(dimmed(10, 10)).toEqual(over(RED, opacity(DIMMED_WEIGHT * (4 / 16))));
    const hidden = picture(
      [
        [10, 10, 0, NORMAL],
        [10, 10, 1, NORMAL],
        [-3, 10, 1, NORMAL],
        [10, 99, 1, NORMAL],
      ],
      [0],
    );
    expect(hidden(10, 10)).toEqual(over(BLUE, opacity(4 / 16)));
    expect(hidden(0, 10)).toEqual([...WHITE, 255]);
  });

  it("draws up to its edges", () => {
    const at = picture([
      [0, 0, 0, NORMAL],
      [WIDTH - 1, HEIGHT - 1, 1, NORMAL],
    ]);
    expect(at(0, 0)).toEqual(over(RED, opacity(4 / 16)));
    expect(at(WIDTH - 1, HEIGHT - 1)).toEqual(over(BLUE, opacity(4 / 16)));
  });

  it("keeps its strength over zooms: half opaque follows the typical density until points are single", () => {
    const crowding = new Crowding(new GridIndex(randomPositions(5_000, 1)));
    const at = (scale: number) => ({ scale, offsetX: 0, offsetY: 0 });
    expect(halfRoot(crowding, at(10), 1)).toBeCloseTo(2 * halfRoot(crowding, at(20), 1), 6);
    expect(halfRoot(crowding, at(10), 2)).toBeCloseTo(halfRoot(crowding, at(5), 1), 6);
    expect(halfRoot(crowding, at(1e5), 1)).toBe(halfRoot(crowding, at(1e6), 1));
    expect(markOpacity(crowding, at(1e6))).toBe(1);
    expect(markOpacity(crowding, at(10))).toBeLessThan(0.5);
  });
});

describe("contents of many songs", () => {
  const theme = themeFrom((name) => (name === "--vscode-editor-background" ? "#ffffff" : ""), {
    contains: () => false,
  });
  const none = new Set<string>();
  const coordinates = randomPositions(600, 5);
  const colour = groupClusters(
    "cluster",
    Int32Array.from({ length: 600 }, (_, song) => song % 3),
  );
  const given = (change: Partial<ContentsInput> = {}): ContentsInput => ({
    coordinates,
    colour,
    selection: new Uint32Array(),
    dimmed: null,
    hiddenGroups: none,
    theme,
    ...change,
  });
  const sight = { transform: { scale: 60, offsetX: 60, offsetY: 60 }, width: 120, height: 120 };

  it("are density above the limit, and a mark each below it", () => {
    expect(new Contents(given(), null, 599).scene.order).toHaveLength(0);
    const few = new Contents(given(), null, 600);
    expect(few.isCrowd).toBe(false);
    expect(few.sceneIn(sight, 2)).toBe(few.scene);
  });

  it("draw selected songs as marks wherever they lie, above the others", () => {
    const selection = Uint32Array.of(3, 100, 200);
    const { order } = new Contents(given({ selection }), null, 100).sceneIn(sight, 2);
    expect([...order.slice(-3)].sort((a, b) => a - b)).toEqual([...selection]);
    expect(new Set(order).size).toBe(order.length);
  });

  it("draw what a filter leaves in full", () => {
    const dimmed = new Uint8Array(600).fill(1);
    dimmed[7] = 0;
    const scene = new Contents(given({ dimmed }), null, 100).sceneIn(sight, 2);
    expect(scene.order).toContain(7);
    expect(scene.opacity).toBe(1);
    expect(scene.states[7]).toBe(NORMAL);
  });

  it("keep what is hidden out of marks", () => {
    const hiddenGroups = new Set(["1"]);
    const { order, states } = new Contents(given({ hiddenGroups, selection: Uint32Array.of(1, 2) }), null, 100).sceneIn(
      sight,
      2,
    );
    expect(order.some((song) => song % 3 === 1)).toBe(false);
    expect(states[2]).toBe(SELECTED);
  });

  it("are the same scene when nothing of it changed", () => {
    const same = given();
    const before = new Contents(same, null, 100);
    expect(new Contents({ ...same }, before, 100).scene).toBe(before.scene);
    expect(new Contents(given({ selection: Uint32Array.of(1, 2) }), before, 100).scene).not.toBe(before.scene);
    expect(new Contents(given({ hiddenGroups: new Set(["0"]) }), before, 100).scene).not.toBe(before.scene);
  });

  it("are drawn with density below the marks", () => {
    const raster = new Raster(120, 120, 2);
    raster.draw(new Contents(given(), null, 100).sceneIn(sight, 1.1), {
      transform: sight.transform,
      radius: 1.1,
      share: 1,
    });
    const drawn = new Uint32Array(raster.pixels.buffer).filter((pixel) => pixel !== 0xffffffff).length;
    expect(drawn).toBeGreaterThan(1_000);
    // Each pixel of density is a block of two by two.
    const block = [0, 1].flatMap((dy) => [0, 1].map((dx) => raster.pixels[4 * ((100 + dy) * 240 + 100 + dx)]));
    expect(new Set(block).size).toBe(1);
  });
});
