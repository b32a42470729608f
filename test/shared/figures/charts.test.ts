import { describe, expect, it } from "vitest";
import type { ChartTheme } from "../../../src/shared/figures/chart-theme.ts";
import { drawHatch, HATCHES } from "../../../src/shared/figures/hatch.ts";
import { lineChart } from "../../../src/shared/figures/line-chart.ts";
import { stackedBars } from "../../../src/shared/figures/stacked-bars.ts";

const small: ChartTheme = {
  text: "#111",
  soft: "#222",
  grid: "#333",
  border: "#444",
  background: "#fff",
  font: { family: "x", size: 11 },
  titleFont: null,
};
const large: ChartTheme = { ...small, titleFont: { family: "x", size: 17 } };

describe("a line chart", () => {
  const input = {
    title: "KL divergence",
    xTitle: "Epoch",
    lines: [{ label: "a", colour: "#0072b2", dash: [], points: [0, 0.1, 1].map((y, x) => ({ x, y })) }],
  };

  it("leaves a gap on a logarithmic axis where a value is not positive, and ends beyond the others", () => {
    const { data, options } = lineChart({ ...input, yScale: "logarithmic" }, large);
    expect(data.datasets[0]!.data).toEqual([
      { x: 0, y: Number.NaN },
      { x: 1, y: 0.1 },
      { x: 2, y: 1 },
    ]);
    const y = options!.scales!["y"]!;
    expect([y.min, y.max]).toEqual([expect.closeTo(0.1 / 10 ** 0.05), expect.closeTo(10 ** 0.05)]);
    const ticksAt = (height: number): readonly { readonly value: number }[] => {
      const axis = { ticks: [], height };
      y.afterBuildTicks!(axis as never);
      return axis.ticks;
    };
    expect(ticksAt(200)).toEqual([0.1, 0.2, 0.5, 1].map((value) => ({ value })));
    // Where their labels would touch, there are fewer.
    expect(ticksAt(40)).toEqual([0.2, 1].map((value) => ({ value })));
  });

  it("has the titles of its axes unless it is small", () => {
    const titleIn = (theme: ChartTheme) => lineChart({ ...input, yScale: "linear" }, theme).options!.scales!["y"];
    expect(titleIn(large)).toMatchObject({ title: { text: "KL divergence" } });
    expect(titleIn(small)).not.toHaveProperty("title");
  });
});

it("stacked bars carry their hatch, and shares are told in percent", () => {
  const part = { label: "rock", values: [0.25, 1], fill: "#0072b2", outline: "#fff", hatch: 2 };
  const { data, options } = stackedBars({ nameOf: String, bars: 2, parts: [part], values: "shares" }, small);
  expect(data.datasets[0]).toMatchObject({ data: [0.25, 1], hatch: { kind: 2, colour: "#fff" } });
  const ticks = options!.scales!["y"]!.ticks as unknown as { callback(value: number): string };
  expect([options!.scales!["y"]!.max, ticks.callback(0.5)]).toEqual([1, "50 %"]);
});

it("every hatch has lines of its own, inside the rectangle's corners or across them", () => {
  const linesOf = (kind: number): string => {
    const lines: string[] = [];
    const ignore = (): void => undefined;
    drawHatch(
      {
        strokeStyle: "",
        lineWidth: 0,
        save: ignore,
        restore: ignore,
        beginPath: ignore,
        rect: ignore,
        clip: ignore,
        stroke: ignore,
        moveTo: (x, y) => lines.push(`${x},${y}`),
        lineTo: (x, y) => lines.push(`${x},${y}`),
      },
      0,
      0,
      14,
      7,
      { kind, colour: "#fff" },
    );
    return lines.join(" ");
  };
  expect(linesOf(0)).toBe("");
  expect(linesOf(1)).toBe("-7,7 0,0 0,7 7,0 7,7 14,0");
  expect(linesOf(3)).toBe("0,3.5 14,3.5");
  expect(linesOf(4)).toBe("3.5,0 3.5,7 10.5,0 10.5,7");
  expect(new Set(Array.from({ length: HATCHES }, (_, kind) => linesOf(kind))).size).toBe(HATCHES);
});
