import { chanceColumn, metricColumn, OWN_COLUMNS } from "../../../shared/contract/metrics.ts";
import type { LabelScores, OwnScores } from "../../../shared/contract/panel/own-scores.ts";
import { agreementCells } from "../../analysis/metrics/agreement-cells.ts";
import { type Measured, measured } from "../../analysis/metrics/measured.ts";
import { type Control, createPause } from "../../analysis/pause.ts";
import { LatentuneError } from "../../core/errors.ts";
import { readView } from "../../results/view/prepare-view.ts";
import { readNumbers } from "../../results/view/songs/song-columns.ts";
import type { Partition } from "../../results/files/task-schema.ts";
import type { MetricTableRow } from "../../analysis/metrics/table.ts";
import type { TunedRun } from "./tuned-run.ts";

/** Scores clusters against the user's own labels as they are now. */
export async function againstOwnLabels(
  run: TunedRun,
  control: Control,
): Promise<(labels: Int32Array) => Promise<LabelScores>> {
  const { classes, permuted } = await run.known(true);
  const { own = [] } = classes;
  const pause = createPause(control);
  const { seed } = run.place.manifest.settings;
  const labelled = own.filter((label) => label !== "").length;
  return async (labels) => {
    const cells = agreementCells({ labels, classes, permuted, seed, pause });
    const metrics: Record<string, number | null> = {};
    const reasons: Record<string, string> = {};
    const cellOf = async (key: string): Promise<Measured> => {
      const [score, chance] = [metricColumn(key), chanceColumn(key)];
      if (score?.against === "own") return cells.score(score);
      if (chance === undefined) return measured(labelled);
      const scored = await cellOf(chance.of);
      return scored.value === null ? scored : cells.chance(chance);
    };
    for (const key of OWN_COLUMNS) {
      await pause(0);
      const cell = await cellOf(key);
      metrics[key] = cell.value;
      if ("reason" in cell) reasons[key] = cell.reason;
    }
    return { metrics, reasons };
  };
}

/**
 * Every clustering of a run against the user's own labels as they are now, whatever the run was asked for. The run's view is there.
 * @param tuned the clusters that are tuned, if any
 * @throws {LatentuneError} if a file is missing or broken. @throws {CancelledError}
 */
export async function ownScores(run: TunedRun, tuned: Int32Array | null, control: Control): Promise<OwnScores> {
  const { runFolder, manifest } = run.place;
  const scoresOf = await againstOwnLabels(run, control);
  const view = await readView(runFolder);
  if (view === undefined) throw new LatentuneError(`The view of run ${manifest.runId} is not there.`);
  const clusterings: OwnScores["clusterings"][number][] = [];
  for (const { name: representation, clusterings: of } of view.representations) {
    for (const { method, labels: row } of of) {
      const labels = Int32Array.from(await readNumbers(runFolder, row, view.songCount));
      clusterings.push({ representation, method, ...(await scoresOf(labels)) });
    }
  }
  return { columns: OWN_COLUMNS, clusterings, tuned: tuned === null ? null : await scoresOf(tuned) };
}

/**
 * A run's rows with the scores against the labels as they are now, where it was asked for such scores: those in its table are of
 * the labels that there were, and rows that are compared are scored alike.
 * @param partitions the clusters of the rows
 */
export async function scoredAgain(
  run: TunedRun,
  rows: readonly MetricTableRow[],
  partitions: readonly Partition[],
  control: Control,
): Promise<readonly MetricTableRow[]> {
  if (!run.place.manifest.settings.ownLabels) return rows;
  const scoresOf = await againstOwnLabels(run, control);
  const scored: MetricTableRow[] = [];
  for (const row of rows) {
    const own = partitions.find(({ rep, method }) => rep === row.rep && method === row.method);
    if (own === undefined) throw new LatentuneError(`The clusters of ${row.rep}, ${row.method} are not there.`);
    const { metrics, reasons } = await scoresOf(own.labels);
    const others = Object.entries(row.reasons).filter(([column]) => !OWN_COLUMNS.includes(column));
    scored.push({
      ...row,
      values: { ...row.values, ...metrics },
      reasons: { ...Object.fromEntries(others), ...reasons },
    });
  }
  return scored;
}
