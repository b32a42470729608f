import type { FolderSurvey } from "./contract/dataset.ts";
import { countOf } from "./format.ts";

/** What a folder without a table has in its place: other tables, a spreadsheet, songs, or nothing. */
export type OpeningKind = "table" | "spreadsheet" | "songs" | "nothing";

export function openingKind({ tables, spreadsheets, songs }: FolderSurvey): OpeningKind {
  if (tables.length > 0) return "table";
  if (spreadsheets.length > 0) return "spreadsheet";
  return songs > 0 ? "songs" : "nothing";
}

/** `128 songs`; `more than 90,000 songs` where not all were looked at. */
export function songsText({ songs, complete }: Pick<FolderSurvey, "songs" | "complete">): string {
  return `${complete ? "" : "more than "}${countOf(songs, "song")}`;
}

/** What makes a table of a spreadsheet. @param table where it is looked for */
export function spreadsheetRemedy(table: string): string {
  return `If it lists your songs, save it as “CSV UTF-8” under the name ${table}.`;
}

/** The way to a table from songs alone. */
export function createLabel(survey: Pick<FolderSurvey, "songs" | "complete">): string {
  return `Create lyrics.csv from ${survey.songs === 1 ? "This" : "These"} ${titleCase(songsText(survey))}…`;
}

export function useLabel({ file }: FolderSurvey["tables"][number]): string {
  return `Use ${file}`;
}

function titleCase(text: string): string {
  return text.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
