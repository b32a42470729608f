import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import type { Matrix } from "../../core/matrix.ts";
import type { Rng } from "../../core/rng.ts";
import type { Partition } from "../partition.ts";
import type { Control } from "../pause.ts";
import { estimatedSilhouette } from "./estimated-silhouette.ts";
import { type Silhouette, silhouetteWithPauses } from "./silhouette.ts";

export interface JudgeOptions {
  readonly control?: Control;
  /** Up to so many rows in clusters all are judged, above it `judgedRows`. */
  readonly exactRows?: number;
  readonly judgedRows?: number;
}

/** The silhouette of all rows, or above a number of rows of some that are drawn at random. @throws {CancelledError} */
export function judgedSilhouette(
  m: Matrix,
  partition: Partition,
  rng: Rng,
  { control, exactRows = SIZES.exactRows, judgedRows = SIZES.silhouetteRows }: JudgeOptions = {},
): Promise<Silhouette> {
  const rows = partition.rows.length;
  const isEstimated = rows > Math.max(exactRows, judgedRows) && partition.count > 1 && partition.count < rows;
  return isEstimated
    ? estimatedSilhouette(m, partition, rng, judgedRows, control)
    : silhouetteWithPauses(m, partition, control);
}
