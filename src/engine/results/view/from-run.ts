import type { Matrix } from "../../core/matrix.ts";
import { silhouette } from "../../analysis/metrics/silhouette.ts";
import type { ClusteredRepresentation } from "../../analysis/clustering/clustered.ts";
import { projectionsOf, type ProjectedRepresentation } from "../../analysis/projections/projected.ts";
import type { Songs } from "../write-results.ts";
import type { ViewSource, ViewSourceSong } from "./source.ts";

/** The source of the view of a Medium or Hard run that is ending. @param columns of its metrics table. */
export function viewSourceOf(
  { songs }: Songs,
  clustered: readonly ClusteredRepresentation[],
  projected: readonly ProjectedRepresentation[],
  columns: readonly string[],
): ViewSource {
  return {
    songs: viewSongs(songs),
    representations: clustered.map(({ representation: { name, label, kind, matrix, mapName }, methods }) => ({
      name,
      label,
      kind,
      matrix,
      clusterings: methods.map(({ method, label, labels, silhouettePerRow, row }) => ({
        method,
        label,
        labels,
        silhouettes: silhouettePerRow,
        row,
      })),
      projections: projected.filter((map) => map.name === mapName).flatMap(projectionsOf),
    })),
    metricColumns: columns.filter((column) => column !== "rep" && column !== "method"),
  };
}

export function viewSongs(songs: Songs["songs"]): ViewSourceSong[] {
  return songs.map(({ filename, language, genre, audioRelative: audio, row, lyrics }) => ({
    filename,
    language,
    genre,
    audio,
    row,
    lyrics,
  }));
}

/** The Easy task's table of clusters has no silhouettes: they are computed for the view. */
export function silhouettesOf(matrix: Matrix, labels: Int32Array): readonly (number | null)[] {
  const { perRow } = silhouette(matrix, labels);
  return perRow === null ? Array.from(labels, () => null) : [...perRow];
}
