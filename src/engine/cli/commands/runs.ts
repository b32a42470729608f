import { formatBytes, formatSeconds } from "../../../shared/format.ts";
import { winnerOf, winningDoubt, winningScore } from "../../../shared/best-row.ts";
import { join } from "node:path";
import type { Command } from "commander";
import { compareRuns, rowName, type RunWithRows } from "../../report/comparison/metric-changes.ts";
import { MOST_LISTED } from "../../report/comparison/summary.ts";
import { workspacePaths } from "../../store/paths.ts";
import { readAnnotation } from "../../store/annotation.ts";
import { deleteRun, findRun, keptFolders } from "../../store/runs.ts";
import { doubtMeanings } from "../../../shared/doubt.ts";
import { rowLabel } from "../../../shared/labels.ts";
import { LatentuneError } from "../../core/errors.ts";
import { barely, comparisonText, moreSettings } from "../comparison-text.ts";
import { chosenRun, noRun } from "../chosen-run.ts";
import { addCommand } from "../options.ts";
import { setAction } from "../run-command.ts";
import { runText } from "../run-text.ts";
import { shownFile } from "../shown-path.ts";
import { textTable } from "../text-table.ts";
import { visibleLine } from "../visible.ts";

export function addRunCommands(program: Command): void {
  const runs = addCommand(program, "runs", "kept runs of the workspace");
  setAction(runs, async ({ workspace, print }) => {
    const folder = workspacePaths(workspace).runs;
    const { runs: list, broken } = await keptFolders(folder);
    const left = [...broken.values()].map((error) => `Left out: ${visibleLine(error.describe(shownFile))}`);
    const runNames = await Promise.all(list.map(async ({ runId }) => (await readAnnotation(join(folder, runId))).name));
    const isNamed = runNames.some((name) => name !== undefined);
    const rows = list.map(({ runId, task, seconds, rows: count, ...scored }, index) => {
      const winner = winnerOf(scored);
      return [
        runId,
        ...(isNamed ? [runNames[index] ?? ""] : []),
        task,
        `${count.used}`,
        formatSeconds(seconds),
        winningScore(scored),
        winner === undefined ? "" : rowLabel(scored.labels, winner),
      ];
    });
    const named = isNamed ? ["name"] : [];
    const heads = ["run", ...named, "task", "songs", "time", "score", "best"];
    const right = heads.map((head) => head === "songs" || head === "time");
    const { message, remedy } = noRun(workspace);
    const table = list.length === 0 ? `${message} ${remedy}` : textTable(heads, rows, right);
    const marks = doubtMeanings(list.map(winningDoubt));
    print([...(list.length === 0 && left.length > 0 ? [] : [table]), ...marks, ...left].join("\n"));
    return { runs: list, leftOut: [...broken.values()].map((error) => error.describe()) };
  });

  setAction(
    addCommand(runs, "show [id]", "one run: settings, steps, best rows, warnings; default: the latest run"),
    async ({ args, workspace, print }) => {
      const folder = workspacePaths(workspace).runs;
      const run = await chosenRun(workspace, args[0]);
      const resultsDir = join(folder, run.runId);
      print(runText(run, workspace));
      return { ...run, resultsDir };
    },
  );

  setAction(
    addCommand(runs, "compare <a> <b>", "settings and metrics of two runs, side by side"),
    async ({ args, workspace, print, signal, onProgress }) => {
      const [{ compareClusterings }, { TASK_SCHEMAS }, { readScores }] = await Promise.all([
        import("../../tasks/comparison/compare.ts"),
        import("../../results/files/index.ts"),
        import("../../results/files/seeds.ts"),
      ]);
      const paths = workspacePaths(workspace);
      const load = async (id: string): Promise<RunWithRows> => {
        const manifest = await findRun(paths.runs, id);
        const { task, settings, runId } = manifest;
        return { manifest, rows: await readScores(join(paths.runs, runId), TASK_SCHEMAS[task], settings.seeds > 1) };
      };
      const runs = [await load(args[0]!), await load(args[1]!)] as const;
      const comparison = compareRuns(...runs);
      const [a, b] = [comparison.a, comparison.b].map((runId) => ({ runId, representation: null, method: null }));
      const params = { a: a!, b: b!, projection: null };
      const compared = await compareClusterings(paths, params, { signal, onProgress }).catch(asMessage);
      const summary = "summary" in compared ? compared.summary : [`No summary: ${compared.message}`];
      const head = "summary" in compared ? moreSettings(comparison, MOST_LISTED) : barely(comparison);
      const text = comparisonText(comparison, [runs[0].manifest, runs[1].manifest]);
      print([...summary, ...head, "", text].join("\n"));
      const { onlyA, onlyB } = comparison;
      return {
        ...comparison,
        onlyA: onlyA.map(rowName),
        onlyB: onlyB.map(rowName),
        summary,
        ...("summary" in compared
          ? { agreement: compared.agreement, movedCount: compared.movedCount, moved: compared.moved }
          : {}),
      };
    },
  );

  setAction(
    addCommand(runs, "delete <id>", "delete a kept run; results_<task>/ stays"),
    async ({ args, workspace, print }) => {
      const { runId, task } = await deleteRun(workspacePaths(workspace), args[0]!);
      print(`Deleted ${runId}.`);
      return { runId, task, deleted: runId };
    },
  );

  const cache = program.command("cache").description("what earlier runs computed");
  setAction(
    addCommand(cache, "clear", "delete cached features, models and pictures; runs stay"),
    async ({ workspace, print }) => {
      const paths = workspacePaths(workspace);
      const { clearCache } = await import("../../store/cache.ts");
      const bytes = await clearCache(paths);
      print(`The cache is empty: ${formatBytes(bytes)} freed.`);
      return { cleared: [paths.cache, paths.checkpoints], bytes };
    },
  );
}

/** Tables can be compared where the clusterings of a run are not there any more. */
function asMessage(error: unknown): LatentuneError {
  if (error instanceof LatentuneError) return error;
  throw error;
}
