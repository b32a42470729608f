import type { ViewProjection } from "../../../shared/contract/view.ts";
import type { SongTags } from "../../analysis/describe/cluster-tags.ts";
import type { Representation } from "../../analysis/representations/representation.ts";
import type { SeedResult } from "../../analysis/seeds/seed-table.ts";
import type { MetricTableRow } from "../../analysis/metrics/table.ts";

/** What a view is made of, whether it comes from a run that is ending or from the files of a kept one. */
export interface ViewSource {
  readonly songs: readonly ViewSourceSong[];
  readonly representations: readonly ViewSourceRepresentation[];
  /** Null in runs without tags. */
  readonly tags: SongTags | null;
  /** Columns of the task's metrics table after those that name the row. */
  readonly metricColumns: readonly string[];
}

export interface ViewSourceSong {
  readonly filename: string;
  readonly language: string;
  readonly genre: string;
  /** Relative to the workspace, with forward slashes. */
  readonly audio: string;
  readonly row: number;
  /** Empty if there are none, or none any more. */
  readonly lyrics: string;
}

export interface ViewSourceRepresentation extends Pick<
  Representation,
  "name" | "label" | "kind" | "holdsLabel" | "matrix"
> {
  readonly clusterings: readonly ViewSourceClustering[];
  /** Maps whose coordinates lie in the run's folder. */
  readonly projections: readonly ViewProjection[];
}

export interface ViewSourceClustering {
  readonly method: string;
  /** For people. */
  readonly label: string;
  /** One per song; −1 is noise. */
  readonly labels: Int32Array;
  /** One per song, NaN where it is undefined, null where all are; computed for the view where the task's tables have none. */
  readonly silhouettes?: Float64Array | null;
  readonly row: MetricTableRow;
  /** What the run's seeds came to; missing in a run of one. */
  readonly seeds?: SeedResult;
}
