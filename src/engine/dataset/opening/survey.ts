import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { FolderSurvey } from "../../../shared/contract/dataset.ts";
import { dataDirOfTable, isPassedOver, isTableName } from "../../../shared/layout.ts";
import { throwIfCancelled } from "../../core/errors.ts";
import { hasAudioExtension } from "../audio-files/audio-index.ts";

/** So many entries are looked at: a home folder has millions. The nearest ones come first. */
export const MOST_ENTRIES = 200_000;

/** A table of songs in another program's format; hidden files and those of a program that has it open (`~$lyrics.xlsx`) are none. */
const SPREADSHEET = /^(?![.~]).*\.(?:xlsx|xlsm|xlsb|xls|ods|fods|numbers)$/i;

/** Called like the table itself. */
const NAMED_LYRICS = /(?:^|\/)lyrics\.[^/]*$/i;

/**
 * Looks through a folder for songs and tables, by their names alone, level by level. Links are not followed.
 * @throws {CancelledError}
 */
export async function surveyFolder(
  root: string,
  signal?: AbortSignal,
  mostEntries = MOST_ENTRIES,
): Promise<FolderSurvey> {
  let songs = 0;
  let entries = 0;
  const tables: string[] = [];
  const spreadsheets: string[] = [];
  const folders = [""];
  for (const folder of folders) {
    throwIfCancelled(signal);
    if (entries >= mostEntries) break;
    const found = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    entries += found.length;
    for (const entry of found) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      // What Numbers writes may be a folder.
      if (SPREADSHEET.test(entry.name)) spreadsheets.push(path);
      else if (entry.isDirectory()) {
        if (!isPassedOver(entry.name)) folders.push(path);
      } else if (isTableName(entry.name)) tables.push(path);
      // macOS writes a "._name" beside each file on foreign disks.
      else if (hasAudioExtension(entry.name) && !entry.name.startsWith("._")) songs++;
    }
  }
  // Of several, the one that is called like the table comes first.
  spreadsheets.sort((a, b) => Number(NAMED_LYRICS.test(b)) - Number(NAMED_LYRICS.test(a)));
  return { songs, tables: oneOfEachFolder(tables), spreadsheets, complete: entries < mostEntries };
}

/** A data folder has one table: that of its folder `lyrics` comes before one beside it, as when it is looked for. */
function oneOfEachFolder(tables: readonly string[]): FolderSurvey["tables"] {
  const byFolder = new Map<string, string>();
  const inner = (table: string): boolean => table.split("/").at(-2)?.toLowerCase() === "lyrics";
  for (const table of tables) {
    const dataDir = dataDirOfTable(table);
    if (!byFolder.has(dataDir) || inner(table)) byFolder.set(dataDir, table);
  }
  return [...byFolder].map(([dataDir, file]) => ({ file, dataDir }));
}
