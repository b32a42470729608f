import { projectionLabel } from "../../../shared/contract/projections.ts";
import { describeProjection, type Projection } from "../../analysis/projections/project.ts";
import { taggedClusters, taggedName, type SongTags } from "../../analysis/describe/cluster-tags.ts";
import type { ClusteredRepresentation, MethodResult } from "../../analysis/clustering/clustered.ts";
import type { ProjectedRepresentation } from "../../analysis/projections/projected.ts";
import type { PlannedPicture } from "./draw-pictures.ts";
import type { SongSet } from "../song-set.ts";

type Category = "genre" | "language";
type Named = ClusteredRepresentation["representation"];
type Labels = Pick<SongSet, "genres" | "languages">;

/**
 * The pictures of one drawn representation: its map by genre (with and without legend), by language and by cluster, and its
 * clusters' genres and languages; none by a label that no song has. Of these the report shows the map by the label that decides, and the best method's clusters.
 * @param tags by which clusters are named; null in runs without tags
 */
export function representationPictures(
  { representation, methods }: ClusteredRepresentation,
  { projections }: ProjectedRepresentation,
  labels: Labels,
  tags: SongTags | null,
): PlannedPicture[] {
  const projection = projections.tsne;
  if (projection === undefined) return [];
  const drawn = methods.filter((method) => method.drawn);
  const known = knownCategories(labels);
  return [
    ...known.flatMap((category) => [
      mapByLabel(representation, projection, category, labels),
      ...(category === "genre" ? [mapByLabel(representation, projection, category, labels, false)] : []),
    ]),
    ...drawn.flatMap((result) => [
      mapByCluster(representation, projection, result, tags),
      ...known.map((category) => distribution(representation, result, category, labels)),
    ]),
  ];
}

/** Of these pictures those that need no map, and are known as soon as there are clusters: their genres and languages. */
export function distributionPictures(
  { representation, methods }: ClusteredRepresentation,
  labels: Labels,
): PlannedPicture[] {
  const drawn = methods.filter((method) => method.drawn);
  const known = knownCategories(labels);
  return drawn.flatMap((result) => known.map((category) => distribution(representation, result, category, labels)));
}

function knownCategories(labels: Labels): Category[] {
  return (["genre", "language"] as const).filter((each) => labelsOf(labels, each).some((label) => label !== ""));
}

function mapByLabel(
  { name, label }: Named,
  projection: Projection,
  category: Category,
  labels: Labels,
  legend = true,
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
  };
}

function mapByCluster(
  { name, label }: Named,
  projection: Projection,
  { method, label: methodLabel, labels }: MethodResult,
  tags: SongTags | null,
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
  };
}

function distribution(
  { name, label }: Named,
  { method, label: methodLabel, labels: clusters }: MethodResult,
  category: Category,
  labels: Labels,
): PlannedPicture {
  const title = `${label}, ${methodLabel}: ${category}s of the clusters`;
  return {
    path: `plots/${name}_cluster_vs_${category}_${method}.png`,
    plot: { kind: "distribution", input: { clusters, categories: labelsOf(labels, category), name: category, title } },
  };
}

function labelsOf({ genres, languages }: Labels, category: Category): readonly string[] {
  return category === "genre" ? genres : languages;
}
