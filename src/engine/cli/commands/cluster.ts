import { doubtNotes, markedCell } from "../../../shared/doubt.ts";
import { approximationRows, type NamedApproximation } from "../../../shared/contract/scale/approximation.ts";
import { formatNumber } from "../../../shared/format.ts";
import { InvalidArgumentError, type Command } from "commander";
import { overviewColumns, tableColumn } from "../../../shared/contract/metrics.ts";
import { METHOD_SETTINGS } from "../../../shared/settings/groups.ts";
import type { ClusterFileResult } from "../../tasks/embedding/cluster-file.ts";
import { addCommand, type CommonOptions } from "../options.ts";
import type { CommandContext } from "../run-command.ts";
import { scoreTable } from "../score-table.ts";
import { shownFile, shownPath } from "../shown-path.ts";
import { setStepAction } from "./step-command.ts";

/** Columns of the table that is printed. */
const COLUMNS = ["n_clusters_found", "n_noise", ...overviewColumns("hard")];

interface ClusterOptions extends CommonOptions {
  readonly embedding: string;
  readonly standardise: boolean;
  readonly songs?: string;
  readonly out?: string;
}

export function addClusterCommand(program: Command): void {
  const command = addCommand(program, "cluster", "cluster any embedding whose rows are songs of lyrics.csv", {
    seeded: true,
    settings: ["k", ...METHOD_SETTINGS, "dataDir", "audioRoots", "genreSeparator"],
  })
    .usage("--embedding <file> [options]")
    .requiredOption("--embedding <file>", ".npy or .npz array, songs × columns, or a table of numbers (.csv)", oneFile)
    .option(
      "--songs <file>",
      "CSV with a column filename, one line per row of the array (default: the songs.csv of the results folder in which the array lies, else the rows of lyrics.csv)",
    )
    .option("--out <dir>", "folder for the tables (default: results_hard/clustering/embeddings/<name>)")
    .option("--no-standardise", "take the columns as they are instead of standardising them");
  setStepAction(
    command,
    async ({ options: { embedding, standardise, songs, out } }: CommandContext<ClusterOptions>) =>
      (await import("../../tasks/embedding/cluster-file.ts")).clusterFileCommand({
        embedding,
        standardised: !standardise,
        songs,
        out,
      }),
    ({ value, approximations }) => ({
      text: [clusteredText(value), ...approximationLines(approximations)].join("\n"),
      json: { ...clusteredJson(value), approximations },
    }),
  );
}

/** The only value of a flag: of two embeddings the first would be lost. */
function oneFile(file: string, before: string | undefined): string {
  if (before === undefined) return file;
  throw new InvalidArgumentError("It takes one file: call the command once for each.");
}

function clusteredText({ clustered, rowsFrom, notes, metricsFile, clustersFile }: ClusterFileResult): string {
  const scored = clustered.methods.map(({ row }) => row);
  const keys = COLUMNS.filter((key) => scored.some(({ values }) => typeof values[key] === "number"));
  const rows = clustered.methods.map(({ label, row }) => ({
    names: [label],
    cells: keys.map((key) => markedCell(row.values, key)),
  }));
  const columns = keys.map(tableColumn);
  return [
    ...scoreTable({ names: ["method"], columns, rows, whole: shownPath(metricsFile) }),
    ...doubtNotes(scored, keys),
    ...notes,
    `Songs: ${shownFile(rowsFrom)}`,
    shownPath(metricsFile),
    shownPath(clustersFile),
  ].join("\n");
}

/** What ran in place of the exact methods, and how exact it was. */
function approximationLines(approximations: readonly NamedApproximation[]): string[] {
  return approximationRows(
    approximations.map((approximation) => ({ ...approximation, of: "" })),
    formatNumber,
  ).map(({ what, text, measure }) => `${what}: ${text}${measure === "" ? "" : ` (${measure})`}`);
}

function clusteredJson({ clustered, folder, metricsFile, clustersFile, rowsFrom, notes }: ClusterFileResult): object {
  return {
    outDir: folder,
    metrics: clustered.methods.map(({ row: { rep, method, values } }) => ({ rep, method, ...values })),
    metricsFile,
    clustersFile,
    songsFrom: rowsFrom,
    notes,
  };
}
