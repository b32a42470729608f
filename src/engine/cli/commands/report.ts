import { resolve } from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import {
  REPORT_FORMAT_LABELS,
  REPORT_FORMAT_NAMES,
  type ReportFormatName,
} from "../../../shared/contract/result-files.ts";
import { workspacePaths } from "../../store/paths.ts";
import { chosenRun } from "../chosen-run.ts";
import { diagnosticLines } from "../diagnostic-line.ts";
import { addCommand, type CommonOptions } from "../options.ts";
import { setAction } from "../run-command.ts";
import { shownPath } from "../shown-path.ts";

export interface FormatOptions extends CommonOptions {
  readonly format: readonly ReportFormatName[];
  readonly out?: string;
}

/** `report`: the report of a kept run, in any format, anywhere. */
export function addReportCommand(program: Command): void {
  const command = addCommand(program, "report [run]", "write the report of a kept run; default: the latest run")
    .addOption(formatOption())
    .option("--out <dir>", "folder to write into; default: the run's own");
  setAction<FormatOptions>(command, async ({ args, options, workspace, signal, print }) => {
    const paths = workspacePaths(workspace);
    const run = await chosenRun(workspace, args[0]);
    const out = options.out === undefined ? undefined : resolve(options.out);
    const { reportRun } = await import("../../tasks/report-run.ts");
    const { files, warnings } = await reportRun(paths, run, options.format, out, { signal });
    print([...diagnosticLines(warnings), ...files.map(shownPath)].join("\n"));
    return { runId: run.runId, task: run.task, files, warnings };
  });
}

export function formatOption(): Option {
  const labels = REPORT_FORMAT_NAMES.map((name) => `${name} (${REPORT_FORMAT_LABELS[name]})`).join(", ");
  return new Option("--format <list>", `formats, separated by commas: ${labels}`)
    .default(REPORT_FORMAT_NAMES, "all")
    .argParser(parseFormats);
}

function parseFormats(text: string): readonly ReportFormatName[] {
  return [...new Set(text.split(",").map((name) => name.trim()))].map((name) => {
    const known = REPORT_FORMAT_NAMES.find((each) => each === name);
    if (known !== undefined) return known;
    throw new InvalidArgumentError(`“${name}” is not one of ${REPORT_FORMAT_NAMES.join(", ")}.`);
  });
}
