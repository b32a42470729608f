import { cp } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { OWN_SEED_SCORES, spreadColumns } from "../../../shared/contract/seeds.ts";
import { RESULT_FILES, VIEW } from "../../../shared/contract/result-files.ts";
import type { TunedClustering, TunedRow } from "../../../shared/contract/panel/tuning.ts";
import type { MeasuredClustering } from "../../analysis/metrics/measure.ts";
import type { SeedResult } from "../../analysis/seeds/seed-table.ts";
import { LatentuneError } from "../../core/errors.ts";
import { TASK_SCHEMAS } from "../../results/files/index.ts";
import { readSeeds, writeSeeds } from "../../results/files/seeds.ts";
import { withPartition } from "../../results/files/task-schema.ts";
import { changeView } from "../../results/view/change-view.ts";
import { viewSourceFromFiles, type KeptRunPlace } from "../../results/view/from-files.ts";
import { readView } from "../../results/view/prepare-view.ts";
import { defineUncachedStep } from "../../steps/define-step.ts";
import { scoredAgain } from "./own-scores.ts";
import { measureTuned, tune, type Tuned } from "./recluster.ts";
import type { TunedRun } from "./tuned-run.ts";

export const clusterAgain = defineUncachedStep({
  name: "tune",
  label: "Clustering and metrics",
  run: async (
    { run, asked }: { readonly run: TunedRun; readonly asked: TunedClustering },
    _context: object,
    { signal },
  ) => {
    const tuned = await tune(run, asked, { signal });
    return { tuned, measured: await measureTuned(run, tuned, { signal }) };
  },
});

/** A run's folder, and one that is to become another run. */
interface Copied {
  readonly from: string;
  readonly out: string;
}

/** Files that are the run's own, and are written anew for the one that is made of it. */
const OWN: readonly string[] = [
  RESULT_FILES.manifest,
  RESULT_FILES.report,
  RESULT_FILES.reportPdf,
  RESULT_FILES.reportHtml,
  RESULT_FILES.annotation,
];

export const copyRun = defineUncachedStep({
  name: "copy-run",
  label: "Copying the run",
  run: ({ from, out }: Copied) =>
    cp(from, out, {
      recursive: true,
      filter: (path) => {
        const name = relative(from, path).split(sep).join("/");
        // What is left of a view that was being made is no part of the run.
        return !OWN.includes(name) && !name.startsWith(`${VIEW.folder}.`);
      },
    }),
});

interface Added extends Copied {
  readonly run: TunedRun;
  readonly tuned: Tuned;
  readonly measured: MeasuredClustering;
}

/** Answers the rows of the metrics table and of that of the seeds. */
export const addRow = defineUncachedStep({
  name: "write",
  label: "Writing arrays and tables",
  run: async ({ out, run, tuned, measured: { row, silhouettePerRow } }: Added, _context: object, { signal }) => {
    const { manifest } = run.place;
    const schema = TASK_SCHEMAS[manifest.task];
    const { songs } = run.described;
    const { rep, method } = row;
    const { labels } = tuned.clustering;
    const silhouettes = silhouettePerRow ?? new Float64Array(labels.length).fill(NaN);
    const { matrix } = tuned.representation;
    await schema.addPartition(out, songs.length, { rep, method, labels, silhouettes, matrix }, signal);
    const partitions = await schema.readPartitions(out, songs.length, signal);
    const before = withPartition(run.rows, row);
    const rows = await scoredAgain(run, before, partitions, { signal });
    await schema.metrics.write(out, rows, { songs: songs.length, signal });
    // Other seeds have not been tuned: a row in the place of one of several seeds has one.
    const all = await readSeeds(out, schema.seeds, manifest.settings.seeds > 1);
    const others = all.filter(({ row: { rep: of, method: by } }) => of !== rep || by !== method);
    // The clusters of the other seeds are not kept: against other labels than those of their time they have no score.
    const seeds = isDeepStrictEqual(rows, before) ? others : others.map(withoutOwnScores);
    if (all.length > 0) await writeSeeds(out, schema.seeds, { songs }, seeds, { signal });
    return { rows, seeds: seeds.map((result) => result.row) };
  },
});

const OWN_SPREADS: readonly string[] = OWN_SEED_SCORES.flatMap(spreadColumns);

function withoutOwnScores({ row, ...result }: SeedResult): SeedResult {
  const rest = <Cell>(cells: Readonly<Record<string, Cell>>): Readonly<Record<string, Cell>> =>
    Object.fromEntries(Object.entries(cells).filter(([column]) => !OWN_SPREADS.includes(column)));
  return { ...result, row: { ...row, values: rest(row.values), reasons: rest(row.reasons) } };
}

export const viewAgain = defineUncachedStep({
  name: "view",
  label: "Neighbours, medoids and terms",
  run: async (
    { place, out, row }: { readonly place: KeptRunPlace; readonly out: string; readonly row: TunedRow },
    _context: object,
    { signal, fraction },
  ) => {
    const { manifest } = place;
    const before = await readView(out);
    if (before === undefined) throw new LatentuneError(`The view of run ${manifest.runId} is not there.`);
    const source = await viewSourceFromFiles({ ...place, runFolder: out }, { signal });
    const change = { representation: row.rep, method: row.method };
    await changeView(join(out, VIEW.folder), before, manifest, source, change, { signal, onProgress: fraction });
  },
});
