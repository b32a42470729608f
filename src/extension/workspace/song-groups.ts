import { groupBy } from "../../shared/group-by.ts";
import { genreClasses, languageClasses } from "../../shared/classes/label-classes.ts";
import type { GenreSeparator } from "../../shared/contract/settings.ts";
import type { ListedRecord } from "../services.ts";

/** What the songs of the side bar are grouped by. */
export type SongGrouping = "language" | "genre" | "cluster";

export interface SongGroup {
  readonly name: string;
  readonly songs: readonly ListedRecord[];
}

const UNKNOWN: Readonly<Record<SongGrouping, string>> = {
  language: "No language",
  genre: "No genre",
  cluster: "Not in the run that is shown",
};

/** Songs with the names of their labels' classes, as a run has them: the same language or genre however it is spelled. */
export function withClasses(songs: readonly ListedRecord[], separator: GenreSeparator): readonly ListedRecord[] {
  const languages = languageClasses(songs.map(({ language }) => language)).names;
  const genres = genreClasses(
    songs.map(({ genre }) => genre),
    separator,
  ).names;
  return songs.map((song, index) => ({ ...song, language: languages[index]!, genre: genres[index]! }));
}

/**
 * Songs by one of their properties: groups by name (numbers in their order), those without a name at the end; songs in the
 * order of the table.
 * @param groupOf the name of a song's group; empty for none.
 */
export function groupSongs(
  songs: readonly ListedRecord[],
  by: SongGrouping,
  groupOf: (song: ListedRecord) => string,
): SongGroup[] {
  const groups = groupBy(songs, groupOf);
  return [...groups.keys()]
    .sort((a, b) => Number(a === "") - Number(b === "") || a.localeCompare(b, undefined, { numeric: true }))
    .map((name) => ({ name: name === "" ? UNKNOWN[by] : name, songs: groups.get(name) ?? [] }));
}
