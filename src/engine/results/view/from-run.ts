import { TEXT_COLUMNS } from "../../../shared/contract/metrics.ts";
import type { ViewProjection } from "../../../shared/contract/view.ts";
import type { MethodResult } from "../../analysis/clustering/clustered.ts";
import type { SongTags } from "../../analysis/describe/cluster-tags.ts";
import type { Projection } from "../../analysis/projections/project.ts";
import type { ProjectedRepresentation } from "../../analysis/projections/projected.ts";
import type { MetricTableRow } from "../../analysis/metrics/table.ts";
import type { SeedResult } from "../../analysis/seeds/seed-table.ts";
import type { Representation } from "../../analysis/representations/representation.ts";
import { COMMON_FILES, type Songs } from "../files/common.ts";
import type { ViewSource, ViewSourceClustering, ViewSourceSong } from "./source.ts";

/** A clustering as a task made it; its silhouettes are left out where the task's tables have none. */
type Clustered = Pick<MethodResult, "method" | "label" | "labels" | "row"> &
  Partial<Pick<MethodResult, "silhouettePerRow">>;

/** What a run may have beside its clusterings. */
interface Extras {
  readonly seeds: readonly SeedResult[];
  readonly tags: SongTags | null;
}

/** The source of the view of a run that is ending. @param columns of its metrics table. */
export function viewSourceOf(
  { songs }: Songs,
  clustered: readonly { readonly representation: Representation; readonly methods: readonly Clustered[] }[],
  projected: readonly ProjectedRepresentation[],
  columns: readonly string[],
  { seeds, tags }: Extras,
): ViewSource {
  return {
    songs: viewSongs(songs),
    tags,
    representations: clustered.map(
      ({ representation: { name, label, kind, holdsLabel, matrix, mapName }, methods }) => ({
        name,
        label,
        kind,
        holdsLabel,
        matrix,
        clusterings: methods.map(({ method, label, labels, silhouettePerRow, row }) => ({
          method,
          label,
          labels,
          ...(silhouettePerRow === undefined ? {} : { silhouettes: silhouettePerRow }),
          row,
          ...seedsOf(row, seeds),
        })),
        projections: projected.filter((map) => map.name === mapName).flatMap(viewProjections),
      }),
    ),
    metricColumns: columns.filter((column) => !TEXT_COLUMNS.includes(column)),
  };
}

/** What belongs to a clustering of what the run's seeds came to. */
export function seedsOf(
  { rep, method }: Pick<MetricTableRow, "rep" | "method">,
  seeds: readonly SeedResult[],
): Pick<ViewSourceClustering, "seeds"> {
  const found = seeds.find(({ row }) => row.rep === rep && row.method === method);
  return found === undefined ? {} : { seeds: found };
}

function viewSongs(songs: Songs["songs"]): ViewSourceSong[] {
  return songs.map(({ filename, language, genre, audioRelative: audio, row, lyrics }) => ({
    filename,
    language,
    genre,
    audio,
    row,
    lyrics,
  }));
}

/** A representation's maps as the run keeps them. */
function viewProjections(projected: ProjectedRepresentation): ViewProjection[] {
  return Object.values(projected.projections).map((projection) =>
    viewProjection(projection, COMMON_FILES.coordinates.at({ rep: projected.name, method: projection.method })),
  );
}

/** What a view says of a map. @param file its coordinates, relative to the run's folder */
export function viewProjection(
  { method, trustworthiness, parameters }: Omit<Projection, "coordinates">,
  file: string,
): ViewProjection {
  return { method, file, trustworthiness: trustworthiness.value, neighbours: trustworthiness.neighbours, parameters };
}
