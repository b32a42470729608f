import { K_CRITERIA, kCriterion, type KSweep } from "../../../shared/contract/k-sweep.ts";
import { lineChart, type Line } from "../../../shared/figures/line-chart.ts";
import { OKABE_ITO } from "../../../shared/figures/palette.ts";
import type { Figure } from "./figure.ts";
import { CHART_THEME } from "./theme.ts";

const [CURVE, BEST] = [OKABE_ITO[0], OKABE_ITO[1]];

/** One panel per criterion over k with the best k marked, and the curve of k-distances with its knee. */
export function kSweepFigure({ label, songs, points, best, kDistance }: KSweep): Figure {
  const criteria = K_CRITERIA.map((name) => {
    const { label: criterion } = kCriterion(name);
    const curve = points.map((point) => ({ x: point.k, y: point[name] ?? Number.NaN }));
    const chosen = curve.filter(({ x }) => x === best[name]);
    return lineChart(
      {
        title: criterion,
        xTitle: "Clusters (k)",
        yScale: "linear",
        lines: [
          { ...line("best", BEST), points: chosen, markers: true },
          { ...line(criterion, CURVE), points: curve },
        ],
      },
      CHART_THEME,
    );
  });
  const { distances, eps, minSamples } = kDistance;
  const curve = distances.map((distance, index) => ({ x: index + 1, y: distance }));
  const knee = curve.find(({ y }) => y === eps);
  const distancePanel = lineChart(
    {
      title: `Distance to neighbour ${Math.max(1, minSamples - 1)}`,
      xTitle: "Songs, by their distance",
      yScale: "linear",
      lines: [
        { ...line("knee", BEST), points: knee === undefined ? [] : [knee], markers: true },
        { ...line("distance", CURVE), points: curve },
      ],
    },
    CHART_THEME,
  );
  return {
    width: 1200,
    height: 760,
    title: `${label}: numbers of clusters`,
    caption: `K-Means of ${songs} songs; BIC of equally wide round clusters; stability: mean ARI between random four fifths of the songs. Of Davies–Bouldin and BIC lower is better. Marked: the best with two songs a cluster or more. ${eps === null ? "" : `Last: DBSCAN's distances at min_samples ${minSamples}, knee at ${eps.toPrecision(3)}.`}`,
    legend: null,
    // A representation whose rows coincide has no distances to draw.
    panels: distances.length === 0 ? criteria : [...criteria, distancePanel],
    perRow: 3,
  };
}

function line(label: string, colour: string): Omit<Line, "points"> {
  return { label, colour, dash: [] };
}
