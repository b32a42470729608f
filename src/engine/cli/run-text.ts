import { join } from "node:path";
import { scoredRows } from "../../shared/best-row.ts";
import { overviewColumns, tableColumn } from "../../shared/contract/metrics.ts";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import type { RunManifest } from "../../shared/contract/run.ts";
import { DEFAULT_SETTINGS, TASK_LABELS, type RunSettings } from "../../shared/contract/settings.ts";
import { doubtNotes, doubtOf, marked } from "../../shared/doubt.ts";
import { formatScore, formatSeconds, formatUtc, partOf } from "../../shared/format.ts";
import { labelIn } from "../../shared/labels.ts";
import { workspacePaths } from "../store/paths.ts";
import { noiseOf, noiseShare } from "../report/model/context.ts";
import { taskOf, usedSettings } from "../report/model/command.ts";
import { settingTitle, valueText } from "../report/comparison/changed-settings.ts";
import { diagnosticLines } from "./diagnostic-line.ts";
import { scoreTable } from "./score-table.ts";
import { shownPath, typedCommand } from "./shown-path.ts";
import { terminalWidth, textTable, wrapped } from "./text-table.ts";

/** A kept run for the terminal: its steps and settings, then what matters most, next to the prompt. @param workspace absolute */
export function runText(run: RunManifest, workspace: string, width: number | undefined = terminalWidth()): string {
  const folder = join(workspacePaths(workspace).runs, run.runId);
  const { runId, task, rows, seconds, startedAt, steps, kChosen, warnings } = run;
  const taken = steps.map(({ label, reused, seconds: took, detail = "" }) => [
    label,
    reused ? "reused" : formatSeconds(took),
    detail,
  ]);
  return [
    `${runId}: ${TASK_LABELS[task]}, ${partOf(rows.used, rows.total, "song")}, ${formatSeconds(seconds)}, ${formatUtc(startedAt)}`,
    `Folder: ${shownPath(folder)}`,
    `Again: ${typedCommand(taskOf(run), workspace)}`,
    "",
    textTable(["step", "time", "note"], taken, [false, true], width),
    "",
    ...settingLines(run).map((line) => wrapped(line, width)),
    ...(kChosen === undefined ? [] : [`${kChosen}.`]),
    "",
    ...bestLines(run, folder, width),
    ...diagnosticLines(warnings),
  ].join("\n");
}

/**
 * Settings that the task looks at: those that were set, those that the run found, and all others, which tell nothing new. Runs of
 * earlier versions do not know the first two apart.
 */
function settingLines(run: RunManifest): string[] {
  const { settings, given } = run;
  const isDefault = (name: keyof RunSettings): boolean =>
    settings[name] === null || JSON.stringify(settings[name]) === JSON.stringify(DEFAULT_SETTINGS[name]);
  const isSet = (name: keyof RunSettings): boolean => given?.includes(name) ?? false;
  const names = usedSettings(run);
  const line = (what: string, of: readonly (keyof RunSettings)[]): string =>
    `${what}: ${of.map((name) => `${settingTitle(name)} ${valueText(settings[name])}`).join("; ") || "nothing"}.`;
  const others = names.filter((name) => !isSet(name));
  const found = others.filter((name) => !isDefault(name));
  return [
    ...(given === undefined ? [line("Set or found", found)] : [line("Set", names.filter(isSet)), line("Found, or the network's own", found)]), // prettier-ignore
    line("Defaults", others.filter(isDefault)),
  ];
}

/** The scores of the best method of each representation. */
function bestLines(run: RunManifest, folder: string, width: number | undefined): string[] {
  const { task, settings, labels, best, bestBy } = run;
  if (best.length === 0) return [];
  const rows = scoredRows(best);
  const keys = overviewColumns(task, settings.ownLabels).filter((key) =>
    rows.some(({ values }) => typeof values[key] === "number"),
  );
  const table = scoreTable(
    {
      names: ["representation", "method"],
      columns: keys.map(tableColumn),
      rows: rows.map(({ rep, method, metrics, values, deviations = {} }) => ({
        names: [labelIn(labels, rep), labelIn(labels, method)],
        noise: noiseOf({ values }) > 0 ? noiseShare({ manifest: run }, { values }) : null,
        cells: keys.map((key) => marked(formatScore(metrics[key], deviations[key]), doubtOf(values, key))),
      })),
      first: bestBy,
      whole: shownPath(join(folder, RESULT_FILES.report)),
    },
    width,
  );
  return [...table, ...doubtNotes(rows, keys), ""];
}
