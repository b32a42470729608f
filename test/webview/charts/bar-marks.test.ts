import { expect, it } from "vitest";
import { coded } from "../../../src/webview/data/run-songs.ts";
import { markPlaces } from "../../../src/webview/charts/bar-marks.ts";
import { clusterBars } from "../../../src/webview/charts/distribution-chart.ts";
import { FIGURE_THEME } from "../../../src/webview/figures/look.ts";
import { distribution } from "../../../src/webview/model/distribution.ts";
import { categoryMarks } from "../../../src/webview/model/group-colours.ts";

const names = Array.from({ length: 20 }, (_, song) => `genre ${String(song % 10)}`);
const table = distribution(
  Int32Array.from(names, (_, song) => song % 2),
  coded(names),
);

/** The shapes that each part of the bars has cut out, and those of the legend. */
function shapes(highContrast: boolean) {
  const theme = { ...FIGURE_THEME, highContrast };
  const marks = categoryMarks(coded(names), table, true, theme);
  const chart = clusterBars({
    ...{ distribution: table, marks, values: "counts", selected: null, theme },
    onCell: () => undefined,
  });
  return {
    inBars: chart.data.datasets.map((dataset) => ("mark" in dataset ? dataset.mark?.shape : "none")),
    inLegend: marks.map(({ shape }) => shape),
  };
}

it("bars have the shapes of the legend in high contrast, else from the ninth category on", () => {
  const high = shapes(true);
  expect(high.inBars).toEqual(high.inLegend);
  expect(new Set(high.inBars).size).toBeGreaterThan(3);
  const { inBars, inLegend } = shapes(false);
  expect(inBars).toEqual(inLegend.map((shape) => (shape === "circle" ? undefined : shape)));
  expect(inBars.filter((shape) => shape !== undefined)).toHaveLength(2);
});

it("marks lie inside their bar, one at least and at even distances", () => {
  expect(markPlaces(10, 20, 5, 4)).toEqual([[12.5, 22]]);
  const places = markPlaces(0, 0, 42, 28);
  expect(places).toHaveLength(6);
  expect(places[0]).toEqual([7, 7]);
  expect(places.at(-1)).toEqual([35, 21]);
});
