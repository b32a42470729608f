import { cellValue, scanRecord, type LineSource } from "./csv-scan.ts";
import { columnsOf } from "./columns.ts";

/** How a table of separated values is laid out. */
export interface TableLayout {
  /** The 0-based line on which the header starts; the first line where nothing looks like one. */
  readonly headerLine: number;
  /** One character. */
  readonly separator: string;
  /** The 0-based lines above the header that hold something else than blanks or a `sep=` line: they are not read. */
  readonly skipped: readonly number[];
}

/** In the order in which they are preferred. Those of full width come from the keyboards of East Asia. */
export const SEPARATORS = [",", ";", "\t", "|", "，", "；"] as const;

/** The header is looked for on so many lines from the first that is not blank; so many may a header's cells span. */
const MOST_LINES = 20;

/** Excel's line that names the separator. */
const SEP_LINE = /^[\s\uFEFF]*"?sep=([^\w\s"]|\t)"?[,;\t| ]*$/i;

/** What Excel and people write above a header. */
const COMMENT = /^[\s\uFEFF]*(?:#|\/\/)/;

/**
 * Where the header is and what separates the cells; every reader of tables goes by it. The separator is the one with which
 * known columns are found on the header's line, the file names above all; else the most frequent one. Above the header may stand blank
 * lines, a `sep=` line, comments and titles.
 */
export function layoutOf(lines: LineSource): TableLayout {
  let first = firstFilled(lines, 0);
  const declared = SEP_LINE.exec(lineOr(lines, first))?.[1];
  if (declared !== undefined) first = firstFilled(lines, first + 1);

  const skipped: number[] = [];
  let fallback: number | undefined;
  for (let line = first; line < Math.min(lines.lineCount, first + MOST_LINES); line++) {
    const text = lineOr(lines, line);
    if (text.trim() === "") continue;
    const { separator, known, named } = bestSeparator(lines, line, declared);
    const isComment = COMMENT.test(text);
    // A line behind the first is the header only if it says so twice, for songs may be called "file".
    if (named && (known > 1 || (fallback === undefined && !isComment))) return { headerLine: line, separator, skipped };
    if (!isComment) {
      // A line with some known columns is a header that lacks the file names.
      if (fallback === undefined && known > 0) return { headerLine: line, separator, skipped };
      fallback ??= line;
    }
    skipped.push(line);
  }
  const headerLine = fallback ?? skipped[0] ?? Math.min(first, Math.max(0, lines.lineCount - 1));
  return {
    headerLine,
    separator: bestSeparator(lines, headerLine, declared).separator,
    skipped: skipped.filter((line) => line < headerLine),
  };
}

/** A line of nothing but blanks and separators is a blank line. */
export function isBlankLine(text: string, separator: string): boolean {
  return text.replaceAll(separator, "").trim() === "";
}

interface Choice {
  readonly separator: string;
  /** How many known columns it finds, and whether the file names are one of them. */
  readonly known: number;
  readonly named: boolean;
}

function bestSeparator(lines: LineSource, line: number, declared: string | undefined): Choice {
  const end = Math.min(lines.lineCount, line + MOST_LINES);
  const near = { lineCount: end, lineAt: lines.lineAt };
  const choices = [...(declared === undefined ? [] : [declared]), ...SEPARATORS].map((separator) => {
    const names = scanRecord(near, line, separator).cells.map((cell) => cellValue(near, line, cell));
    const columns = columnsOf(names);
    const known = Object.values(columns).filter((index) => index !== undefined).length;
    const named = columns.filename !== undefined;
    const songs = names.filter((name) => LOOKS_LIKE_SONG.test(name)).length;
    return {
      separator,
      known,
      named,
      worth: [named ? 1 : 0, known, songs, separator === declared ? 1 : 0, names.length],
    };
  });
  return choices.reduce((best, choice) => (isMore(choice.worth, best.worth) ? choice : best));
}

/** A cell of a table that has no header. */
export const LOOKS_LIKE_SONG = /^[^\r\n]*\.(?:mp3|wav|flac|m4a|mp4|aac|og[ga]|opus|aiff?|wma|webm|mka|ape)\s*$/i;

/** Whether the first of the numbers that differ is larger. */
function isMore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && a[at]! > b[at]!;
}

function firstFilled(lines: LineSource, from: number): number {
  let line = from;
  while (line < lines.lineCount && lines.lineAt(line).trim() === "") line++;
  return line;
}

function lineOr(lines: LineSource, line: number): string {
  return line < lines.lineCount ? lines.lineAt(line) : "";
}
