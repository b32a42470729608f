import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { LineSource } from "../../../shared/table/csv-scan.ts";
import { COMMANDS } from "../../ids.ts";
import type { ConvertArgument } from "../encoding/convert-table.ts";
import { recordAt, type RecordLines } from "../records/record-lines.ts";
import type { QuickFix } from "./quick-fix.ts";
import type { TextEdit } from "./text-edits.ts";

/** Fixes of how a table is written: its encoding, its header, its quotes. At a 0-based line. */
export function tableFixes(
  { code, suggestion }: Diagnostic,
  line: number,
  records: RecordLines,
  lines: LineSource,
  which: "lyrics" | "genreMap",
): readonly QuickFix[] {
  const convert = (title: string, argument: ConvertArgument, preferred: boolean): QuickFix => ({
    title,
    preferred,
    command: { id: COMMANDS.convertTable, argument },
  });
  switch (code) {
    case "table-encoding":
    case "not-utf8":
      return [
        convert("Convert to UTF-8", which, true),
        convert("Convert to UTF-8 from another encoding…", `${which}, ask`, false),
      ];
    case "encoded-twice":
      return [convert("Repair the text that was encoded twice", which, true)];
    case "header-not-first": {
      const { header } = records;
      if (header === null || header.firstLine === 0) return [];
      const edit = { line: 0, character: 0, endLine: header.firstLine, endCharacter: 0, text: "" };
      return [{ title: "Delete what stands above the header", preferred: true, edits: [edit] }];
    }
    case "column-filename-missing":
    case "genre-map-headerless": {
      if (suggestion === undefined) return [];
      const separator = records.header?.separator ?? ",";
      const text = `${suggestion.split(",").join(separator)}\n`;
      const edit = { line, character: 0, endLine: line, endCharacter: 0, text };
      return [{ title: "Insert the header", preferred: true, edits: [edit] }];
    }
    case "quoting-broken":
      return escapeFixes(line, records, lines);
    case "quote-typographic":
      return typographicFixes(records, lines);
    default:
      return [];
  }
}

/** Quotes that a program wrote as `\"`, throughout the record. */
function escapeFixes(line: number, records: RecordLines, lines: LineSource): readonly QuickFix[] {
  const record = records.records[recordAt(records, line)];
  if (record === undefined) return [];
  const edits: TextEdit[] = [];
  for (let at = line; at <= Math.min(record.lastLine, line + MOST_LINES); at++) {
    for (const { index } of lines.lineAt(at).matchAll(/\\"/g))
      edits.push({ line: at, character: index, endLine: at, endCharacter: index + 1, text: '"' });
  }
  return edits.length === 0 ? [] : [{ title: 'Write \\" as ""', preferred: true, edits }];
}

/** A record with a broken quote may go on to the end of the file. */
const MOST_LINES = 1000;

/** Typographic quotes around a record's last cell, in all rows. */
function typographicFixes({ records }: RecordLines, lines: LineSource): readonly QuickFix[] {
  const edits = records.flatMap(({ cells, firstLine, broken }): TextEdit[] => {
    const cell = cells.at(-1);
    if (cell === undefined || broken || cell.quoted || cell.line !== cell.endLine) return [];
    const line = firstLine + cell.line;
    const text = lines.lineAt(line).slice(cell.character, cell.endCharacter);
    const inner = /^\s*[“”„‟«»＂](.*)[“”„‟«»＂]\s*$/.exec(text)?.[1];
    if (inner === undefined) return [];
    const quoted = `"${inner.replaceAll('"', '""')}"`;
    return [{ line, character: cell.character, endLine: line, endCharacter: cell.endCharacter, text: quoted }];
  });
  if (edits.length === 0) return [];
  const where = edits.length === 1 ? "" : ` in all ${edits.length} rows`;
  return [{ title: `Write straight quotes${where}`, preferred: true, edits }];
}
