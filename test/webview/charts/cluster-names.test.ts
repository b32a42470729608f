import { expect, it } from "vitest";
import { clusterBars, heatMap } from "../../../src/webview/charts/distribution-chart.ts";
import { coded } from "../../../src/webview/data/run-songs.ts";
import { FIGURE_THEME } from "../../../src/webview/figures/look.ts";
import { distribution } from "../../../src/webview/model/distribution.ts";
import { categoryMarks } from "../../../src/webview/model/group-colours.ts";

/** What stands below the columns of so many clusters, the last one noise, in a chart of some width. */
function namesBelow(make: typeof heatMap | typeof clusterBars, clusters: number, width: number) {
  const labels = Int32Array.from({ length: clusters }, (_, cluster) => (cluster === clusters - 1 ? -1 : cluster));
  const genres = coded(Array.from(labels, (label) => `genre ${label % 3}`));
  const table = distribution(labels, genres);
  const theme = { ...FIGURE_THEME, fontSize: 12 };
  const marks = categoryMarks(genres, table, true, theme);
  const input = { distribution: table, marks, values: "counts", selected: null, theme } as const;
  const { callback } = make({ ...input, onCell: () => undefined }).options!.scales!["x"]!.ticks as {
    readonly callback: (this: object, value: number, index: number) => string | string[];
  };
  const scale = { chart: { height: 300 }, width };
  return table.clusters.map((_row, index) => callback.call(scale, index, index));
}

it.each([heatMap, clusterBars])("has round numbers below many clusters, and the noise always ($name)", (make) => {
  const named = (width: number): unknown[] => namesBelow(make, 61, width).filter((name) => name !== "");
  expect(named(1500)).toHaveLength(60);
  expect(named(450)).toEqual([..."0 5 10 15 20 25 30 35 40 45 50 55".split(" "), "noise"]);
  expect(named(200)).toEqual([..."0 10 20 30 40 50".split(" "), "noise"]);
});

it("has purity and entropy below few clusters where they have room", () => {
  expect(namesBelow(clusterBars, 3, 600)[0]).toEqual(["0", "100 % pure", "0 bits"]);
  expect(namesBelow(clusterBars, 3, 150)).toEqual(["0", "1", "noise"]);
});
