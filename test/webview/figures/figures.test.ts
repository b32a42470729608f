import { crc32, deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { OKABE_ITO } from "../../../src/shared/figures/palette.ts";
import { parseColour } from "../../../src/shared/figures/rgb.ts";
import { coded } from "../../../src/webview/data/run-songs.ts";
import { curvesFigure } from "../../../src/webview/figures/curves-figure.ts";
import { distributionFigure } from "../../../src/webview/figures/distribution-figure.ts";
import { pixelsOf } from "../../../src/webview/figures/look.ts";
import { withResolution } from "../../../src/webview/figures/png.ts";
import { tuneFigure } from "../../../src/webview/views/tune/tune-figures.ts";
import type { MarkStyle } from "../../../src/webview/map/render/scene.ts";
import { distribution } from "../../../src/webview/model/distribution.ts";

const measure = (text: string, size: number): number => 0.5 * size * text.length;
const WIDTH = pixelsOf(85);
const textsOf = (svg: string): string[] => [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
const bars = (svg: string) =>
  [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" fill="(#\w+)" stroke/g)].map(
    ([, x, y, width, height, fill]) => ({
      x: Number(x),
      y: Number(y),
      width: Number(width),
      height: Number(height),
      fill,
    }),
  );

const markOf = (hex: string, shape: MarkStyle["shape"] = "circle"): MarkStyle => ({
  colour: parseColour(hex)!.rgb,
  shape,
  size: 1,
});
const MARKS = OKABE_ITO.map((hex) => markOf(hex));

describe("a distribution on paper", () => {
  const table = distribution(Int32Array.of(0, 0, 0, 1, -1, 1), coded(["a", "a", "b & <c>", "a", "a", "b & <c>"]));
  const figure = { distribution: table, by: "genre", marks: MARKS, caption: "Lyrics · Ward" } as const;

  it("has bars as high as their songs, axes with titles, a legend and a caption", () => {
    const svg = distributionFigure({ ...figure, kind: "bars", values: "counts" }, WIDTH, measure);
    expect(svg).toMatch(/^<svg [^>]*width="85mm"/);
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining([
        "Songs",
        "Cluster",
        "0",
        "1",
        "noise",
        "a",
        "b &#38; &#60;c&#62;",
        "Lyrics · Ward · clusters by genre",
      ]),
    );
    const heights = bars(svg).map(({ height, fill }) => [fill, height] as const);
    const one = heights.find(([fill]) => fill === "#e69f00")![1];
    expect(heights.map(([fill, height]) => [fill, Math.round((100 * height) / one) / 100])).toEqual([
      ["#0072b2", 2],
      ["#e69f00", 1],
      ["#0072b2", 1],
      ["#e69f00", 1],
      ["#0072b2", 1],
    ]);
    // Stacked without a gap: the second part of a bar ends where the first begins.
    const [first, second] = bars(svg);
    expect(second!.y + second!.height).toBeCloseTo(first!.y, 1);
  });

  it("has bars of one height where shares are shown, and a cell for each pair as a heat map", () => {
    const shares = bars(distributionFigure({ ...figure, kind: "bars", values: "shares" }, WIDTH, measure));
    expect(shares[0]!.height / shares[1]!.height).toBeCloseTo(2, 1);
    const cells = distributionFigure({ ...figure, kind: "heat", values: "counts" }, WIDTH, measure);
    expect(bars(cells)).toHaveLength(6);
    expect(textsOf(cells)).toEqual(expect.arrayContaining(["Genre", "Cluster", "2"]));
  });

  it("tells categories of one colour apart by shapes, in bars and legend", () => {
    const marks = [markOf("#0072b2"), markOf("#0072b2", "triangle")];
    const svg = distributionFigure({ ...figure, marks, kind: "bars", values: "counts" }, WIDTH, measure);
    const cut = /<path d="[^"]*" fill="#ffffff"/g;
    // Of two bars that hold the second one, and of its patch in the legend.
    expect(svg.match(cut)!.length).toBeGreaterThan(2);
    expect(distributionFigure({ ...figure, kind: "bars", values: "counts" }, WIDTH, measure)).not.toMatch(cut);
  });

  it("stays inside its width, whatever the names", () => {
    const long = distribution(Int32Array.of(0, 1), coded(["x".repeat(200), "a genre of many words ".repeat(9)]));
    for (const kind of ["bars", "heat"] as const) {
      const svg = distributionFigure({ ...figure, distribution: long, kind, values: "counts" }, WIDTH, measure);
      for (const { x, width } of bars(svg)) expect(x + width).toBeLessThanOrEqual(WIDTH);
      for (const text of textsOf(svg)) expect(measure(text, 8)).toBeLessThan(WIDTH + 8);
    }
  });
});

describe("curves on paper", () => {
  const line = (label: string, ys: readonly number[]) => ({
    label,
    colour: "#0072b2",
    dash: [8, 4],
    points: ys.map((y, index) => ({ x: index + 1, y })),
  });

  it("has a panel for each quantity, with axes, and one legend", () => {
    const panels = [
      { title: "Total loss", logarithmic: true, lines: [line("AE", [100, 10, 1]), line("VAE", [50, 0, 5])] },
      { title: "β", logarithmic: false, lines: [line("VAE", [0, 0.5, 1])] },
    ];
    const texts = textsOf(curvesFigure({ panels, xTitle: "Epoch", caption: "AE, VAE" }, WIDTH, measure));
    expect(texts).toEqual(expect.arrayContaining(["Total loss", "β", "1", "10", "100"]));
    expect(texts.filter((text) => text === "Epoch")).toHaveLength(2);
    expect(texts.filter((text) => text === "VAE")).toHaveLength(1);
  });

  it("puts equal ratios at equal distances on a logarithmic axis, and leaves zeros out", () => {
    const panels = [{ title: "Loss", logarithmic: true, lines: [line("AE", [100, 10, 0, 1])] }];
    const svg = curvesFigure({ panels, xTitle: "Epoch", caption: "" }, WIDTH, measure);
    const [, path] = /<path d="([^"]+)"[^>]*stroke="#0072b2" stroke-width="1.2"[^>]*stroke-dasharray="4 2"/.exec(svg)!;
    const points = [...path!.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
    expect(points).toHaveLength(3);
    expect(points[1]![1] - points[0]![1]).toBeCloseTo(points[2]![1] - points[1]![1], 1);
    expect(points[2]![0] - points[1]![0]).toBeCloseTo(2 * (points[1]![0] - points[0]![0]), 1);
  });
});

describe("the curve for tuning", () => {
  const silhouettes = [
    { k: 2, silhouette: 0.2 },
    { k: 3, silhouette: 0.5 },
    { k: 4, silhouette: null },
    { k: 5, silhouette: 0.1 },
  ];
  const own = { k: 3, eps: null, minSamples: null, minClusterSize: null, weights: null };
  const shown = { representation: { label: "MusiCNN" }, clustering: { method: "kmeans", clusters: [0, 1, 2] } };

  it("marks what is shown on the silhouettes, and leaves out where there is none", () => {
    const figure = tuneFigure({ own, modalities: [], silhouettes, kDistance: null }, shown);
    const [silhouette, marked] = figure.panels[0]!.lines;
    expect(silhouette!.points.map(({ x }) => x)).toEqual([2, 3, 4, 5]);
    expect(marked!.points).toEqual([{ x: 3, y: 0.5 }]);
    const svg = curvesFigure(figure, WIDTH, measure);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["Silhouette", "Clusters (k)", "K-Means", "shown"]));
    // What is one dot on the curve is one in the legend.
    expect(svg.match(/<circle [^>]*fill="#e69f00"/g)).toHaveLength(2);
    const [, path] = /<path d="([^"]+)"[^>]*stroke-width="1.2"/.exec(svg)!;
    expect(path!.match(/[ML]/g)).toHaveLength(3);
  });

  it("is of the distances with their knee for a method with a radius", () => {
    const kDistance = { minSamples: 4, distances: [0.1, 0.2, 0.4, 1.6], eps: 0.4 };
    const { panels, caption } = tuneFigure({ own, modalities: [], silhouettes, kDistance }, shown);
    expect(panels[0]!.lines.map(({ points }) => points)).toEqual([
      [25, 50, 75, 100].map((x, index) => ({ x, y: kDistance.distances[index] })),
      [{ x: 75, y: 0.4 }],
    ]);
    expect(caption).toBe("MusiCNN: distance of each song to its nearest song number 3. Knee at 0.400.");
  });
});

describe("the resolution of a PNG", () => {
  it("is a chunk behind the header, with its checksum", () => {
    const chunk = (type: string, data: Uint8Array): Buffer => {
      const body = Buffer.concat([Buffer.from(type), data]);
      const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
      length.writeUInt32BE(data.length);
      sum.writeUInt32BE(crc32(body));
      return Buffer.concat([length, body, sum]);
    };
    const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
    const header = chunk("IHDR", Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]));
    const rest = Buffer.concat([chunk("IDAT", deflateSync(Buffer.of(0, 0))), chunk("IEND", Buffer.alloc(0))]);
    const size = Buffer.alloc(9);
    // 300 an inch of 25.4 mm.
    size.writeUInt32BE(11_811, 0);
    size.writeUInt32BE(11_811, 4);
    size[8] = 1;
    expect(Buffer.from(withResolution(Uint8Array.from(Buffer.concat([signature, header, rest])), 300))).toEqual(
      Buffer.concat([signature, header, chunk("pHYs", size), rest]),
    );
  });
});
