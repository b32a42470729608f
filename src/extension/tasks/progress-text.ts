import { formatSecondsLeft } from "../../shared/format.ts";
import type { ProgressEvent } from "../../shared/contract/progress.ts";

/** `Training β-VAE (4 of 11) · 38 % · about 40 s left`: one calm line for the progress notification. */
export function progressText({ label, stepNumber, stepCount, fraction, secondsLeft }: ProgressEvent): string {
  const left = secondsLeft === null ? [] : [formatSecondsLeft(secondsLeft)];
  return [`${label} (${stepNumber} of ${stepCount})`, `${percentOf(fraction)} %`, ...left].join(" · ");
}

/** Whole percent done; 100 only when it is over. */
export function percentOf(fraction: number): number {
  return Math.min(99, Math.max(0, Math.floor(100 * fraction)));
}

/** Turns fractions of a whole into the increments that VS Code's progress asks for; never backwards. */
export function createIncrements(): (fraction: number) => number {
  let told = 0;
  return (fraction) => {
    const percent = Math.max(told, percentOf(fraction));
    const increment = percent - told;
    told = percent;
    return increment;
  };
}
