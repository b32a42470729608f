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
 * Follows a training: told the loss of each epoch in turn, says whether early stopping ends the training after it. It does where the mean
 * loss of the last `patience` epochs, which is what an epoch is judged by because single ones jump, has not fallen below its best by the
 * least share for `patience` epochs. It looks at nothing else, so that a training that was interrupted ends where it would have ended.
 * @param warmupEpochs do not count: the loss of a variational autoencoder rises with β there
 */
export function followPlateau(earlyStopping: EarlyStopping | null, warmupEpochs: number): (total: number) => boolean {
  if (earlyStopping === null) return () => false;
  const { patience, minimumImprovement } = earlyStopping;
  let ignored = Math.max(0, warmupEpochs - 1);
  let best = Infinity;
  let since = 0;
  const latest: number[] = [];
  return (total) => {
    if (ignored-- > 0) return false;
    latest.push(total);
    if (latest.length > patience) latest.shift();
    if (latest.length < patience) return false;
    const smoothed = latest.reduce((sum, each) => sum + each, 0) / patience;
    const improved = smoothed < best - Math.abs(Number.isFinite(best) ? best : 0) * minimumImprovement;
    since = improved ? 0 : since + 1;
    if (improved) best = smoothed;
    return since >= patience;
  };
}
