import { DASHES, HELD_OUT_DASHES } from "../../shared/figures/palette.ts";
import { toHex } from "../../shared/figures/rgb.ts";
import type { FigureSource } from "../base/exports.ts";
import { CURVE_TITLES, linesOf, type Curve, type CurveKey } from "../charts/training-chart.ts";
import { categoricalColours } from "../colour/categorical.ts";
import type { RunView } from "../data/run-view.ts";
import { curvesFigure } from "../figures/curves-figure.ts";
import { FIGURE_THEME } from "../figures/look.ts";
import { textMeasure } from "../figures/measure.ts";
import type { Panel } from "../panel/panel.ts";

/** What is drawn of a training, as far as its networks' losses have it. */
export const CURVE_KEYS: readonly CurveKey[] = ["total", "reconstruction", "kl", "beta"];

/** The training curves of the shown run for paper; none in a run without networks. */
export function trainingFigures({ shown }: Panel, logarithmic: boolean): readonly FigureSource[] {
  if (shown === null || shown.run.manifest.models.length === 0) return [];
  const { run } = shown;
  const models = run.manifest.models.map(({ name }) => name).join("_");
  const draw = async (width: number): Promise<string> => {
    const curves = await curvesOf(run);
    const panels = CURVE_KEYS.map((key) => ({
      title: CURVE_TITLES[key],
      logarithmic: logarithmic && key !== "beta",
      lines: linesOf(key, curves),
    })).filter(({ lines }) => lines.some(({ points }) => points.length > 0));
    const scale = logarithmic ? ", logarithmic; β linear" : "";
    const figure = { panels, xTitle: "Epoch", caption: `Training by epoch${scale}` };
    return curvesFigure(figure, width, textMeasure(FIGURE_THEME));
  };
  return [{ label: "Training curves", file: `training_${models}${logarithmic ? "_logarithmic" : ""}`, draw }];
}

async function curvesOf(run: RunView): Promise<Curve[]> {
  const colours = categoricalColours(FIGURE_THEME.background).map(toHex);
  return Promise.all(
    run.manifest.models.map(async ({ label, history }, index) => ({
      label,
      points: await run.history(history),
      colour: colours[index % colours.length]!,
      dash: DASHES[index % DASHES.length]!,
      heldOutDash: HELD_OUT_DASHES[index % HELD_OUT_DASHES.length]!,
    })),
  );
}
