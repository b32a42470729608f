import { OKABE_ITO } from "../../../shared/figures/palette.ts";
import type { Line } from "../../../shared/figures/line-chart.ts";
import { formatNumber } from "../../../shared/format.ts";
import type { KDistances } from "../../../shared/contract/k-sweep.ts";
import type { TuneStart } from "../../../shared/contract/panel/tuning.ts";
import type { FigureSource } from "../../base/exports.ts";
import { curvesFigure, type CurvesFigure } from "../../figures/curves-figure.ts";
import { FIGURE_THEME } from "../../figures/look.ts";
import { textMeasure } from "../../figures/measure.ts";
import type { Panel } from "../../panel/panel.ts";
import { askedOf, sweptBy } from "./asked.ts";
import { startAsked, wholeStart } from "./start.ts";

/** What is marked on a curve. */
interface Marked {
  readonly representation: { readonly label: string };
  readonly clustering: { readonly method: string; readonly clusters: readonly unknown[] };
}

const [CURVE, CHOSEN] = [OKABE_ITO[0], OKABE_ITO[1]];

/** The curve above the strip's slider for paper: what each number of clusters comes to, or the distances below DBSCAN's radius. */
export function tuneFigures(panel: Panel): readonly FigureSource[] {
  const { shown } = panel;
  if (shown === null || !panel.host.trusted) return [];
  const clustering = askedOf(panel, shown);
  const asked = startAsked(shown.run.manifest.runId, clustering);
  const draw = async (width: number): Promise<string> =>
    curvesFigure(tuneFigure(await wholeStart(panel, asked), shown), width, textMeasure(FIGURE_THEME));
  return [{ label: "Curve for tuning", file: `tuning_${clustering.representation}_${clustering.method}`, draw }];
}

/**
 * @param start of the shown clustering
 * @param shown whose number of clusters is marked, where its method has one
 */
export function tuneFigure(start: TuneStart, shown: Marked): CurvesFigure {
  return start.kDistance === null ? silhouettesByK(start, shown) : kDistances(start.kDistance, shown);
}

function silhouettesByK({ own, silhouettes }: TuneStart, { representation, clustering }: Marked): CurvesFigure {
  const method = sweptBy(clustering.method);
  const points = (silhouettes ?? []).map(({ k, silhouette }) => ({ x: k, y: silhouette ?? Number.NaN }));
  const shownK = own.k === null ? null : clustering.clusters.length;
  return {
    panels: [
      {
        title: "Silhouette",
        logarithmic: false,
        lines: [curve(method, points), chosen("shown", points, ({ x }) => x === shownK)],
      },
    ],
    xTitle: "Clusters (k)",
    caption: `${representation.label}, ${method}: silhouette by number of clusters.`,
  };
}

function kDistances({ distances, eps, minSamples }: KDistances, { representation }: Marked): CurvesFigure {
  const share = 100 / Math.max(1, distances.length);
  const points = distances.map((y, index) => ({ x: (index + 1) * share, y }));
  const neighbour = Math.max(1, minSamples - 1);
  const knee = eps === null ? "" : ` Knee at ${formatNumber(eps)}.`;
  return {
    panels: [
      {
        title: `Distance to neighbour ${neighbour}`,
        logarithmic: false,
        lines: [curve("distance", points), chosen("knee", points, ({ y }) => y === eps)],
      },
    ],
    xTitle: "Songs, by their distance (%)",
    caption: `${representation.label}: distance of each song to its nearest song number ${neighbour}.${knee}`,
  };
}

function curve(label: string, points: Line["points"]): Line {
  return { label, colour: CURVE, dash: [], points };
}

function chosen(label: string, points: Line["points"], is: (point: Line["points"][number]) => boolean): Line {
  return { label, colour: CHOSEN, dash: [], points: points.filter(is).slice(0, 1) };
}
