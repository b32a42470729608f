import { formatSecondsLeft } from "../../shared/format.ts";
import type { Task } from "../../shared/contract/settings.ts";
import type { EpochNews } from "../services.ts";
import type { ProgressEvent } from "../../shared/contract/progress.ts";

/** `Training β-VAE (4 of 11) · 38 % · about 40 s left`: one calm line for the progress notification. */
export function progressText(event: ProgressEvent): string {
  const { label, stepNumber, stepCount, fraction, secondsLeft, resumedFrom } = event;
  const left = secondsLeft === null ? [] : [formatSecondsLeft(secondsLeft)];
  const resumed = resumedFrom === undefined ? [] : [`goes on from ${resumedFrom}`];
  return [`${label} (${stepNumber} of ${stepCount})`, `${percentOf(fraction)} %`, ...left, ...resumed].join(" · ");
}

/**
 * `Hard task cancelled in step 4 of 11 (Training the β-VAE, epoch 120 of 400). What is done is kept; the next run goes on from
 * there.` @param epoch the last one of the step or of the run
 */
export function cancelledText(
  { title, event, task }: { readonly title: string; readonly event: ProgressEvent | null; readonly task: Task | null },
  epoch: Pick<EpochNews, "label" | "reports"> | undefined,
): string {
  if (event === null) return `${title} cancelled before anything was done.`;
  const { label, stepNumber, stepCount, stepFraction } = event;
  const within = epoch !== undefined && trainsIn(event, epoch) && stepFraction > 0;
  const at = within ? `${label}, epoch ${lastOf(epoch).epoch} of ${lastOf(epoch).epochs}` : label;
  const kept = task === null ? "What is done is kept." : "What is done is kept; the next run goes on from there.";
  return `${title} cancelled in step ${stepNumber} of ${stepCount} (${at}). ${kept}`;
}

/** Whether an epoch is of the network that the step trains: others may be trained at the same time. */
export function trainsIn({ label }: ProgressEvent, epoch: Pick<EpochNews, "label">): boolean {
  return label.toLowerCase().includes(epoch.label.toLowerCase());
}

/** The latest epoch of some. */
export function lastOf({ reports }: Pick<EpochNews, "reports">): EpochNews["reports"][number] {
  return reports.at(-1)!;
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
