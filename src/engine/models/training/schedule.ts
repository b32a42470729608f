import type { EarlyStopping, TrainSettings, VaeSettings } from "../settings.ts";

/** The KL weight of an epoch (1-based): linear over the warm-up epochs, then β. */
export function betaAt({ beta, klWarmupEpochs }: VaeSettings, epoch: number): number {
  return epoch >= klWarmupEpochs ? beta : (beta * epoch) / klWarmupEpochs;
}

/**
 * The learning rate of a step.
 * @param step 0-based, counted over the whole training
 */
export function learningRateAt(
  { learningRate, schedule, epochs }: TrainSettings,
  step: number,
  stepsPerEpoch: number,
): number {
  if (schedule.kind === "constant") return learningRate;
  const warmup = schedule.warmupEpochs * stepsPerEpoch;
  if (step < warmup) return (learningRate * (step + 1)) / warmup;
  const progress = (step - warmup) / Math.max(1, epochs * stepsPerEpoch - warmup);
  const height = (1 + Math.cos(Math.PI * progress)) / 2;
  return learningRate * (schedule.finalFraction + (1 - schedule.finalFraction) * height);
}

/**
 * Whether early stopping ends the training after these epochs: the mean loss of the last `patience` epochs, which is what an
 * epoch is judged by because single ones jump, has not fallen below its best by the least share for `patience` epochs. It looks at nothing
 * else, so that a training that was interrupted ends where it would have ended.
 * @param totals the loss of every epoch so far
 * @param warmupEpochs do not count: the loss of a variational autoencoder rises with β there
 */
export function shouldStop(
  totals: readonly number[],
  earlyStopping: EarlyStopping | null,
  warmupEpochs: number,
): boolean {
  if (earlyStopping === null) return false;
  const { patience, minimumImprovement } = earlyStopping;
  const counted = totals.slice(Math.max(0, warmupEpochs - 1));
  let best = Infinity;
  let since = 0;
  for (let end = patience; end <= counted.length; end++) {
    const smoothed = counted.slice(end - patience, end).reduce((sum, total) => sum + total, 0) / patience;
    const improved = smoothed < best - Math.abs(Number.isFinite(best) ? best : 0) * minimumImprovement;
    since = improved ? 0 : since + 1;
    if (improved) best = smoothed;
  }
  return since >= patience;
}
