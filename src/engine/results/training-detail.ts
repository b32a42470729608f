import type { EpochReport } from "../../shared/contract/train.ts";

/** `epoch 120/400, loss 0.231 (MSE 0.181, KL 0.50)`, for progress lines. */
export function trainingDetail({ epoch, epochs, total, reconstruction, kl, beta }: EpochReport): string {
  const parts = beta > 0 ? ` (MSE ${reconstruction.toFixed(3)}, KL ${kl.toFixed(2)})` : "";
  return `epoch ${epoch}/${epochs}, loss ${total.toFixed(3)}${parts}`;
}
