import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { allRowsFixes } from "./all-rows-fixes.ts";
import { COMMANDS } from "../../ids.ts";
import { cellValue, type LineSource } from "../../../shared/table/csv-scan.ts";
import { recordAt, type RecordLines, type TableRecord } from "../records/record-lines.ts";
import { ALLOW_FOLDER, type QuickFix } from "./quick-fix.ts";
import { tableFixes } from "./table-fixes.ts";
import { quoteCell, removeRecord, replaceCell } from "./text-edits.ts";

/** What fixes depend on beside the text. */
export interface FixContext {
  readonly hasGenreMap: boolean;
  /** The command that transcribes a row; undefined where there is none. */
  readonly transcribe: string | undefined;
}

/** The fixes of a diagnostic at a 0-based line of `lyrics.csv`. */
export function fixesOf(
  diagnostic: Diagnostic,
  line: number,
  table: RecordLines,
  lines: LineSource,
  context: FixContext,
): readonly QuickFix[] {
  const record = table.records[recordAt(table, line)];
  return [
    ...tableFixes(diagnostic, line, table, lines, "lyrics"),
    ...allRowsFixes(diagnostic, line, table, lines),
    ...settingFixes(diagnostic),
    ...(record === undefined ? [] : recordFixes(diagnostic, record, table, lines, context)),
    ...(diagnostic.code.startsWith("audio-")
      ? [{ title: "Reveal the audio folder", opens: "audioFolder" as const }]
      : []),
    ...(diagnostic.code.startsWith("genre-") ? genreFixes(context) : []),
  ];
}

/** The fixes of a diagnostic in `genre_map.csv`. */
export function genreMapFixesOf(
  diagnostic: Diagnostic,
  line: number,
  table: RecordLines,
  lines: LineSource,
): readonly QuickFix[] {
  const corrections = [
    ...tableFixes(diagnostic, line, table, lines, "genreMap"),
    ...allRowsFixes(diagnostic, line, table, lines),
  ];
  const record = table.records[recordAt(table, line)];
  if (record === undefined || !["genre-map-duplicate", "genre-map-row", "genre-map-unknown"].includes(diagnostic.code))
    return corrections;
  return [...corrections, { title: "Remove this row", edits: [removeRecord(lines, record)] }];
}

function recordFixes(
  { code, suggestion, fixes, candidates = [] }: Diagnostic,
  record: TableRecord,
  table: RecordLines,
  lines: LineSource,
  { transcribe }: FixContext,
): readonly QuickFix[] {
  const nameCell = record.cells[table.columns.filename ?? -1];
  const choices =
    nameCell === undefined
      ? []
      : candidates.map((name) => ({ title: `Change to “${name}”`, edits: [replaceCell(record, nameCell, name)] }));
  switch (code) {
    case "filename-duplicate":
      // Where other files have the name, the row is a song of its own.
      return [
        ...choices,
        {
          title: "Remove this record",
          preferred: fixes === undefined && candidates.length === 0,
          edits: [removeRecord(lines, record)],
        },
      ];
    case "filename-empty":
      return [{ title: "Remove this record", edits: [removeRecord(lines, record)] }];
    case "audio-missing": {
      const remove = { title: "Remove this record", edits: [removeRecord(lines, record)] };
      if (suggestion === undefined || nameCell === undefined) return [remove];
      const rename = {
        title: `Change to “${suggestion}”`,
        preferred: true,
        edits: [replaceCell(record, nameCell, suggestion)],
      };
      return [rename, remove];
    }
    case "audio-ambiguous":
    case "audio-name-uncertain":
      return choices;
    case "audio-duplicate":
      return [{ title: "Remove this record", edits: [removeRecord(lines, record)] }];
    case "lyrics-empty":
      return transcribe === undefined
        ? []
        : [{ title: "Transcribe this song", command: { id: transcribe, argument: record.filename } }];
    case "quote-stray": {
      const stray = record.cells.find((cell) => !cell.quoted && cellValue(lines, record.firstLine, cell).includes('"'));
      if (stray === undefined) return [];
      return [{ title: "Put the field in quotes", preferred: true, edits: [quoteCell(lines, record, stray)] }];
    }
    default:
      return [];
  }
}

/** Where a folder must be allowed, only its owner can say so. */
function settingFixes({ setting }: Diagnostic): readonly QuickFix[] {
  if (setting === undefined) return [];
  const { value } = setting;
  return [{ title: `Allow the folder “${value}”`, preferred: true, command: { id: ALLOW_FOLDER, argument: value } }];
}

function genreFixes({ hasGenreMap }: FixContext): readonly QuickFix[] {
  if (!hasGenreMap) return [];
  return [
    { title: "Merge the genre map into lyrics.csv", command: { id: COMMANDS.mergeGenres } },
    { title: "Open genre_map.csv", opens: "genreMap" },
  ];
}
