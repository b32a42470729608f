import type { Dataset } from "../dataset/dataset.ts";
import { loadGenreMap } from "../dataset/load-dataset.ts";
import { mergeGenres } from "../dataset/merge-genres.ts";
import { writeMetaWithGenre } from "../dataset/write-genres.ts";
import { workspaceRelative } from "../dataset/dataset.ts";

/** Writes `data/meta_with_genre.csv` as the merge-genre command does: notebooks of the reference read it. */
export async function updateMetaWithGenre({ paths, table, workspace }: Dataset): Promise<void> {
  const map = await loadGenreMap(paths.genreMap, workspaceRelative(workspace, paths.genreMap));
  await writeMetaWithGenre(paths.metaWithGenre, table, mergeGenres(table, map).genres);
}
