import { formatLoss, formatNumber } from "../../shared/format.ts";
import type { EpochReport } from "../../shared/contract/train.ts";

/** `epoch 120/400, loss 0.2310 (MSE 0.181, KL 0.500)`, for progress lines. */
export function trainingDetail({ epoch, epochs, total, reconstruction, kl, beta }: EpochReport): string {
  const parts = beta > 0 ? ` (MSE ${formatNumber(reconstruction)}, KL ${formatNumber(kl)})` : "";
  return `epoch ${epoch}/${epochs}, loss ${formatLoss(total)}${parts}`;
}
