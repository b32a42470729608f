import { countOf } from "../../../shared/format.ts";
import type { Song } from "../../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { isUnsure, type TranscribedSong } from "../../../shared/contract/transcript.ts";
import type { LyricsTable } from "../../dataset/table/lyrics-table.ts";
import { languageCode, languageName } from "../../speech/languages.ts";

/** Says once which languages of the table Whisper does not know. */
export function unknownLanguages({ file }: Pick<LyricsTable, "file">, songs: readonly Song[]): Diagnostic[] {
  const unknown = songs.filter(({ language }) => language !== "" && languageCode(language) === undefined);
  const [first] = unknown;
  if (first === undefined) return [];
  const names = [...new Set(unknown.map(({ language }) => `“${language}”`))];
  const message = `Whisper does not know the language of ${countOf(unknown.length, "song")} (${someOf(names)}): it is detected.`;
  const remedy = "Give an English name or a code, such as bangla or bn, in the table or by --language.";
  const place = { file, line: first.firstLine, row: first.row, filename: first.filename };
  return [{ code: "language-detected", severity: "info", message, remedy, ...place }];
}

/** Says once of which songs the language was not sure. */
export function unsureLanguages(
  { file }: Pick<LyricsTable, "file">,
  chosen: readonly Song[],
  songs: readonly TranscribedSong[],
): Diagnostic[] {
  const unsure = songs.filter(isUnsure);
  const first = chosen.find(({ row }) => row === unsure[0]?.row);
  if (first === undefined) return [];
  const named = unsure.map(
    ({ filename, language, languageProbability }) =>
      `“${filename}”: ${languageName(language!)} ${languageProbability!.toFixed(2)}`,
  );
  const message = `The language of ${countOf(unsure.length, "song")} is not sure (${someOf(named)}): it is not written into the table.`;
  const remedy = "Write the right language into the row, and transcribe the song again with --force.";
  const place = { file, line: first.firstLine, row: first.row, filename: first.filename };
  return [{ code: "language-unsure", severity: "warning", message, remedy, ...place }];
}

function someOf(names: readonly string[]): string {
  return names.slice(0, MOST_NAMED).join(", ") + (names.length > MOST_NAMED ? ", …" : "");
}

/** So many languages, or songs, are named. */
const MOST_NAMED = 5;
