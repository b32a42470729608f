/** Where the parts of a data folder lie: relative to it, with forward slashes, as the disk spells them. */
export interface DataFolder {
  /** `lyrics/lyrics.csv`, else `lyrics.csv`. */
  readonly table: string | undefined;
  /** The `lyrics.csv` beside a `lyrics/lyrics.csv`, which is not read. */
  readonly secondTable: string | undefined;
  /** The folder `audio`, if it holds anything but hidden files (one of those keeps it in Git). */
  readonly audio: string | undefined;
  readonly genreMap: string | undefined;
}

/** Names of the entries of a folder below the data folder (empty for the data folder itself); none where there is no such folder, or none that can be read. */
export type ListNames = (folder: string) => Promise<readonly string[]>;

/** Where the table is looked for, and where it is missing when it is nowhere. */
export const TABLE_PLACE = "lyrics/lyrics.csv";

/** Finds the parts of a data folder in any case of letters; names that are spelled exactly come first. */
export async function findDataFolder(list: ListNames): Promise<DataFolder> {
  const root = await list("");
  const folder = entryNamed(root, "lyrics");
  const inFolder = folder && entryNamed(await list(folder), "lyrics.csv");
  const beside = entryNamed(root, "lyrics.csv");
  const audio = entryNamed(root, "audio");
  const holdsSongs = audio !== undefined && (await list(audio)).some((name) => !name.startsWith("."));
  return {
    table: inFolder === undefined ? beside : `${folder}/${inFolder}`,
    secondTable: inFolder === undefined ? undefined : beside,
    audio: holdsSongs ? audio : undefined,
    genreMap: entryNamed(root, "genre_map.csv"),
  };
}

/** The entry of that name: the one that is spelled so, else the first that differs in the case of letters only. */
function entryNamed(names: readonly string[], wanted: string): string | undefined {
  if (names.includes(wanted)) return wanted;
  return names.filter((name) => name.toLowerCase() === wanted).toSorted()[0];
}

/** Whether a file of this name may be a table of songs. */
export function isTableName(name: string): boolean {
  return name.toLowerCase() === "lyrics.csv";
}

/** The data folder whose table the file is. Both are relative to the workspace, which is `.`. */
export function dataDirOfTable(table: string): string {
  const folders = table.split("/").slice(0, -1);
  if (folders.at(-1)?.toLowerCase() === "lyrics") folders.pop();
  return folders.join("/") || ".";
}

/** Whether a folder of the workspace holds no songs of the user's: hidden ones, results, other programs' packages. */
export function isPassedOver(folder: string): boolean {
  return /^\.[^.]|^node_modules$|^results_(?:easy|medium|hard|steps)$/.test(folder);
}
