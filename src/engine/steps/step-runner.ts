import type { ProgressEvent } from "../../shared/contract/progress.ts";
import type { StepRecord } from "../../shared/contract/run.ts";
import { throwIfCancelled } from "../core/errors.ts";

/** A step of a task as it is planned. `weight` is its usual share of a cold run's time; only ratios matter. */
export interface PlannedStep {
  readonly name: string;
  readonly label: string;
  readonly weight: number;
}

/** The last step of every task: see view/write-view.ts. */
export const VIEW_STEP: PlannedStep = { name: "view", label: "Neighbours, medoids and terms", weight: 0.1 };

/** What a running step tells about itself. */
export interface StepReporter {
  readonly signal: AbortSignal | undefined;
  /** Done part, 0 … 1, and what is being done. */
  fraction(done: number, detail?: string): void;
  /** Everything came from the cache. */
  reused(detail?: string): void;
  /** A note for the step's record: what was recomputed, which choice was made. */
  note(detail: string): void;
}

/** Runs a task's steps in order, times them, and turns their progress into one fraction and one remaining time. */
export interface StepRunner {
  run<T>(name: string, body: (report: StepReporter) => Promise<T> | T): Promise<T>;
  readonly records: readonly StepRecord[];
}

export function createStepRunner(
  plan: readonly PlannedStep[],
  onProgress: (event: ProgressEvent) => void,
  signal: AbortSignal | undefined,
  now: () => number = () => performance.now() / 1000,
): StepRunner {
  const totalWeight = plan.reduce((sum, { weight }) => sum + weight, 0);
  const records: StepRecord[] = [];
  let doneWeight = 0;
  // Reused steps cost nothing: they would make the remaining time look shorter than it is.
  let paidWeight = 0;
  let paidSeconds = 0;

  async function run<T>(name: string, body: (report: StepReporter) => Promise<T> | T): Promise<T> {
    const index = plan.findIndex((step) => step.name === name);
    const step = plan[index];
    if (step === undefined) throw new Error(`Step ${name} is not planned.`);
    throwIfCancelled(signal);
    const start = now();
    const outcome: { reused: boolean; note?: string } = { reused: false };

    const emit = (stepFraction: number, detail?: string): void => {
      const elapsed = now() - start;
      const paid = paidWeight + step.weight * stepFraction;
      const left = totalWeight - doneWeight - step.weight * stepFraction;
      const seconds = paidSeconds + elapsed;
      onProgress({
        step: name,
        label: step.label,
        stepNumber: index + 1,
        stepCount: plan.length,
        stepFraction,
        fraction: Math.min(1, (doneWeight + step.weight * stepFraction) / totalWeight),
        secondsLeft: paid > 0.02 * totalWeight ? (seconds / paid) * left : null,
        ...(detail === undefined ? {} : { detail }),
      });
    };

    emit(0);
    const value = await body({
      signal,
      fraction: (done, detail) => {
        emit(Math.min(1, Math.max(0, done)), detail);
      },
      reused: (detail) => {
        outcome.reused = true;
        if (detail !== undefined) outcome.note = detail;
      },
      note: (detail) => {
        outcome.note = detail;
      },
    });
    const seconds = now() - start;
    doneWeight += step.weight;
    const { reused, note } = outcome;
    if (!reused) {
      paidWeight += step.weight;
      paidSeconds += seconds;
    }
    records.push({ name, label: step.label, seconds, reused, ...(note === undefined ? {} : { detail: note }) });
    throwIfCancelled(signal);
    return value;
  }

  return { run, records };
}
