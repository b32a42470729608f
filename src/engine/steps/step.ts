import type { StepGroup } from "./step-group.ts";
import type { OnDamaged } from "../core/checked-file.ts";

/** How a step is called in progress events and in `run.json`. */
export interface StepNames {
  readonly name: string;
  readonly label: string;
}

/** A step of a task: what it makes of an input, given what it uses of the run's context. */
export interface Step<Input, Output, Context> extends StepNames {
  readonly run: (input: Input, context: Context, report: StepReporter) => Output | Promise<Output>;
}

/** A step of a task's plan. */
export interface PlannedStep {
  readonly step: StepNames;
  /**
   * Its usual share of a cold run's time in this task; only ratios matter. A number is that of thirty songs, and grows with
   * them; else it is told for any number of songs.
   */
  readonly weight: number | ((songs: number) => number);
  /** For a step that runs once more with another context: in which round. */
  readonly round?: StepNames;
}

/** What a running step reports. */
export interface StepReporter {
  readonly signal: AbortSignal | undefined;
  /** Where other steps run at the same time. */
  readonly group?: Pick<StepGroup, "meet" | "turn">;
  /** Done part, 0 … 1, and what is being done. */
  readonly fraction: (done: number, detail?: string) => void;
  /** The step does not begin anew: what a cancelled or killed run before had kept of it, such as `epoch 120`. */
  readonly resumed: (from: string) => void;
  /** How many songs the run has, once that is known: the time left follows from it. */
  readonly songs: (count: number) => void;
  /** Everything came from the cache. */
  readonly reused: (detail?: string) => void;
  /** The part of the work that was not there from before, 0 … 1: the time left follows from it. */
  readonly made: (part: number) => void;
  /** Something had to be computed after all, or there was nothing to compute: the step is not one that was reused. */
  readonly computed: () => void;
  /** A note for the step's record: what was recomputed, which choice was made. */
  readonly note: (detail: string) => void;
  /** A file that the step had made was damaged and is made again; also reported when a later step finds out. */
  readonly damaged: OnDamaged;
}

/** Reports a part of a step: its whole is the step's from `from` to `to`. */
export function partOf(report: StepReporter, from: number, to: number): StepReporter {
  return {
    ...report,
    fraction: (done, detail) => {
      report.fraction(from + done * (to - from), detail);
    },
  };
}
