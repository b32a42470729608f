import type { KSweep } from "../../../shared/contract/k-sweep.ts";
import type { RunManifest } from "../../../shared/contract/run.ts";
import type { EpochReport } from "../../../shared/contract/train.ts";
import type {
  ViewClustering,
  ViewManifest,
  ViewProjection,
  ViewRepresentation,
} from "../../../shared/contract/view.ts";
import type { MetricTableRow } from "../../analysis/metrics/table.ts";
import type { SweepPoint } from "../../results/files/hard.ts";
import type { TaggedCluster } from "../../analysis/describe/cluster-tags.ts";
import type { Bibliography } from "./references.ts";

/** A clustering of a drawn representation with the clusters of its songs. */
export interface DrawnClustering extends ViewClustering {
  /** One per song; −1 is noise. */
  readonly songClusters: Int32Array;
  /** Whether the run's folder has pictures of it. */
  readonly pictured: boolean;
}

/** A representation that the run has a map of. */
export interface DrawnRepresentation extends Omit<ViewRepresentation, "clusterings"> {
  readonly map: ViewProjection;
  /** songs × 2, row-major. */
  readonly coordinates: Float32Array;
  /** Those that have pictures, and the best of all. */
  readonly clusterings: readonly DrawnClustering[];
}

/** What a finished run left, as far as its report needs it. */
export interface ReportSource {
  readonly manifest: RunManifest;
  /** The metrics table; of a run of several seeds that of the first one. */
  readonly rows: readonly MetricTableRow[];
  /** The table of seeds; empty in a run of one seed. */
  readonly seeds: readonly MetricTableRow[];
  readonly view: ViewManifest;
  /** One per song; empty where it has none. */
  readonly languages: readonly string[];
  readonly genres: readonly string[];
  /** File names of songs. */
  readonly nameOf: (song: number) => string;
  readonly drawn: readonly DrawnRepresentation[];
  /** Losses of each network's epochs. */
  readonly histories: readonly {
    readonly name: string;
    readonly label: string;
    readonly epochs: readonly EpochReport[];
  }[];
  /** The first song's spectrogram as the networks give it back; null without. */
  readonly spectrograms: ReportSpectrograms | null;
  /** Sweeps of this run's representations; empty without. */
  readonly kSweeps: readonly KSweep[];
  readonly betaSweep: readonly SweepPoint[];
  /** The best clustering's clusters by tags; undefined in runs without tags. */
  readonly tags: readonly TaggedCluster[] | undefined;
  readonly bibliography: Bibliography;
}

export interface ReportSpectrograms {
  /** Null where only a sample of the songs was trained on: then it is the first of these. */
  readonly song: string | null;
  readonly original: Float32Array;
  readonly reconstructions: readonly { readonly label: string; readonly mel: Float32Array }[];
}
