import { setImmediate } from "node:timers/promises";
import type { RunSettings, Task } from "../../shared/contract/settings.ts";
import type { MethodResult } from "../analysis/clustering/clustered.ts";
import { seedResult, type SeedClustering, type SeedResult } from "../analysis/seeds/seed-table.ts";
import { throwIfCancelled } from "../core/errors.ts";
import type { TaskContext } from "../steps/context.ts";
import { defineUncachedStep } from "../steps/define-step.ts";
import type { PlannedStep, StepNames } from "../steps/step.ts";

interface Comparison {
  readonly task: Task;
  /** Of every seed, its clusterings in one order. */
  readonly bySeed: readonly (readonly SeedClustering[])[];
}

const compareSeeds = defineUncachedStep({
  name: "seeds",
  label: "Comparing the seeds",
  run: async ({ task, bySeed: [first = [], ...others] }: Comparison, _context: object, { signal, fraction }) => {
    const results: SeedResult[] = [];
    for (const [index, clustering] of first.entries()) {
      results.push(seedResult(task, [clustering, ...others.map((clusterings) => clusterings[index]!)]));
      fraction(results.length / first.length);
      await setImmediate();
      throwIfCancelled(signal);
    }
    return results;
  },
});

/**
 * The plan of what a task does with every seed.
 * @param steps those of one seed
 */
export function planOfSeeds(
  steps: readonly PlannedStep[],
  settings: Pick<RunSettings, "seed" | "seeds">,
): PlannedStep[] {
  const others = otherSeeds(settings);
  return [
    ...steps,
    ...others.flatMap(({ round }) => steps.map((planned) => ({ ...planned, round }))),
    ...(others.length > 0 ? [{ step: compareSeeds, weight: 0.1 }] : []),
  ];
}

/**
 * Analyses with every seed of the settings. The first seed's analysis is the run's; of the others only their clusters and
 * scores are kept, and what they train, report and warn about stays out of the run's records.
 *
 * @param analyse with the seed of the context's settings
 * @param resultsOf its clusterings, in an order that the seed does not change
 * @returns the first seed's analysis, and what all came to: one result per clustering, none where there is one seed
 */
export async function analyseSeeds<Analysed>(
  task: Task,
  context: TaskContext,
  analyse: (context: TaskContext) => Promise<Analysed>,
  resultsOf: (analysed: Analysed) => readonly MethodResult[],
): Promise<{ readonly analysed: Analysed; readonly seeds: readonly SeedResult[] }> {
  const analysed = await analyse(context);
  const others = otherSeeds(context.settings);
  if (others.length === 0) return { analysed, seeds: [] };
  const clusterings = (of: Analysed): SeedClustering[] => resultsOf(of).map(({ labels, row }) => ({ labels, row }));
  const bySeed = [clusterings(analysed)];
  for (const { seed, round } of others) bySeed.push(clusterings(await analyse(roundContext(context, seed, round))));
  return { analysed, seeds: await context.steps.run(compareSeeds, { task, bySeed }) };
}

function roundContext(context: TaskContext, seed: number, round: StepNames): TaskContext {
  const silent = { ...context, warn: nothing, addModel: nothing, approximate: nothing, onEpoch: nothing };
  const settings = { ...context.settings, seed };
  return { ...silent, settings, steps: context.steps.round(round, { ...silent, settings }) };
}

function nothing(): void {
  // Of the other seeds neither models nor warnings nor approximations are the run's.
}

function otherSeeds({ seed, seeds }: Pick<RunSettings, "seed" | "seeds">) {
  return Array.from({ length: seeds - 1 }, (_, index) => ({
    seed: seed + index + 1,
    round: { name: `seed-${seed + index + 1}`, label: `Seed ${index + 2} of ${seeds}` },
  }));
}
