import type { Reclustered, Tuning } from "../../shared/contract/panel/tuning.ts";
import type { NamedApproximation } from "../../shared/contract/scale/approximation.ts";
import type { ProjectionName } from "../../shared/contract/projections.ts";
import type { ViewClustering, ViewProjection, ViewRepresentation } from "../../shared/contract/view.ts";
import type { ViewChoice } from "../panel/state/choices.ts";
import type { SongLabels } from "./run-songs.ts";
import type { RunView } from "./run-view.ts";
import { tagsFromFiles, tagsInMemory, type SongTags } from "./song-tags.ts";

/** A clustering as it is drawn, wherever its arrays came from. */
export type ShownClustering = Omit<ViewClustering, "labels" | "silhouette" | "nextCluster" | "coAssignment">;

/** A clustering that is not the run's own: what its parameters and scores are, and what of it is not the run's. */
export interface ShownTuning {
  readonly tuning: Tuning;
  readonly representation: Reclustered["representation"];
  readonly approximations: readonly NamedApproximation[];
  /** False while the scores are on their way. */
  readonly scored: boolean;
}

/** One representation of a run with one clustering and one map: everything that the views draw, loaded. */
export interface Shown {
  readonly run: RunView;
  readonly representation: ViewRepresentation;
  /** Of a tuned one the method is that of the run's clustering which it is from. */
  readonly clustering: ShownClustering;
  /** Null for a clustering of the run. The map is of the run's representation in any case. */
  readonly tuned: ShownTuning | null;
  /** Which map; null while or because it cannot be had. */
  readonly projection: ViewProjection | null;
  /** float32 (songs, 2); null with the projection. */
  readonly points: Float32Array | null;
  /** −1 is noise. */
  readonly labels: Int32Array;
  /** NaN where undefined. */
  readonly silhouette: Float32Array;
  /** How often the songs of its cluster are with a song with the run's other seeds, 0 to 1; null in a run of one seed. */
  readonly coAssignment: Float32Array | null;
  /** −1 where there is none. */
  readonly nextCluster: Int32Array;
  /** Reconstruction error per song, by model. */
  readonly errors: ReadonlyMap<string, Float32Array>;
  /** Null in a run without tags. */
  readonly tags: SongTags | null;
  /** The user's own labels, empty for songs without one; null until they are read. */
  readonly own: SongLabels | null;
}

/** What a choice comes to in a run: the chosen where it is there, else what the run starts with, else the first. */
export interface ResolvedChoice {
  readonly representation: ViewRepresentation;
  readonly clustering: ViewClustering;
  readonly projection: ProjectionName;
}

/** @throws {Error} if the run holds no clustering at all. */
export function resolveChoice({ manifest }: RunView, choice: ViewChoice): ResolvedChoice {
  const { representations, start } = manifest;
  const representation =
    find(representations, "name", choice.representation) ??
    find(representations, "name", start.representation) ??
    representations[0];
  if (representation === undefined) throw new Error("This run holds no representation. Run the task again.");
  const { clusterings } = representation;
  const clustering =
    find(clusterings, "method", choice.method) ??
    find(clusterings, "method", start.method) ??
    clusterings.find(({ best }) => best) ??
    clusterings[0];
  if (clustering === undefined)
    throw new Error(`${representation.label} was not clustered in this run. Choose another representation.`);
  return { representation, clustering, projection: choice.projection ?? start.projection };
}

function find<T, K extends keyof T>(items: readonly T[], key: K, value: T[K] | null): T | undefined {
  return value === null ? undefined : items.find((item) => item[key] === value);
}

/**
 * Reads what a choice shows. The arrays are cached by the run, so a second look at the same costs nothing.
 * @param arrived called after scores of tags have come that were read for themselves
 */
export async function loadShown(
  run: RunView,
  { representation, clustering, projection: method }: ResolvedChoice,
  arrived: () => void,
  failed: (error: unknown) => void,
): Promise<Shown> {
  const projection = representation.projections.find((candidate) => candidate.method === method) ?? null;
  const models = run.manifest.models.flatMap(({ name, errors }) => (errors === null ? [] : [{ name, errors }]));
  const [points, tags, coAssignment, labels, silhouette, nextCluster, ...errors] = await Promise.all([
    projection === null ? null : run.floats(projection.file),
    loadTags(run, arrived, failed),
    clustering.coAssignment === undefined ? null : run.floats(clustering.coAssignment),
    run.integers(clustering.labels),
    run.floats(clustering.silhouette),
    run.integers(clustering.nextCluster),
    ...models.map((model) => run.floats(model.errors)),
  ]);
  return {
    run,
    representation,
    clustering,
    tuned: null,
    projection,
    points,
    labels,
    silhouette,
    coAssignment,
    nextCluster,
    errors: new Map(models.map(({ name }, index) => [name, errors[index]!])),
    tags,
    own: run.own,
  };
}

async function loadTags(run: RunView, arrived: () => void, failed: (error: unknown) => void): Promise<SongTags | null> {
  const { tags } = run.manifest;
  if (tags === undefined) return null;
  const { byTag } = tags;
  if (byTag !== undefined) return tagsFromFiles(run, { ...tags, byTag }, arrived, failed);
  return tagsInMemory(tags.names, await run.floats(tags.scores));
}
