import { formatBytes, formatCell, formatChange, formatNumber, formatSeconds } from "../../../shared/format.ts";
import { winnerOf, winningScore } from "../../../shared/best-row.ts";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { compareRuns, rowName, type RowName, type RunComparison } from "../../report/compare.ts";
import { TASK_SCHEMAS } from "../../results/files/index.ts";
import { workspacePaths } from "../../store/paths.ts";
import { deleteRun, findRun, listRuns } from "../../store/runs.ts";
import { clearCache } from "../../store/cache.ts";
import { labelIn, rowLabel } from "../../../shared/labels.ts";
import type { RunManifest } from "../../../shared/contract/run.ts";
import { diagnosticLine } from "../diagnostic-line.ts";
import { addCommonOptions, type CommonOptions } from "../options.ts";
import { runCommand } from "../run-command.ts";
import { textTable } from "../text-table.ts";

const NOT_SEEDED = { seeded: false } as const;

export function addRunCommands(program: Command): void {
  const runs = addCommonOptions(program.command("runs").description("Kept runs of the workspace"), NOT_SEEDED);
  runs.action(async (options: CommonOptions) => {
    await runCommand(options.json, async ({ print }) => {
      const list = await listRuns(workspacePaths(resolve(options.workspace)).runs);
      const rows = list.map(({ runId, task, seconds, rows: count, ...scored }) => [
        runId,
        task,
        `${count.used}`,
        formatSeconds(seconds),
        bestText(scored),
      ]);
      print(
        list.length === 0
          ? "No run has finished in this workspace yet."
          : textTable(["run", "task", "songs", "time", "best"], rows, [false, false, true, true]),
      );
      return { runs: list };
    });
  });

  addCommonOptions(
    runs.command("show <id>").description("one run: settings, steps, best rows, warnings"),
    NOT_SEEDED,
  ).action(async (id: string, _own: unknown, command: Command) => {
    const options = command.optsWithGlobals<CommonOptions>();
    await runCommand(options.json, async ({ print }) => {
      const paths = workspacePaths(resolve(options.workspace));
      const run = await findRun(paths.runs, id);
      print(
        [
          `${run.runId}: ${run.task}, ${run.rows.used} of ${run.rows.total} songs, ${formatSeconds(run.seconds)}, ${run.startedAt}`,
          `Folder: ${join(paths.runs, run.runId)}`,
          "",
          textTable(
            ["step", "time", "note"],
            run.steps.map((step) => [
              step.label,
              step.reused ? "reused" : formatSeconds(step.seconds),
              step.detail ?? "",
            ]),
            [false, true],
          ),
          "",
          textTable(
            ["setting", "value"],
            Object.entries(run.settings).map(([name, value]) => [name, JSON.stringify(value)]),
          ),
          "",
          ...run.best.map(
            (row) =>
              `${rowLabel(run.labels, row)}: ${Object.entries(row.metrics)
                .filter(([, value]) => value !== null)
                .map(([name, value]) => `${name} ${formatNumber(value)}`)
                .join(", ")}`,
          ),
          ...run.warnings.map(diagnosticLine),
        ].join("\n"),
      );
      return { ...run, resultsDir: join(paths.runs, run.runId) };
    });
  });

  addCommonOptions(
    runs.command("compare <a> <b>").description("settings and metrics of two runs, side by side"),
    NOT_SEEDED,
  ).action(async (a: string, b: string, _own: unknown, command: Command) => {
    const options = command.optsWithGlobals<CommonOptions>();
    await runCommand(options.json, async ({ print }) => {
      const { runs: folder } = workspacePaths(resolve(options.workspace));
      const load = async (id: string): Promise<Parameters<typeof compareRuns>[0]> => {
        const manifest = await findRun(folder, id);
        return { manifest, rows: await TASK_SCHEMAS[manifest.task].metrics.read(join(folder, manifest.runId)) };
      };
      const comparison = compareRuns(await load(a), await load(b));
      print(comparisonText(comparison));
      const { onlyA, onlyB } = comparison;
      return { ...comparison, onlyA: onlyA.map(rowName), onlyB: onlyB.map(rowName) };
    });
  });

  addCommonOptions(
    runs.command("delete <id>").description("delete a kept run; results_<task>/ stays"),
    NOT_SEEDED,
  ).action(async (id: string, _own: unknown, command: Command) => {
    const options = command.optsWithGlobals<CommonOptions>();
    await runCommand(options.json, async ({ print }) => {
      const run = await deleteRun(workspacePaths(resolve(options.workspace)), id);
      print(`Deleted ${run.runId}.`);
      return { runId: run.runId, task: run.task, deleted: run.runId };
    });
  });

  const cache = program.command("cache").description("What earlier runs computed");
  addCommonOptions(
    cache.command("clear").description("delete cached features, models and pictures; runs stay"),
    NOT_SEEDED,
  ).action(async (options: CommonOptions) => {
    await runCommand(options.json, async ({ print }) => {
      const paths = workspacePaths(resolve(options.workspace));
      const bytes = await clearCache(paths);
      print(`The cache is empty: ${formatBytes(bytes)} freed.`);
      return { cleared: [paths.cache, paths.checkpoints], bytes };
    });
  });
}

/** `β-VAE latent, K-Means: ARI genre 0.450`. */
function bestText(run: Pick<RunManifest, "best" | "bestBy" | "labels">): string {
  const winner = winnerOf(run);
  return winner === undefined ? "" : `${rowLabel(run.labels, winner)}: ${winningScore(run)}`;
}

/** Differences only: what is equal in both runs is counted, not listed. */
function comparisonText({ a, b, settings, sameData, metrics, onlyA, onlyB, labels }: RunComparison): string {
  const changed = metrics.filter(({ a: before, b: after }) => before !== after);
  const names = (rows: readonly RowName[]): string => rows.map((row) => rowLabel(labels, row)).join("; ");
  return [
    `a: ${a}`,
    `b: ${b}`,
    sameData ? "Same data." : "The data differ.",
    ...settings.map(({ name, a: before, b: after }) => `${name}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`),
    "",
    changed.length === 0
      ? `All ${metrics.length} metrics are equal.`
      : textTable(
          ["representation", "method", "metric", "a", "b", "change"],
          changed.map(({ rep, method, metric, a: before, b: after, change }) => [
            labelIn(labels, rep),
            labelIn(labels, method),
            metric,
            formatCell(before),
            formatCell(after),
            formatChange(change),
          ]),
          [false, false, false, true, true, true],
        ),
    ...(changed.length === 0 ? [] : [`${metrics.length - changed.length} of ${metrics.length} metrics are equal.`]),
    ...(onlyA.length === 0 ? [] : [`Only in a: ${names(onlyA)}`]),
    ...(onlyB.length === 0 ? [] : [`Only in b: ${names(onlyB)}`]),
  ].join("\n");
}
