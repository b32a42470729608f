import { TEXT_COLUMNS } from "../../shared/contract/metrics.ts";
import { spreadOf } from "../../shared/contract/seeds.ts";
import type { Approximation } from "../../shared/contract/scale/approximation.ts";
import type { BestRow, ModelRecord, RunManifest } from "../../shared/contract/run.ts";
import type { RunSettings, Task } from "../../shared/contract/settings.ts";
import type { EpochReport } from "../../shared/contract/train.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { seedRowOf } from "../analysis/seeds/mean-rows.ts";
import type { MetricTableRow } from "../analysis/metrics/table.ts";
import type { QueueAddress } from "../queue/address.ts";
import type { ReportThreads } from "../report/threads/report-threads.ts";
import type { WorkspacePaths } from "../store/paths.ts";
import type { StepRunner } from "./step-runner.ts";
import type { PlannedStep } from "./step.ts";
import type { ViewSource } from "../results/view/source.ts";

/** Epochs of one of a run's models. */
export interface EpochEvent {
  /** The model in `run.json`, such as `beta-vae`. */
  readonly model: string;
  readonly label: string;
  /** Ascending, at least one: that which was just trained, or all those of a checkpoint or of the cache. */
  readonly reports: readonly EpochReport[];
  /** True if they were not trained now. */
  readonly past: boolean;
}

/** What the steps of a task work with beside their inputs. */
export interface StepContext {
  readonly paths: WorkspacePaths;
  readonly settings: RunSettings;
  readonly signal: AbortSignal | undefined;
  /** Where songs are given to other machines; left out: this one works on them. */
  readonly queue?: QueueAddress | undefined;
  /** The user has agreed to the download of a model that is missing. */
  readonly allowDownload?: boolean;
  /** What draws the run's pictures; left out: whoever draws some starts threads for them. */
  readonly reportThreads?: ReportThreads;
  /** Where the task writes its results; becomes the kept run. */
  readonly out: string;
  /** Collects what the user must know. */
  readonly warn: (diagnostics: readonly Diagnostic[]) => void;
  /** Collects the trained models for `run.json`. */
  readonly addModel: (model: ModelRecord) => void;
  /**
   * Collects for `run.json` what ran in the place of an exact method.
   * @param of the label of the representation or network that it is about
   */
  readonly approximate: (of: string, approximations: readonly Approximation[]) => void;
  /** Called with the epochs of every model in order, also with those of a checkpoint or of the cache. */
  readonly onEpoch: (event: EpochEvent) => void;
  /**
   * Announces a file that is too large to keep twice: it moves to the results. Its source lies directly in `paths.runs`
   * under a `temporaryName`, so that a killed run's is removed.
   */
  readonly addBulkFile: (target: string, source: string) => void;
}

/** What a task works with. */
export interface TaskContext extends StepContext {
  readonly steps: StepRunner<StepContext>;
}

/** What a task came to, beside the files that it wrote. */
export interface TaskOutcome extends Pick<
  RunManifest,
  "settings" | "dataFingerprint" | "rows" | "table" | "sound" | "bestBy" | "kChosen"
> {
  readonly metrics: readonly MetricTableRow[];
  /** Rows of the table of seeds; none in a run of one seed. */
  readonly seeds: readonly MetricTableRow[];
  /** Columns of the overview, in order. */
  readonly columns: readonly string[];
  /** What a reader must know to read the numbers rightly: approximations, label leakage. */
  readonly notes: readonly string[];
  /** What the panel's view of the run is made of. */
  readonly view?: ViewSource;
}

export interface TaskDefinition {
  readonly task: Task;
  readonly label: string;
  /** The steps that will run with these settings, in their order. */
  plan(settings: RunSettings): readonly PlannedStep[];
  run(context: TaskContext): Promise<TaskOutcome>;
}

/**
 * The row as `run.json` and the command line show it: its scores, and the label that its representation contains.
 * @param seeds rows of the table of seeds; none in a run of one seed
 */
export function bestRowRecord({ rep, method, values }: MetricTableRow, seeds: readonly MetricTableRow[]): BestRow {
  const seedRow = seedRowOf({ rep, method }, seeds);
  const metrics = Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, number | null] =>
        !TEXT_COLUMNS.includes(entry[0]) && typeof entry[1] !== "string" && typeof entry[1] !== "boolean",
    ),
  );
  const spreads = Object.keys(metrics).flatMap((key) => {
    const spread = seedRow && spreadOf(seedRow.values, key);
    return spread === undefined ? [] : [[key, spread.deviation] as const];
  });
  const deviations = seedRow && { deviations: Object.fromEntries(spreads) };
  const { leaks } = values;
  return { rep, method, metrics, ...deviations, ...(leaks === "genre" || leaks === "language" ? { leaks } : {}) };
}
