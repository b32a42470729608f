import type { Approximation } from "../../../shared/contract/scale/approximation.ts";
import type { RunSettings } from "../../../shared/contract/settings.ts";
import type { Matrix } from "../../core/matrix.ts";
import type { Control } from "../pause.ts";

/** What a method clusters. */
export interface ClusterInput {
  readonly matrix: Matrix;
  /** Clusters, for methods that want their number. */
  readonly k: number;
  readonly seed: number;
  /** Separates the random draws for one representation from those for another. */
  readonly stream: string;
  /** For methods that take long. */
  readonly control?: Control;
  /** Under it is kept what does not depend on k or on a method's parameters, for inputs of the same matrix, seed and stream; default: the input. */
  readonly keptWith?: object;
}

/** See {@link ClusterInput.keptWith}. */
export function keeperOf(input: ClusterInput): object {
  return input.keptWith ?? input;
}

/** A partition of a representation's rows, and how it was made. */
export interface Partition {
  /** One label per row: 0, 1, … in order of first appearance; −1 is noise. */
  readonly labels: Int32Array;
  /** Parameters with a column in the metrics table. */
  readonly parameters: Readonly<Partial<Record<"k" | "eps" | "min_samples", number>>>;
  /** The Bayesian information criterion, where the method has a likelihood. */
  readonly bic?: number;
  /** What a reader of the result should know. */
  readonly note?: string;
  /** What ran in the place of the exact method; left out where that ran. */
  readonly approximations?: readonly Approximation[];
}

/** What is known of a row of the metrics table before anything is clustered. */
export interface MethodDescription {
  /** As the tables name it: `kmeans`, `agglomerative_ward`, `dbscan_eps0.5`, … */
  readonly method: string;
  /** For people. */
  readonly label: string;
  /** Whether songs can be in no cluster. */
  readonly marksNoise: boolean;
  /** Whether it gets pictures of its own in the results folder. */
  readonly drawn: boolean;
}

/** A described partition. */
export interface Clustering extends MethodDescription, Partition {}

/** One way to use a method; each is a row of the metrics table. */
export interface MethodVariant extends Omit<MethodDescription, "marksNoise"> {
  /** @throws {LatentuneError} for parameters out of range or values that are not finite. @throws {CancelledError} */
  readonly run: (input: ClusterInput) => Partition | Promise<Partition>;
}

/** A clustering method. `Name` are the settings of a run that it looks at, beside k and the seed. */
export interface ClusteringMethod<Name extends keyof RunSettings = never> {
  readonly label: string;
  readonly marksNoise: boolean;
  /** Whether it is told the number of clusters: the others find it, and their clusters stay when it changes. */
  readonly needsK: boolean;
  readonly settings: readonly Name[];
  readonly variants: (settings: Pick<RunSettings, Name>) => readonly MethodVariant[];
}
