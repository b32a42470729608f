import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { LatentuneError } from "../../core/errors.ts";
import { workspacePaths } from "../../store/paths.ts";
import { findRun, listRuns } from "../../store/runs.ts";
import { addCommand, type CommonOptions } from "../options.ts";
import { setAction } from "../run-command.ts";

interface ExportCommandOptions extends CommonOptions {
  readonly out: string;
  readonly rep?: string;
  readonly method?: string;
}

/** `export`: a kept run for players and for other programs. */
export function addExportCommand(program: Command): void {
  const command = addCommand(
    program,
    "export [run]",
    "write a playlist per cluster, and all rows with their clusters as Parquet; default: the latest run",
  )
    .requiredOption("--out <dir>", "folder to write into")
    .option("--rep <name>", "representation whose clusters become playlists; default: the best row's")
    .option("--method <name>", "method, likewise");
  setAction<ExportCommandOptions>(command, async ({ args, options, workspace, signal, print }) => {
    const paths = workspacePaths(workspace);
    const [latest] = await listRuns(paths.runs);
    const run = args[0] === undefined ? latest : await findRun(paths.runs, args[0]);
    if (run === undefined) {
      throw new LatentuneError("No run has finished in this workspace yet.", { remedy: "Run a task: latentune easy." });
    }
    const { exportRun } = await import("../../tasks/export-run.ts");
    const choice = { representation: options.rep, method: options.method };
    const { files, representation, method } = await exportRun(paths, run, resolve(options.out), choice, { signal });
    const named = (file: string): string => relative(process.cwd(), file) || file;
    print([`Playlists: clusters of ${representation}, ${method}`, ...files.map(named)].join("\n"));
    return { runId: run.runId, task: run.task, representation, method, files };
  });
}
