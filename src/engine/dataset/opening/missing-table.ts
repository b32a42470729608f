import { posix } from "node:path";
import type { FolderSurvey } from "../../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { songsText, spreadsheetRemedy } from "../../../shared/opening.ts";
import { workspaceRelative } from "../dataset.ts";
import { diagnostic } from "../diagnostic.ts";
import type { DatasetPaths } from "../layout.ts";
import { otherTables } from "./other-tables.ts";
import { surveyFolder } from "./survey.ts";
import { wayToTable } from "./way-to-table.ts";

export const LAYOUT = [
  "A workspace holds:",
  "  data/lyrics/lyrics.csv   filename,language,genre,lyrics",
  "  data/audio/              the audio files, in any folders",
  "  data/genre_map.csv       filename,genre (where lyrics.csv has no genres)",
].join("\n");

const CREATE = "latentune init, in VS Code “Latentune: Create lyrics.csv from Songs”";

/** How many tables a message names. */
const MOST_NAMED = 3;

/** That there is no table, what there is in its place, and what to do. @throws {CancelledError} */
export async function missingTable(paths: DatasetPaths, signal?: AbortSignal): Promise<Diagnostic> {
  const { workspace, musicRoot, lyricsTable } = paths;
  const file = workspaceRelative(workspace, lyricsTable);
  const survey = await surveyFolder(musicRoot, signal);
  const root = workspaceRelative(workspace, musicRoot);
  const [other] = survey.tables.length > 0 ? [] : await otherTables(paths);
  const { said, remedy } =
    other === undefined ? alternative(survey, paths, (path) => posix.join(root, path)) : otherNamed(other, file);
  return diagnostic("lyrics-table-missing", `There is no ${file}${said}.`, { file, remedy });
}

function otherNamed(other: string, file: string): Alternative {
  return { said: `, but ${other} looks like a table of songs`, remedy: `If it is, move it to ${file}.` };
}

function alternative(survey: FolderSurvey, paths: DatasetPaths, named: (path: string) => string): Alternative {
  const { tables, spreadsheets, songs } = survey;
  const file = workspaceRelative(paths.workspace, paths.lyricsTable);
  const [table] = tables;
  if (table !== undefined) {
    const names = tables.slice(0, MOST_NAMED).map((other) => named(other.file));
    const more = tables.length > names.length ? ", …" : "";
    const { option, inEditor } = wayToTable(paths, table);
    return {
      said: `, but there is ${names.join(", ")}${more}`,
      remedy: `To use ${names[0]!}: ${option}, in VS Code ${inEditor}.`,
    };
  }
  const [spreadsheet] = spreadsheets;
  if (spreadsheet !== undefined) {
    const said = `; ${named(spreadsheet)} is a spreadsheet, which is not read`;
    const create =
      songs === 0 ? "" : ` Or begin with a new table of the ${songsText(survey)} in this folder: ${CREATE}.`;
    return { said, remedy: `${spreadsheetRemedy(file)}${create}` };
  }
  if (songs === 0) return { said: ", and there are no songs in this folder", remedy: LAYOUT };
  return {
    said: `, the table of songs; the folder holds ${songsText(survey)}`,
    remedy: `To create it from them: ${CREATE}.`,
  };
}

interface Alternative {
  /** Follows "There is no data/lyrics/lyrics.csv". */
  readonly said: string;
  readonly remedy: string;
}
