import { describe, expect, it } from "vitest";
import { coded } from "../../../../src/webview/data/run-songs.ts";
import { themeFrom } from "../../../../src/webview/colour/theme.ts";
import { Contents } from "../../../../src/webview/map/render/contents.ts";
import type { NumberEncoding } from "../../../../src/webview/map/encoding.ts";
import { groupClusters, groupNames } from "../../../../src/webview/map/place/grouping.ts";
import { pointInstances, STRIDE } from "../../../../src/webview/map/render/instances.ts";
import { drawingOrder, marked, shownSongs, songStates } from "../../../../src/webview/map/render/layers.ts";
import { appearance } from "../../../../src/webview/map/render/looks.ts";
import { DIMMED, NORMAL, pointRadius, SELECTED } from "../../../../src/webview/map/render/scene.ts";

const light = themeFrom((name) => (name === "--vscode-editor-background" ? "#ffffff" : ""), { contains: () => false });
const none = new Set<string>();
const numbers = (values: readonly number[], scale: NumberEncoding["scale"]): NumberEncoding => ({
  kind: "numbers",
  title: "error",
  values: Float32Array.from(values),
  better: "lower",
  scale,
});

describe("what songs look like", () => {
  it("by group: noise is a small grey cross, groups take the colours in order", () => {
    const { styles, styleOf } = appearance(groupClusters("cluster", [1, -1, 0]), 3, light);
    expect(styles.map(({ shape }) => shape)).toEqual(["circle", "circle", "cross"]);
    expect(styles[0]!.colour).toEqual([0, 114, 178]);
    const grey = styles[2]!;
    expect(Math.max(...grey.colour) - Math.min(...grey.colour)).toBeLessThan(3);
    expect(grey.size).toBeLessThan(1);
    expect([...styleOf]).toEqual([1, 2, 0]);
  });

  it("by number: lowest and highest at the ends, undefined ones grey", () => {
    const { styleOf, bar, styles } = appearance(numbers([2, 4, NaN, 3], "sequential"), 4, light);
    expect([...styleOf]).toEqual([0, 255, 256, 128]);
    expect([bar!.low, bar!.high]).toEqual([2, 4]);
    expect(styles).toHaveLength(257);
  });

  it("by difference: zero in the middle", () => {
    const { styleOf, bar } = appearance(numbers([-0.5, 0, 0.25], "diverging"), 3, light);
    expect([...styleOf]).toEqual([0, 128, 192]);
    expect([bar!.low, bar!.high]).toEqual([-0.5, 0.5]);
  });

  it("without any number, or with one and the same", () => {
    const undefinedOnes = appearance(numbers([NaN, NaN], "sequential"), 2, light);
    expect([undefinedOnes.bar, ...undefinedOnes.styleOf]).toEqual([null, 256, 256]);
    expect([...appearance(numbers([7, 7], "sequential"), 2, light).styleOf]).toEqual([128, 128]);
  });
});

describe("what is drawn above what", () => {
  const encoding = groupNames("genre", coded(["pop", "pop", "folk", "", "pop"]));
  const positions = new Float32Array([0, 0, 1, 1, 0, 1, 1, 0, NaN, NaN]);

  it("greys below, then large groups, small ones on top", () => {
    const order = drawingOrder(
      marked(shownSongs(positions, encoding, none)),
      songStates(5, new Uint32Array(), null),
      appearance(encoding, 5, light),
    );
    expect([...order]).toEqual([3, 0, 1, 2]);
  });

  it("dimmed below all, selected above all, hidden not at all", () => {
    const dimmed = Uint8Array.of(0, 0, 1, 0, 0);
    const states = songStates(5, Uint32Array.of(3), dimmed);
    expect([...states]).toEqual([NORMAL, NORMAL, DIMMED, SELECTED, NORMAL]);
    const look = appearance(encoding, 5, light);
    expect([...drawingOrder(marked(shownSongs(positions, encoding, none)), states, look)]).toEqual([2, 0, 1, 3]);
    expect([...drawingOrder(marked(shownSongs(positions, encoding, new Set(["pop"]))), states, look)]).toEqual([2, 3]);
  });

  it("several selected songs dim the rest, one alone does not", () => {
    expect([...songStates(3, Uint32Array.of(0, 1), null)]).toEqual([SELECTED, SELECTED, DIMMED]);
    expect([...songStates(3, Uint32Array.of(0), null)]).toEqual([SELECTED, NORMAL, NORMAL]);
  });
});

describe("the contents of a map", () => {
  const coordinates = new Float32Array([0, 0, 10, 10, 10, 0]);
  const input = {
    coordinates,
    colour: groupClusters("cluster", [0, 1, 1]),
    selection: new Uint32Array(),
    dimmed: null,
    hiddenGroups: none,
    theme: light,
  };

  it("are computed again only where something changed", () => {
    const first = new Contents(input, null);
    const selected = new Contents({ ...input, selection: Uint32Array.of(1) }, first);
    expect(selected.positions).toBe(first.positions);
    expect(selected.appearance).toBe(first.appearance);
    expect(selected.states).not.toBe(first.states);
    const { index } = selected;
    expect(new Contents({ ...input, hiddenGroups: new Set(["1"]) }, selected).index).toBe(index);
    const moved = new Contents({ ...input, coordinates: coordinates.slice() }, selected);
    expect(moved.positions).not.toBe(first.positions);
    expect(moved.index).not.toBe(index);
  });

  it("ignore colours and filters of another number of songs, which come a moment apart", () => {
    const contents = new Contents(
      { ...input, colour: groupClusters("cluster", [0]), dimmed: new Uint8Array(7), selection: Uint32Array.of(99) },
      null,
    );
    expect(contents.scene.order).toHaveLength(3);
    expect(contents.appearance.styles).toHaveLength(1);
    expect([...contents.states]).toEqual([0, 0, 0]);
  });
});

describe("points for the graphics card", () => {
  it("are packed in the order of drawing", () => {
    const { scene } = new Contents(
      {
        coordinates: new Float32Array([0, 0, 2, 2]),
        colour: groupClusters("c", [0, -1]),
        selection: Uint32Array.of(0),
        dimmed: null,
        hiddenGroups: none,
        theme: light,
      },
      null,
    );
    const from = { positions: new Float32Array([NaN, NaN, 0.5, 0.5]), styles: scene.styles, styleOf: scene.styleOf };
    const buffer = pointInstances({ ...scene, from });
    expect(buffer.byteLength).toBe(2 * STRIDE);
    const floats = new Float32Array(buffer);
    const bytes = new Uint8Array(buffer);
    // The noise comes first, from its place before; the song without one starts where it goes.
    expect([...floats.subarray(0, 4)]).toEqual([0.5, 0.5, 1, -1]);
    expect([...floats.subarray(7, 11)]).toEqual([-1, 1, -1, 1]);
    expect([...bytes.subarray(STRIDE + 16, STRIDE + 28)]).toEqual([
      0,
      114,
      178,
      255,
      0,
      114,
      178,
      255,
      0,
      SELECTED,
      64,
      0,
    ]);
    expect([...bytes.subarray(24, 28)]).toEqual([6, NORMAL, 51, 0]);
  });
});

describe("the size of points", () => {
  it("falls with their number and grows with the zoom, within bounds", () => {
    const sizes = [1, 30, 300, 1_000, 20_000, 100_000, 10_000_000].map((count) => pointRadius(count, 1));
    expect(sizes.toSorted((a, b) => b - a)).toEqual(sizes);
    expect([sizes[0], sizes.at(-1)]).toEqual([7, 1.6]);
    expect(pointRadius(20_000, 10)).toBeGreaterThan(pointRadius(20_000, 1));
    expect(pointRadius(20_000, 1e6)).toBeLessThanOrEqual(9);
  });
});
