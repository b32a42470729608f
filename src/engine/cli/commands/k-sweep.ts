import { join } from "node:path";
import { Option, type Command } from "commander";
import { K_CRITERIA, K_RANGE, kCriterion, mostClusters, type KSweep } from "../../../shared/contract/k-sweep.ts";
import { K_SWEEP } from "../../../shared/contract/result-files.ts";
import { TASKS, type Task } from "../../../shared/contract/settings.ts";
import { formatNumber } from "../../../shared/format.ts";
import { addCommand, parseNumber, type CommonOptions } from "../options.ts";
import type { CommandContext } from "../run-command.ts";
import { shownPath } from "../shown-path.ts";
import { textTable } from "../text-table.ts";
import { setStepAction } from "./step-command.ts";

interface KSweepFlags extends CommonOptions {
  readonly task: Task;
  readonly rep?: readonly string[];
  readonly from: number;
  readonly to: number;
}

export function addKSweepCommand(program: Command): void {
  const clusters = (flag: string, description: string, value: number): Option =>
    new Option(`--${flag} <n>`, description).argParser(parseNumber).default(value);
  setStepAction(
    addCommand(
      program,
      "k-sweep",
      "judge every number of clusters for the representations of the latest Hard run (--task: that of another task)",
      { seedNote: "the run's is taken", settings: ["dataDir"] },
    )
      .addOption(new Option("--task <name>", "the task whose latest run is swept").choices(TASKS).default("hard"))
      .option("--rep <name...>", "representations, as the metrics table names them (default: all)")
      .addOption(clusters("from", "fewest clusters", K_RANGE.from))
      .addOption(clusters("to", "most clusters, at most the songs less one", K_RANGE.to)),
    async ({ options: { task, rep, from, to } }: CommandContext<KSweepFlags>) =>
      (await import("../../tasks/k-sweep.ts")).kSweepCommand({ task, representations: rep ?? [], from, to }),
    ({ value: { runId, sweeps }, resultsDir }) => ({
      text: `Run ${runId}: ${triedText(sweeps)}\n${bestTable(sweeps)}\n${shownPath(join(resultsDir, K_SWEEP.folder))}`,
      json: { runId, sweeps: sweeps.map(({ kDistance, ...sweep }) => ({ ...sweep, eps: kDistance.eps })) },
    }),
  );
}

/** `2 to 20 clusters were tried.`, and of which of them the table has the best. */
function triedText(sweeps: readonly KSweep[]): string {
  const [{ points, songs } = { points: [], songs: 0 }] = sweeps;
  const [from = 0, to = 0] = [points[0]?.k, points.at(-1)?.k];
  const most = mostClusters(songs);
  const tried = from === to ? `${from} clusters were` : `${from} to ${to} clusters were`;
  if (from > most)
    return `${tried} tried. None is called best: above ${most} there are fewer than two songs a cluster.`;
  const judged = to <= most ? "" : ` of those up to ${most}, which have two songs a cluster or more`;
  return `${tried} tried. The best number${judged}, by each criterion:`;
}

function bestTable(sweeps: readonly KSweep[]): string {
  return textTable(
    ["representation", ...K_CRITERIA.map((name) => kCriterion(name).label), "DBSCAN eps"],
    sweeps.map(({ label, best, kDistance }) => [
      label,
      ...K_CRITERIA.map((name) => formatNumber(best[name])),
      formatNumber(kDistance.eps),
    ]),
    [false, ...K_CRITERIA.map(() => true), true],
  );
}
