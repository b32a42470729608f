import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import type { ProgressEvent } from "../../shared/contract/progress.ts";
import type { StepRecord } from "../../shared/contract/run.ts";
import { greatest } from "../../shared/extremes.ts";
import { CancelledError, throwIfCancelled } from "../core/errors.ts";
import { createGroup } from "./step-group.ts";
import type { PlannedStep, Step, StepNames, StepReporter } from "./step.ts";

/** Runs a task's steps in order, times them, and turns their progress into one fraction and one remaining time. */
export interface StepRunner<Context> {
  run<Input, Output>(step: Step<Input, Output, Context>, input: Input): Promise<Output>;
  /**
   * Runs steps that follow each other in the plan at the same time. Progress tells of the first that is not done, and of
   * all of them how far they are. Where one fails, the others are cancelled.
   */
  runAtOnce<Steps extends readonly Step<never, unknown, Context>[]>(
    steps: readonly [...Steps],
    input: Parameters<Steps[number]["run"]>[0],
  ): Promise<{ -readonly [At in keyof Steps]: Awaited<ReturnType<Steps[At]["run"]>> }>;
  /**
   * Starts a step for whose output no other waits: those behind it in the plan run meanwhile, and progress tells of them when
   * it is done. Whoever starts one waits for {@link ended}, or for {@link stop} where something else failed.
   */
  start<Input>(step: Step<Input, void, Context>, input: Input): void;
  /** When the steps that were started have ended. @throws what the first of them threw */
  ended(): Promise<void>;
  /** Stops the steps that were started, and waits until they have: nobody may write into a folder that its owner removes. */
  stop(): Promise<void>;
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

/** One of the steps that run at the moment. */
interface RunningStep {
  readonly planned: PlannedStep;
  readonly index: number;
  readonly record: RunningRecord;
  /** Done part, 0 … 1. */
  fraction: number;
  detail?: string | undefined;
  resumedFrom?: string;
  /** The part of its work that was not there from before. */
  part: number;
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
  const open = new Set<RunningStep>();
  const done = new Set<PlannedStep>();
  /** Whether something happened, beside a step that is told, since progress was told. */
  let untold = false;
  const stopping = new AbortController();
  let started: Promise<unknown>[] = [];

  async function runIn<Input, Output>(
    context: Context,
    round: StepNames | undefined,
    steps: readonly Step<Input, Output, Context>[],
    input: Input,
    stopped?: AbortSignal,
  ): Promise<Output[]> {
    const indices = steps.map((step) => {
      const index = plan.findIndex((planned) => planned.step === step && planned.round?.name === round?.name);
      return index < 0 ? unplanned(step) : index;
    });
    // Whatever was planned before them is done or will not be: a task without sounds leaves out what hears them.
    const after = plan.slice(indices.at(-1)! + 1);
    throwIfCancelled(signal);
    const start = now();
    const groups = createGroup(steps.length);
    const failed = new AbortController();
    const running = steps.map((step, at): RunningStep => {
      const record: RunningRecord = { step, round, seconds: 0, reused: false, note: undefined, damaged: 0 };
      records.push(record);
      return { planned: plan[indices[at]!]!, index: indices[at]!, record, fraction: 0, part: 1 };
    });
    for (const one of running) open.add(one);

    const emit = (from: RunningStep): void => {
      const { record, index, fraction: stepFraction, detail, resumedFrom } = from;
      untold = [...open].some(({ index: other }) => other < index);
      if (untold) return;
      const { step } = record;
      const total = weightOfAll(plan);
      const sum = (weigh: (one: RunningStep) => number): number => running.reduce((all, one) => all + weigh(one), 0);
      const own = ({ planned, part, record }: RunningStep): number =>
        record.reused ? 0 : weightOf(planned, part * songs);
      const paidBefore = paid.reduce((all, { planned, part }) => all + weightOf(planned, part * songs), 0);
      const paidWeight = paidBefore + sum((one) => own(one) * one.fraction);
      // A step that was started may end behind those that follow it in the plan.
      const toDo = after.filter((planned) => !done.has(planned));
      const left = sum((one) => own(one) * (1 - one.fraction)) + weightOfAll(toDo);
      const weightDone = total - weightOfAll(toDo) - sum((one) => weightOf(one.planned) * (1 - one.fraction));
      // Once the songs are counted, what is done is a smaller part: the bar waits for it.
      told = Math.max(told, Math.min(1, weightDone / total));
      const seconds = paidSeconds + (running.every(({ record }) => record.reused) ? 0 : now() - start);
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

    const runOne = async (step: Step<Input, Output, Context>, at: number): Promise<Output> => {
      const one = running[at]!;
      const group = groups[at]!;
      emit(one);
      const signals = [failed.signal, stopped, signal].filter((each) => each !== undefined);
      try {
        const output = await step.run(input, context, {
          ...(steps.length > 1 && { group }),
          ...reporterOf(one, () => {
            emit(one);
          }),
          signal: steps.length === 1 && stopped === undefined ? signal : AbortSignal.any(signals),
          songs: (count) => {
            songs = count;
          },
        });
        one.fraction = 1;
        open.delete(one);
        done.add(one.planned);
        if (open.size > 0) untold = true;
        // The step behind one tells of its end; behind the last there is none.
        else if (untold || after.every((planned) => done.has(planned))) emit(one);
        return output;
      } catch (error) {
        failed.abort();
        throw error;
      } finally {
        one.record.seconds = now() - start;
        group.end();
      }
    };
    const outputs = await allOrFirst(steps.map(runOne));
    for (const { planned, part, record } of running) if (!record.reused) paid.push({ planned, part });
    paidSeconds += greatest(running.map(({ record }) => (record.reused ? 0 : record.seconds)));
    throwIfCancelled(signal);
    return outputs;
  }

  const runnerIn = (context: Context, round?: StepNames): StepRunner<Context> => ({
    run: async (step, input) => (await runIn(context, round, [step], input))[0]!,
    // Each step's output is in the step's place.
    runAtOnce: async (steps, input) => (await runIn(context, round, steps, input)) as never,
    start: (step, input) => {
      const running = runIn(context, round, [step], input, stopping.signal);
      // Whoever waits for its end is told; until then a failure is nobody's.
      running.catch(() => undefined);
      started.push(running);
    },
    ended: async () => {
      const ending = started;
      started = [];
      await allOrFirst(ending);
    },
    stop: async () => {
      stopping.abort();
      await Promise.allSettled(started);
    },
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

/** What a running step reports goes to its record; how far it is, to the progress. */
function reporterOf(one: RunningStep, changed: () => void): Omit<StepReporter, "signal" | "songs"> {
  const { record } = one;
  return {
    fraction: (done, detail) => {
      one.fraction = Math.min(1, Math.max(0, done));
      one.detail = detail;
      changed();
    },
    resumed: (from) => {
      one.resumedFrom = from;
    },
    reused: (detail) => {
      record.reused = true;
      record.note = detail ?? record.note;
    },
    made: (ofAll) => {
      one.part = ofAll;
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
  };
}

/** All outputs when all have ended: nobody may go on behind a failure. The reason comes before the cancels that followed from it. */
async function allOrFirst<Output>(running: readonly Promise<Output>[]): Promise<Output[]> {
  const outcomes = await Promise.allSettled(running);
  const reasons = outcomes.flatMap((outcome): unknown[] => (outcome.status === "rejected" ? [outcome.reason] : []));
  if (reasons.length > 0) throw reasons.find((reason) => !(reason instanceof CancelledError)) ?? reasons[0];
  return outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
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
