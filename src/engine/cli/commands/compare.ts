import { join, resolve } from "node:path";
import type { Command } from "commander";
import type { ComparedChoice } from "../../../shared/contract/panel/comparison.ts";
import { RESULT_FILES } from "../../../shared/contract/result-files.ts";
import { workspacePaths } from "../../store/paths.ts";
import { findRun } from "../../store/runs.ts";
import { diagnosticLines } from "../diagnostic-line.ts";
import { addCommand } from "../options.ts";
import { setAction } from "../run-command.ts";
import { shownPath } from "../shown-path.ts";
import { formatOption, type FormatOptions } from "./report.ts";

/** `compare`: the report of two clusterings beside each other, in any format. */
export function addCompareCommand(program: Command): void {
  const command = addCommand(
    program,
    "compare <a> <b>",
    "write a report that compares two kept runs, or two clusterings: run:representation:method",
  )
    .addOption(formatOption())
    .option("--out <dir>", `folder to write into; default: ${RESULT_FILES.comparison} of the workspace`);
  setAction<FormatOptions>(command, async ({ args, options, workspace, signal, onProgress, print }) => {
    const paths = workspacePaths(workspace);
    const choice = async (text: string): Promise<ComparedChoice> => {
      const [id = "", representation = null, method = null] = text.split(":");
      return { runId: (await findRun(paths.runs, id)).runId, representation, method };
    };
    const params = { a: await choice(args[0]!), b: await choice(args[1]!), projection: null };
    const out = options.out === undefined ? join(paths.workspace, RESULT_FILES.comparison) : resolve(options.out);
    const { reportComparison } = await import("../../tasks/comparison/compare-report.ts");
    const written = await reportComparison(paths, params, { formats: options.format, out }, { signal, onProgress });
    const { files, warnings } = written;
    print([...diagnosticLines(warnings), ...files.map(shownPath)].join("\n"));
    return { a: params.a.runId, b: params.b.runId, files, warnings };
  });
}
