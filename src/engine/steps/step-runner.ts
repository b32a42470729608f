import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import type { ProgressEvent } from "../../shared/contract/progress.ts";
import type { StepRecord } from "../../shared/contract/run.ts";
import { throwIfCancelled } from "../core/errors.ts";
import type { PlannedStep, Step, StepNames } from "./step.ts";

/** Runs a task's steps in order, times them, and turns their progress into one fraction and one remaining time. */
export interface StepRunner<Context> {
  run<Input, Output>(step: Step<Input, Output, Context>, input: Input): Promise<Output>;
  /** Runs the steps that are planned for a round, with the context of that round; they are one record together. */
  round(round: StepNames, context: Context): StepRunner<Context>;
  readonly records: readonly StepRecord[];
  /** At most one diagnostic for the whole run: which steps found damaged files. */
  readonly diagnostics: readonly Diagnostic[];
}

interface RunningRecord {
  readonly step: StepNames;
  readonly round: StepNames | undefined;
  seconds: number;
  reused: boolean;
  note: string | undefined;
  damaged: number;
}

/** The songs on which the weights of plans were measured: those of examples/songs30. */
const MEASURED_SONGS = 30;

/**
 * @param plan the steps that may run, in their order; running another one throws, leaving one out counts as done
 * @param context what the steps work with beside their inputs
 */
export function createStepRunner<Context extends { readonly signal: AbortSignal | undefined }>(
  plan: readonly PlannedStep[],
  context: Context,
  onProgress: (event: ProgressEvent) => void,
  now: () => number = () => performance.now() / 1000,
): StepRunner<Context> {
  const { signal } = context;
  // Until the songs are counted, as many as the weights were measured on.
  let songs = MEASURED_SONGS;
  const weightOf = ({ weight }: PlannedStep, count = songs): number =>
    typeof weight === "number" ? (weight * count) / MEASURED_SONGS : weight(count);
  const weightOfAll = (steps: readonly PlannedStep[]): number => steps.reduce((sum, step) => sum + weightOf(step), 0);
  const records: RunningRecord[] = [];
  // What is reused costs nothing: it would make the remaining time look shorter than it is.
  const paid: { readonly planned: PlannedStep; readonly part: number }[] = [];
  let paidSeconds = 0;
  let told = 0;

  async function runIn<Input, Output>(
    context: Context,
    round: StepNames | undefined,
    step: Step<Input, Output, Context>,
    input: Input,
  ): Promise<Output> {
    const index = plan.findIndex((planned) => planned.step === step && planned.round?.name === round?.name);
    const planned = plan[index] ?? unplanned(step);
    // Whatever was planned before it is done or will not be: a task without sounds leaves out what hears them.
    const [before, after] = [plan.slice(0, index), plan.slice(index + 1)];
    throwIfCancelled(signal);
    const start = now();
    let part = 1;
    const record: RunningRecord = { step, round, seconds: 0, reused: false, note: undefined, damaged: 0 };

    let resumedFrom: string | undefined;
    const emit = (stepFraction: number, detail?: string): void => {
      const total = weightOfAll(plan);
      const own = weightOf(planned, part * songs);
      const paidBefore = paid.reduce((sum, { planned, part }) => sum + weightOf(planned, part * songs), 0);
      const paidWeight = paidBefore + own * stepFraction;
      const left = own * (1 - stepFraction) + weightOfAll(after);
      const done = weightOfAll(before) + weightOf(planned) * stepFraction;
      // Once the songs are counted, what is done is a smaller part: the bar waits for it.
      told = Math.max(told, Math.min(1, done / total));
      const seconds = paidSeconds + now() - start;
      onProgress({
        step: step.name,
        label: round === undefined ? step.label : `${round.label}: ${step.label}`,
        stepNumber: index + 1,
        stepCount: plan.length,
        stepFraction,
        fraction: told,
        secondsLeft: paidWeight > 0.02 * (paidWeight + left) ? (seconds / paidWeight) * left : null,
        ...(detail === undefined ? {} : { detail }),
        ...(resumedFrom === undefined ? {} : { resumedFrom }),
      });
    };

    emit(0);
    const output = await step.run(input, context, {
      signal,
      fraction: (done, detail) => {
        emit(Math.min(1, Math.max(0, done)), detail);
      },
      resumed: (from) => {
        resumedFrom = from;
      },
      songs: (count) => {
        songs = count;
      },
      reused: (detail) => {
        record.reused = true;
        record.note = detail ?? record.note;
      },
      made: (ofAll) => {
        part = ofAll;
      },
      computed: () => {
        record.reused = false;
      },
      note: (detail) => {
        record.note = detail;
      },
      damaged: () => {
        record.damaged++;
      },
    });
    record.seconds = now() - start;
    if (!record.reused) {
      paid.push({ planned, part });
      paidSeconds += record.seconds;
    }
    records.push(record);
    throwIfCancelled(signal);
    return output;
  }

  const runnerIn = (context: Context, round?: StepNames): StepRunner<Context> => ({
    run: (step, input) => runIn(context, round, step, input),
    round: (names, changed) => runnerIn(changed, names),
    get records() {
      return withRounds(records).map(stepRecord);
    },
    get diagnostics() {
      return damageDiagnostics(records);
    },
  });
  return runnerIn(context);
}

function unplanned({ name }: StepNames): never {
  throw new Error(`Step ${name} is not planned.`);
}

/** The records with those of each round as one,. */
function withRounds(records: readonly RunningRecord[]): RunningRecord[] {
  const rounds = new Map<string, RunningRecord>();
  return records.flatMap((record) => {
    const { round, seconds, reused, damaged } = record;
    if (round === undefined) return [record];
    const whole = rounds.get(round.name);
    if (whole === undefined) {
      const first = { ...record, step: round, note: undefined };
      rounds.set(round.name, first);
      return [first];
    }
    whole.seconds += seconds;
    whole.reused &&= reused;
    whole.damaged += damaged;
    return [];
  });
}

function stepRecord({ step: { name, label }, seconds, reused, note, damaged }: RunningRecord): StepRecord {
  const parts = [...(note === undefined ? [] : [note]), ...(damaged > 0 ? [madeAgain(damaged)] : [])];
  return { name, label, seconds, reused, ...(parts.length === 0 ? {} : { detail: parts.join(", ") }) };
}

function damageDiagnostics(records: readonly RunningRecord[]): Diagnostic[] {
  const hit = records.filter(({ damaged }) => damaged > 0);
  if (hit.length === 0) return [];
  const total = hit.reduce((sum, { damaged }) => sum + damaged, 0);
  return [
    {
      code: "cache-damaged",
      severity: "warning",
      message: `The cache was not as it was written: ${madeAgain(total)} (${hit.map(({ step }) => step.label).join("; ")}).`,
      remedy: "If this happens again, check the disk.",
    },
  ];
}

function madeAgain(files: number): string {
  return `${files} damaged ${files === 1 ? "file" : "files"} made again`;
}
