import { CHOSEN_K, mostChosen } from "../../../../shared/contract/k-sweep.ts";
import type { Matrix } from "../../../core/matrix.ts";
import { silhouetteCurve, type KCurveOptions } from "../../tuning/k-curve.ts";
import type { Control } from "../../pause.ts";

/**
 * The number of clusters, 2 to 12, whose K-Means has the highest silhouette (Rousseeuw, J. Comput. Appl. Math. 20, 1987), the
 * largest of equals; of those with two songs a cluster on average, beyond which clusters of one song are rewarded. 2 where
 * none has a silhouette. Above the limit of a k sweep a sample of the rows is clustered.
 * @throws {CancelledError} when the signal is aborted.
 */
export async function chooseK(
  m: Matrix,
  options: Omit<KCurveOptions, "by" | "to">,
  control?: Control,
): Promise<number> {
  const to = mostChosen(m.rows);
  const points = await silhouetteCurve(m, { ...options, by: "kmeans", to }, control);
  let best = { k: CHOSEN_K.from, silhouette: -Infinity };
  for (const { k, silhouette } of points)
    if (silhouette !== null && silhouette >= best.silhouette) best = { k, silhouette };
  return best.k;
}
