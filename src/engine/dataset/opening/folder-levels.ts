import { MOST_NAMES, type FolderLevel } from "../../../shared/contract/new-table.ts";
import { countLabels } from "../genres/merge-genres.ts";

/** Of folders, the names at one depth: of level 1 the first folder of the path. Empty for a song that lies above. */
export function folderName(path: string, level: number | null): string {
  const folders = path.split("/").slice(0, -1);
  return level === null ? "" : (folders[level - 1] ?? "");
}

/** The levels at which songs lie in different folders. @param paths with forward slashes */
export function folderLevels(paths: readonly string[], isLanguage: (name: string) => boolean): FolderLevel[] {
  const deepest = paths.reduce((most, path) => Math.max(most, path.split("/").length - 1), 0);
  return Array.from({ length: deepest }, (_, index) => index + 1).flatMap((level) => {
    const counts = countLabels(paths.map((path) => folderName(path, level)));
    const all = [...counts.keys()];
    if (all.length < 2) return [];
    const songs = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const languages = all.filter(isLanguage).length > all.length / 2;
    return [{ level, names: all.slice(0, MOST_NAMES), count: all.length, songs, languages }];
  });
}
