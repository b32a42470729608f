import type { KDistances } from "../k-sweep.ts";
import type { NamedApproximation } from "../scale/approximation.ts";
import type { ViewClustering, ViewRepresentation } from "../view.ts";

// What the tune strip asks of the engine: representations that a run keeps, clustered with other parameters. Nothing is trained.

/** What each modality's standardised columns are multiplied by; 0: it is left out. */
export type Weights = Readonly<Record<"audio" | "lyrics" | "genre", number>>;

/** What is changed of a clustering of a run; what is left out is as the run has it. */
export interface Tuning {
  /** Clusters, for methods that want their number. */
  readonly k?: number;
  /** DBSCAN's radius. */
  readonly eps?: number;
  /** Songs that DBSCAN wants near a song, itself counted. */
  readonly minSamples?: number;
  /** Songs of the smallest cluster that HDBSCAN looks for. */
  readonly minClusterSize?: number;
  readonly weights?: Weights;
}

/** A clustering of a run, as its metrics table names it, with what is changed. */
export interface TunedClustering {
  readonly representation: string;
  readonly method: string;
  readonly tuning: Tuning;
}

/** `curve`: with the silhouettes, which take longest by far where there are many songs. */
export interface TuneAsked extends TunedClustering {
  readonly curve: boolean;
}

/** What can be changed of a clustering, and what helps to choose. */
export interface TuneStart {
  /** As the run has it (the radius at the knee: as the present parameters have it); null where the method has no such parameter, or no knee. */
  readonly own: { readonly [Name in keyof Required<Tuning>]: Required<Tuning>[Name] | null };
  /** What can be weighted: what the run keeps by itself. Empty where there is one modality alone. */
  readonly modalities: readonly (keyof Weights)[];
  /**
   * K-Means' (Ward's for Ward) silhouette by number of clusters, of all songs or of a random sample; null where it is undefined. None
   * for methods without such a number; null where they were not asked for.
   */
  readonly silhouettes: readonly { readonly k: number; readonly silhouette: number | null }[] | null;
  /** Null for methods without a radius. */
  readonly kDistance: KDistances | null;
}

/** The clusters. A newer request for clusters or scores cancels an older one. Arrays have a number per song, in base64 of little-endian bytes. */
export interface Reclustered {
  readonly representation: Pick<ViewRepresentation, "name" | "label" | "kind" | "dimensions" | "holdsLabel">;
  readonly clustering: Pick<ViewClustering, "method" | "label" | "clusters">;
  /** int32; -1 is noise. */
  readonly labels: string;
  /** int32: see `ViewClustering.nextCluster`; of more than 2,000 songs by the clusters' centroids. */
  readonly nextCluster: string;
  readonly approximations: readonly NamedApproximation[];
}

/** What the clusters are worth: asked for behind them, as it takes longer. */
export interface TunedScores extends Pick<ViewClustering, "metrics" | "reasons"> {
  /** float32: silhouette of each song; NaN where it is undefined. */
  readonly silhouette: string;
  readonly approximations: readonly NamedApproximation[];
}

/** A row of a run's metrics table that was tuned from another run: of `run.json`. */
export interface TunedRow {
  /** The row, as the table names it. */
  readonly rep: string;
  readonly method: string;
  /** The run whose representation was clustered, the row that was tuned there, and how. */
  readonly from: string;
  readonly of: { readonly rep: string; readonly method: string };
  readonly tuning: Tuning;
  /** For people. */
  readonly labels: { readonly rep: string; readonly method: string };
  readonly kind: ViewRepresentation["kind"];
  readonly holdsLabel: "genre" | null;
}

export interface KeptTuning {
  readonly runId: string;
  /** The name that the run was given. */
  readonly name: string;
}
