import { basename, resolve } from "node:path";
import type { Command } from "commander";
import { rowLabel } from "../../../shared/labels.ts";
import { workspacePaths } from "../../store/paths.ts";
import type { EarlierPlaylists } from "../../tasks/export/own-playlists.ts";
import { chosenRun } from "../chosen-run.ts";
import { addCommand, type CommonOptions } from "../options.ts";
import { setAction } from "../run-command.ts";
import { shownPath } from "../shown-path.ts";

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
    .usage("[run] --out <dir> [options]")
    .requiredOption("--out <dir>", "folder to write into")
    .option("--rep <name>", "representation whose clusters become playlists; default: the best row's")
    .option("--method <name>", "method, likewise");
  setAction<ExportCommandOptions>(command, async ({ args, options, workspace, signal, print }) => {
    const paths = workspacePaths(workspace);
    const run = await chosenRun(workspace, args[0]);
    const [{ exportRun }, { leftOutLines }] = await Promise.all([
      import("../../tasks/export/export-run.ts"),
      import("../../../shared/naming/playlist.ts"),
    ]);
    const choice = { representation: options.rep, method: options.method };
    const { files, representation, method, earlier, leftOut } = await exportRun(
      paths,
      run,
      resolve(options.out),
      choice,
      { signal },
    );
    print(
      [
        `Playlists: clusters of ${rowLabel(run.labels, { rep: representation, method })} (--rep ${representation} --method ${method})`,
        ...files.map(shownPath),
        ...earlierLines(earlier),
        ...leftOutLines(leftOut),
      ].join("\n"),
    );
    return { runId: run.runId, task: run.task, representation, method, files, ...earlier, leftOut };
  });
}

/** What became of playlists in the folder that are none of this export. */
function earlierLines({ removed, left }: EarlierPlaylists): string[] {
  const names = (files: readonly string[]): string => files.map((file) => basename(file)).join(", ");
  return [
    ...(removed.length === 0 ? [] : [`Removed, of an earlier export: ${names(removed)}`]),
    ...(left.length === 0
      ? []
      : [
          `Not of this clustering, and left as they may be yours: ${names(left)}. Delete them, or export into another folder.`,
        ]),
  ];
}
