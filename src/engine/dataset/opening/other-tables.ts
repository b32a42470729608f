import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { columnMatches } from "../../../shared/table/columns.ts";
import { isTableName } from "../../../shared/layout.ts";
import { FILE_LIMITS, readGivenFile } from "../../core/given-file.ts";
import { workspaceRelative } from "../dataset.ts";
import type { DatasetPaths } from "../layout.ts";
import { namesOf } from "../table/columns.ts";
import { parseTable } from "../table/parse-table.ts";

/** Tables of the data folder that are something else. */
const OTHERS = /^(?:genre_map|meta_with_genre|annotations)\.csv$/i;

/** So many files are looked into. */
const MOST_FILES = 10;

/** Tables under other names whose header names audio files, where people put them; as diagnostics name them. */
export async function otherTables({ workspace, musicRoot, dataDir }: DatasetPaths): Promise<string[]> {
  const folders = new Set([join(dataDir, "lyrics"), dataDir, musicRoot]);
  const files: string[] = [];
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    const tables = names.filter((name) => /\.(?:csv|tsv)$/i.test(name) && !isTableName(name) && !OTHERS.test(name));
    for (const name of tables.sort()) files.push(join(folder, name));
  }
  const found: string[] = [];
  for (const path of files.slice(0, MOST_FILES)) {
    if (await namesSongs(path)) found.push(workspaceRelative(workspace, path));
  }
  return found;
}

/** Whether a column of the file's header is surely that of file names. */
async function namesSongs(path: string): Promise<boolean> {
  const bytes = await readGivenFile(path, "The table", FILE_LIMITS.table).catch(() => undefined);
  const table = bytes && parseTable(bytes, path, "The table");
  if (table === undefined || "unreadable" in table) return false;
  const [header] = table.csv.records;
  const [first] = header === undefined ? [] : columnMatches(namesOf(header), "filename");
  return first !== undefined && !first.doubtful;
}
