import { projectionLabel } from "../../../shared/contract/projections.ts";
import { describeProjection, type Projection } from "../../analysis/projections/project.ts";
import { bestRow } from "../../../shared/best-row.ts";
import { taggedClusters, taggedName, type SongTags } from "../../analysis/describe/cluster-tags.ts";
import type { ClusteredRepresentation, MethodResult } from "../../analysis/clustering/clustered.ts";
import type { ProjectedRepresentation } from "../../analysis/projections/projected.ts";
import type { PlannedPicture } from "./draw-pictures.ts";
import type { SongSet } from "../song-set.ts";

type Category = "genre" | "language";
type Named = ClusteredRepresentation["representation"];
type Labels = Pick<SongSet, "genres" | "languages">;

export interface PictureChoice {
  /** Which metrics make a method the one that the report shows. */
  readonly bestBy: readonly string[];
  /** By which label the report shows the map and the clusters. */
  readonly category: Category;
  /** By which clusters are named; null in runs without tags. */
  readonly tags: SongTags | null;
}

/**
 * The pictures of one drawn representation: its map by genre (with and without legend), by language and by cluster, and its
 * clusters' genres and languages. The report shows the map by the chosen label, and the best method's clusters.
 */
export function representationPictures(
  { representation, methods }: ClusteredRepresentation,
  { projections }: ProjectedRepresentation,
  labels: Labels,
  { bestBy, category, tags }: PictureChoice,
): PlannedPicture[] {
  const projection = projections.tsne;
  if (projection === undefined) return [];
  const drawn = methods.filter((method) => method.drawn);
  const best = bestRow(
    drawn.map(({ row }) => row),
    bestBy,
  )?.method;
  return [
    mapByLabel(representation, projection, "genre", labels, { shown: category === "genre" }),
    mapByLabel(representation, projection, "genre", labels, { legend: false }),
    mapByLabel(representation, projection, "language", labels, { shown: category === "language" }),
    ...drawn.flatMap((result) => [
      mapByCluster(representation, projection, result, { isBest: result.method === best, tags }),
      distribution(representation, result, "genre", labels, result.method === best && category === "genre"),
      distribution(representation, result, "language", labels, result.method === best && category === "language"),
    ]),
  ];
}

function mapByLabel(
  { name, label }: Named,
  projection: Projection,
  category: Category,
  labels: Labels,
  { legend = true, shown = false }: { readonly legend?: boolean; readonly shown?: boolean },
): PlannedPicture {
  const title = `${label} by ${category}`;
  return {
    path: `plots/${name}_${projection.method}_by_${category}${legend ? "" : "_nolegend"}.png`,
    plot: {
      kind: "scatter",
      input: {
        coordinates: projection.coordinates,
        groups: { kind: "category", name: category, labels: labelsOf(labels, category) },
        title,
        caption: describeProjection(projection),
        axes: projectionLabel(projection.method),
        legend,
      },
    },
    ...(shown ? { shown: { section: label, caption: `${title}; ${describeProjection(projection)}` } } : {}),
  };
}

function mapByCluster(
  { name, label }: Named,
  projection: Projection,
  { method, label: methodLabel, labels }: MethodResult,
  { isBest, tags }: { readonly isBest: boolean; readonly tags: SongTags | null },
): PlannedPicture {
  const title = `${label} by cluster, ${methodLabel}`;
  return {
    path: `plots/${name}_${projection.method}_by_cluster_${method}.png`,
    plot: {
      kind: "scatter",
      input: {
        coordinates: projection.coordinates,
        groups: { kind: "cluster", labels, ...(tags && { names: taggedClusters(tags, labels).map(taggedName) }) },
        title,
        caption: describeProjection(projection),
        axes: projectionLabel(projection.method),
      },
    },
    ...(isBest ? { shown: { section: label, caption: title } } : {}),
  };
}

function distribution(
  { name, label }: Named,
  { method, label: methodLabel, labels: clusters }: MethodResult,
  category: Category,
  labels: Labels,
  shown: boolean,
): PlannedPicture {
  const title = `${label}, ${methodLabel}: ${category}s of the clusters`;
  return {
    path: `plots/${name}_cluster_vs_${category}_${method}.png`,
    plot: { kind: "distribution", input: { clusters, categories: labelsOf(labels, category), name: category, title } },
    ...(shown ? { shown: { section: label, caption: title } } : {}),
  };
}

function labelsOf({ genres, languages }: Labels, category: Category): readonly string[] {
  return category === "genre" ? genres : languages;
}
