import { K_RANGE } from "../../../shared/contract/k-sweep.ts";
import type { TuneStart } from "../../../shared/contract/panel/tuning.ts";
import type { Matrix } from "../../core/matrix.ts";
import { createRng } from "../../core/rng.ts";
import { kmeansWithPauses } from "../clustering/kmeans/kmeans.ts";
import { sweptRows } from "../clustering/sweep/sweep.ts";
import { cutTree, wardLinkageInTurns } from "../clustering/ward/ward.ts";
import { silhouetteWithPauses } from "../metrics/silhouette.ts";
import { partitionOf } from "../partition.ts";
import { type Control, createPause } from "../pause.ts";
import { paused } from "../turns.ts";

export interface KCurveOptions {
  readonly by: "kmeans" | "ward";
  readonly seed: number;
  readonly stream: string;
  /** The most clusters; cut to the rows less one. Default: 20. */
  readonly to?: number;
}

/**
 * The silhouette by number of clusters, from 2 on: of all rows, or of the rows of a k sweep where there are very many.
 * @throws {CancelledError} when the signal is aborted.
 */
export async function silhouetteCurve(
  m: Matrix,
  { by, seed, stream, to = K_RANGE.to }: KCurveOptions,
  control: Control = {},
): Promise<NonNullable<TuneStart["silhouettes"]>> {
  const pause = createPause(control);
  const rng = createRng(seed, "k-sweep", stream);
  const swept = sweptRows(m, rng);
  const tree = by === "ward" ? await paused(wardLinkageInTurns(swept), () => pause(0)) : undefined;
  const points: { k: number; silhouette: number | null }[] = [];
  for (let k = K_RANGE.from; k <= Math.min(to, swept.rows - 1); k++) {
    const options = { k, rng: createRng(seed, "kmeans", stream) };
    const labels =
      tree === undefined ? (await kmeansWithPauses(swept, options, () => pause(0))).labels : cutTree(tree, k);
    const { overall } = await silhouetteWithPauses(swept, partitionOf(swept, labels), control);
    points.push({ k, silhouette: overall.value });
  }
  return points;
}
