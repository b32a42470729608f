import { Chart } from "chart.js";
import { betaSweepFigure } from "../../../src/engine/report/plots/beta-sweep.ts";
import { valueRange } from "../../../src/shared/figures/mel.ts";
import { describe, expect, it } from "vitest";
import type { EpochReport } from "../../../src/shared/contract/train.ts";
import { drawPlot, type Plot } from "../../../src/engine/report/plots/index.ts";
import { scatterFigure } from "../../../src/engine/report/plots/scatter.ts";
import { bandOfHz } from "../../../src/engine/report/plots/mel.ts";
import { decode } from "./pixels.ts";

const scatterPlot = (input: Plot<"scatter">["input"]): Promise<Uint8Array> => drawPlot({ kind: "scatter", input });
const clusterDistributionPlot = (input: Plot<"distribution">["input"]): Promise<Uint8Array> =>
  drawPlot({ kind: "distribution", input });
const melPlot = (input: Plot<"mel">["input"]): Promise<Uint8Array> => drawPlot({ kind: "mel", input });
const trainingCurvesPlot = (input: Plot<"curves">["input"]): Promise<Uint8Array> => drawPlot({ kind: "curves", input });
const betaSweepPlot = (input: Plot<"beta-sweep">["input"]): Promise<Uint8Array> =>
  drawPlot({ kind: "beta-sweep", input });

// Categories have a palette of their own: wine, olive and indigo come first.
const WINE = "#882255";
const OLIVE = "#999933";
const BLUE = "#0072b2";
const ORANGE = "#e69f00";
const GREEN = "#009e73";
const NOISE = "#8a8a8a";
const INK = "#1a1a1a";

describe("scatterPlot", () => {
  // Two songs at the corners of a square of side 2 and two in between; group a is larger, so it is wine.
  const coordinates = Float32Array.of(-1, -1, 1, 1, 0, 0.5, 0.2, -0.4);
  const groups = { kind: "category", name: "genre", labels: ["a", "a", "b", "a"] } as const;
  const input = { coordinates, groups, title: "Title", axes: "t-SNE", caption: "Caption" };

  it("has the size of a figure, white paper and dark text", async () => {
    const picture = await decode(await scatterPlot(input));
    expect([picture.width, picture.height]).toEqual([1600, 1200]);
    expect(picture.colourAt(2, 2)).toBe("#ffffff");
    expect(picture.count(INK, { x: 15, y: 15, width: 120, height: 35 })).toBeGreaterThan(300);
    expect(picture.count("#555555", { x: 15, y: 570, width: 120, height: 25 })).toBeGreaterThan(100);
  });

  it("draws every marker at its place, with one scale for both axes", async () => {
    const single = async (x: number, y: number): Promise<{ x: number; y: number }> => {
      // The other three keep the axes; only the one looked for is olive.
      const picture = await decode(
        await scatterPlot({ ...input, legend: false, coordinates: Float32Array.of(-1, -1, 1, 1, x, y, -1, 1) }),
      );
      return picture.centreOf("#a3a347", { x: 40, y: 50, width: 750, height: 500 });
    };
    const [origin, right, up] = [await single(0, 0), await single(0.5, 0), await single(0, 0.5)];
    expect(right.x - origin.x).toBeGreaterThan(80);
    expect(right.x - origin.x).toBeCloseTo(origin.y - up.y, 0);
    expect(Math.abs(right.y - origin.y)).toBeLessThan(0.5);
    expect(Math.abs(up.x - origin.x)).toBeLessThan(0.5);
  });

  it("draws a share of many songs, all of a small group, and says how many", () => {
    const labels = Array.from({ length: 1000 }, (_, song) => (song % 200 === 7 ? "rare" : song % 4 === 0 ? "b" : "a"));
    const many = { ...input, coordinates: new Float32Array(2000).map((_, at) => at), groups: { ...groups, labels } };
    const marksOf = (mostMarks?: number): readonly number[] =>
      scatterFigure({ ...many, ...(mostMarks !== undefined && { mostMarks }) }).panels[0]!.data.datasets.map(
        ({ data }) => data.length,
      );
    expect(marksOf()).toEqual([745, 250, 5]);
    expect(marksOf(200)).toEqual([149, 50, 5]);
    const { caption, legend, panels } = scatterFigure({ ...many, mostMarks: 200 });
    expect(caption).toBe("Caption · 204 of 1,000 songs drawn");
    expect(legend!.entries.map(({ note }) => note)).toEqual(["745", "250", "5"]);
    // Spread over all songs, not the first of them.
    const drawn = panels[0]!.data.datasets[1]!.data as unknown as readonly { readonly x: number }[];
    expect(drawn.at(-1)!.x).toBeGreaterThan(1900);
    expect(scatterFigure(many).caption).toBe("Caption");
  });

  it("has a legend with the groups' colours, or none", async () => {
    const withLegend = await decode(await scatterPlot(input));
    const without = await decode(await scatterPlot({ ...input, legend: false }));
    const column = { x: 690, y: 50, width: 110, height: 200 };
    expect(withLegend.count(WINE, column)).toBeGreaterThan(300);
    expect(withLegend.count(OLIVE, column)).toBeGreaterThan(300);
    expect(withLegend.count(INK, column)).toBeGreaterThan(200);
    expect(without.count(WINE, column)).toBe(0);
    expect(without.count(INK, column)).toBe(0);
  });

  it("cuts long names but not counts, and shows Bangla", async () => {
    const labels = [
      "a very long genre name that would take the whole picture's width",
      "বাংলা গান",
      "বাংলা গান",
      "pop",
    ];
    const picture = await decode(await scatterPlot({ ...input, groups: { kind: "category", name: "genre", labels } }));
    // Nothing is drawn into the right margin, and the panel keeps two thirds of the width.
    expect(picture.count("#ffffff", { x: 790, y: 0, width: 10, height: 600 }, 0)).toBe(20 * 1200);
    expect(picture.count("#555555", { x: 494, y: 50, width: 12, height: 500 }, 100)).toBeGreaterThan(800);
    expect(picture.count(INK, { x: 550, y: 80, width: 240, height: 20 })).toBeGreaterThan(100);
  });

  it("draws noise as grey crosses", async () => {
    const picture = await decode(
      await scatterPlot({ ...input, legend: false, groups: { kind: "cluster", labels: Int32Array.of(0, 0, -1, 1) } }),
    );
    const { x, y } = picture.centreOf(NOISE, { x: 70, y: 70, width: 680, height: 440 });
    expect(picture.colourAt(x, y)).toBe(NOISE);
    // Between the arms of the cross there is paper.
    expect([picture.colourAt(x - 5, y), picture.colourAt(x, y + 5)]).toEqual(["#ffffff", "#ffffff"]);
  });

  it.each([1, 2, 3000])("draws %i songs, also where all lie on one spot", async (count) => {
    const labels = Array.from({ length: count }, (_, song) => String(song % 30));
    const picture = await decode(
      await scatterPlot({
        ...input,
        coordinates: new Float32Array(2 * count),
        groups: { kind: "category", name: "genre", labels },
      }),
    );
    expect(picture.width).toBe(1600);
  });

  it("gives the same bytes for the same input", async () => {
    expect(await scatterPlot(input)).toEqual(await scatterPlot(input));
  });
});

describe("clusterDistributionPlot", () => {
  const input = { name: "genre", title: "Title", caption: "" };

  it("stacks bars whose heights are the counts", async () => {
    const picture = await decode(
      await clusterDistributionPlot({
        ...input,
        clusters: [0, 0, 0, 0, 1, 1, -1],
        categories: ["a", "a", "a", "b", "b", "b", ""],
      }),
    );
    const chart = { x: 60, y: 50, width: 560, height: 480 };
    const [wine, olive, grey] = [WINE, OLIVE, "#b0b0b0"].map((colour) => picture.count(colour, chart));
    expect(wine! / olive!).toBeCloseTo(1, 1);
    expect(olive! / grey!).toBeCloseTo(3, 0);
    // Cluster 0 is left of cluster 1, noise is last.
    expect(picture.centreOf(WINE, chart).x).toBeLessThan(picture.centreOf(OLIVE, chart).x);
    expect(picture.centreOf("#b0b0b0", chart).x).toBeGreaterThan(picture.centreOf(OLIVE, chart).x);
  });

  it("hatches the ninth category, which has the first one's colour", async () => {
    const categories = Array.from({ length: 9 }, (_, song) => `genre ${song}`);
    const picture = await decode(
      await clusterDistributionPlot({
        ...input,
        clusters: categories.map((_, song) => Math.floor(song / 8)),
        categories,
      }),
    );
    const chart = { x: 60, y: 50, width: 560, height: 480 };
    const left = picture.count(WINE, { ...chart, width: 280 });
    const right = picture.count(WINE, { ...chart, x: 340, width: 280 });
    expect(right).toBeGreaterThan(0.3 * left);
    expect(right).toBeLessThan(0.8 * left);
  });

  it("draws many clusters and categories without an error", async () => {
    const clusters = Array.from({ length: 400 }, (_, song) => (song * song) % 53);
    const categories = clusters.map((_, song) => `genre ${song % 40}`);
    const picture = await decode(await clusterDistributionPlot({ ...input, clusters, categories }));
    expect(picture.count(OLIVE, { x: 60, y: 50, width: 460, height: 480 })).toBeGreaterThan(500);
  });
});

describe("melPlot", () => {
  const CHART = { x: 60, y: 50, width: 705, height: 360 };
  const FRAMES = 300;
  /** Silence, with a loud band from 100 to 200 frames. */
  const mel = Float32Array.from({ length: 80 * FRAMES }, (_, at) =>
    Math.floor(at / FRAMES) === 40 && at % FRAMES >= 100 && at % FRAMES < 200 ? 1 : -1,
  );

  it("shows a band at its frequency and time in the colours of the scale", async () => {
    const picture = await decode(await melPlot({ mel, seconds: 3, range: { min: -1, max: 1 }, title: "Title" }));
    expect([picture.width, picture.height]).toEqual([1800, 960]);
    const area = CHART;
    const loud = picture.centreOf("#fcfdbf", area);
    const silence = picture.centreOf("#000004", area);
    expect(Math.abs(loud.x - silence.x)).toBeLessThan(2);
    // The middle of band 40 of 0 … 79 lies half a band above the middle of the axis.
    const height = picture.count("#000004", { x: loud.x - 200, y: 50, width: 0.5, height: 360 }) / 2;
    expect((silence.y - loud.y) / (height / 81)).toBeCloseTo(0.5, 1);
    const width = picture.count("#fcfdbf", { ...area, y: loud.y, height: 0.5 }) / 2;
    const all = width + picture.count("#000004", { ...area, y: loud.y, height: 0.5 }) / 2;
    expect(width / all).toBeCloseTo(1 / 3, 2);
  });

  it("clamps what lies outside the range, and has the scale beside the picture", async () => {
    const picture = await decode(await melPlot({ mel, seconds: 3, range: { min: 0, max: 0.5 }, title: "Title" }));
    expect(picture.count("#fcfdbf", CHART)).toBeGreaterThan(500);
    // The bar runs from dark at the bottom to light at the top.
    const bar = { x: 774, y: 50, width: 28, height: 360 };
    expect(picture.centreOf("#000004", bar).y).toBeGreaterThan(picture.centreOf("#fcfdbf", bar).y + 300);
  });

  it("shares the original's colours with reconstructions", async () => {
    const half = mel.map((value) => value / 2);
    const range = valueRange(mel);
    const original = await melPlot({ mel, seconds: 3, range, title: "Original" });
    const reconstruction = await melPlot({ mel: half, seconds: 3, range, title: "Autoencoder" });
    const area = CHART;
    expect((await decode(original)).count("#fcfdbf", area)).toBeGreaterThan(500);
    const picture = await decode(reconstruction);
    expect(picture.count("#fcfdbf", area)).toBe(0);
    // −0.5 on a scale from −1 to 1 is a quarter: level 64 of magma.
    expect(picture.count("#51127c", area)).toBeGreaterThan(0.9 * 2 * 2 * 640 * 340 * 0.9);
  });

  it("places frequencies on Slaney's mel scale", () => {
    expect(bandOfHz(0, 80)).toBe(-0.5);
    expect(bandOfHz(8000, 80)).toBe(80.5);
    // 1 kHz is 15 mel, 8 kHz 15 + 27 · log(8) / log(6.4) = 45.245 mel.
    expect(bandOfHz(1000, 80)).toBeCloseTo((15 / 45.2456) * 81 - 0.5, 3);
  });
});

describe("curves", () => {
  const epoch = (number: number, kl: number): EpochReport => ({
    epoch: number,
    epochs: 100,
    reconstruction: 1 / number,
    kl,
    total: 1 / number + 0.1 * kl,
    beta: 0.1,
    learningRate: 0.001,
    secondsLeft: 0,
  });
  const history = (kl: number): EpochReport[] =>
    Array.from({ length: 100 }, (_, index) => epoch(index + 1, kl / (index + 1)));

  it("draw one line per model and panel, without KL for an autoencoder", async () => {
    const picture = await decode(
      await trainingCurvesPlot({
        models: [
          { name: "β-VAE", epochs: history(2) },
          { name: "AE", epochs: history(0) },
        ],
        title: "Training",
      }),
    );
    expect([picture.width, picture.height]).toEqual([2400, 1000]);
    const panel = (index: number): { x: number; y: number; width: number; height: number } => ({
      x: 20 + index * 350,
      y: 50,
      width: 345,
      height: 420,
    });
    for (const index of [0, 1, 2]) expect(picture.count(BLUE, panel(index))).toBeGreaterThan(200);
    expect(picture.count(ORANGE, panel(0))).toBeGreaterThan(100);
    expect(picture.count(ORANGE, panel(2))).toBe(0);
  });

  it("leave the KL panel out where no model has a KL term, and draw a single epoch as a point", async () => {
    const picture = await decode(
      await trainingCurvesPlot({ models: [{ name: "AE", epochs: [epoch(1, 0)] }], title: "Training" }),
    );
    for (const x of [20, 560]) expect(picture.count(BLUE, { x, y: 50, width: 520, height: 420 })).toBeGreaterThan(50);
  });

  it("draw a β sweep with a gap where the quality is undefined", async () => {
    const points = [10, 0, 1].map((beta) => ({
      beta,
      reconstruction: 0.1 + beta / 100,
      kl: 1 / (1 + beta),
      quality: beta === 1 ? null : 0.5,
    }));
    const picture = await decode(await betaSweepPlot({ points, qualityName: "NMI", title: "Sweep" }));
    // Rising reconstruction: the blue line's right half is above its left half.
    const left = picture.centreOf(BLUE, { x: 20, y: 50, width: 200, height: 380 });
    const right = picture.centreOf(BLUE, { x: 220, y: 50, width: 180, height: 380 });
    expect(right.y).toBeLessThan(left.y);
    // Two markers and no line between them.
    const markers = picture.count(GREEN, { x: 800, y: 50, width: 390, height: 380 });
    expect(markers).toBeGreaterThan(2 * 200);
    expect(markers).toBeLessThan(2 * 450);
  });

  it("leave out of a β sweep what no β has, and the divergence where there is no β", () => {
    const points = [0, 1, 4].map((beta) => ({ beta, reconstruction: 1, kl: beta === 0 ? null : beta, quality: null }));
    const { panels, width } = betaSweepFigure({ points, qualityName: "NMI", title: "Sweep" });
    expect([panels.length, width]).toEqual([2, 800]);
    const values = panels.map(({ data }) => data.datasets[0]!.data.map((point) => (point as { y: number }).y));
    expect(values).toEqual([
      [1, 1, 1],
      [NaN, 1, 4],
    ]);
    const plain = points.map((point) => ({ ...point, kl: null }));
    expect(betaSweepFigure({ points: plain, qualityName: "NMI", title: "Sweep" }).panels).toHaveLength(1);
  });
});

describe("drawPlot", () => {
  it("leaves no chart behind, whose surface would stay in memory", async () => {
    await scatterPlot({
      coordinates: Float32Array.of(-1, -1, 1, 1),
      groups: { kind: "category", name: "genre", labels: ["a", "b"] },
      title: "Title",
      axes: "t-SNE",
      caption: "Caption",
    });
    expect(Object.keys(Chart.instances)).toEqual([]);
  });
});
