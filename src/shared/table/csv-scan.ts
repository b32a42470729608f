import { isNoLyrics, LONGEST_WITHOUT_LYRICS } from "../lyrics/lyrics-text.ts";

/** Text as lines without their ends, as an editor has it. */
export interface LineSource {
  readonly lineCount: number;
  readonly lineAt: (line: number) => string;
}

/** Where a cell stands, quotes included. Lines count from the record's first, so that a moved record keeps its cells. */
export interface CellSpan {
  readonly line: number;
  readonly character: number;
  readonly endLine: number;
  readonly endCharacter: number;
  readonly quoted: boolean;
}

/** A record as it stands in the text; lines are 0-based. */
export interface ScannedRecord {
  readonly firstLine: number;
  readonly lastLine: number;
  /** What stands between its cells. */
  readonly separator: string;
  /** Without the cell whose quote is never closed. */
  readonly cells: readonly CellSpan[];
  /** A quoted cell goes on behind its closing quote, or is never closed: where cells end is a guess. */
  readonly broken: boolean;
}

const NUL = "\0";

/**
 * Reads the record that starts at a line. The rules are those of the engine's reader, quote for quote: a quote opens a
 * cell only at its start; a quote inside an unquoted cell is text; a quoted cell that goes on behind its closing quote
 * stays open until a quote that may close it.
 *
 * @param separator one character, between cells.
 */
export function scanRecord(lines: LineSource, firstLine: number, separator: string): ScannedRecord {
  const cells: CellSpan[] = [];
  let broken = false;
  let line = firstLine;
  let text = lines.lineAt(line);
  let position = 0;
  for (;;) {
    const start = { line: line - firstLine, character: position };
    const quoted = text[position] === '"';
    if (quoted) {
      position++;
      // Inside the quotes: on to the one that closes, over as many lines as it takes.
      for (let open = true; open;) {
        const quote = text.indexOf('"', position);
        if (quote < 0) {
          if (line + 1 >= lines.lineCount) return { firstLine, lastLine: line, separator, cells, broken: true };
          text = lines.lineAt(++line);
          position = 0;
          continue;
        }
        const next = text[quote + 1];
        open = next !== undefined && next !== separator && next !== NUL;
        if (open && next !== '"') broken = true;
        position = quote + (next === '"' ? 2 : 1);
      }
    }
    const behind = text.indexOf(separator, position);
    const end = behind < 0 ? text.length : behind;
    cells.push({ ...start, endLine: line - firstLine, endCharacter: end, quoted });
    if (behind < 0) return { firstLine, lastLine: line, separator, cells, broken };
    position = behind + 1;
  }
}

/** A cell's value: without its quotes, doubled quotes once. Line ends are `\n`. */
export function cellValue(lines: LineSource, firstLine: number, cell: CellSpan): string {
  const text = cellText(lines, firstLine, cell);
  if (!cell.quoted) return text;
  return text.slice(1, text.endsWith('"') ? -1 : undefined).replaceAll('""', '"');
}

/** Whether a cell for lyrics holds none (shared/lyrics/lyrics-text.ts); looks no further than it has to. */
export function holdsNoLyrics(lines: LineSource, firstLine: number, cell: CellSpan, filename: string): boolean {
  let text = "";
  for (let line = cell.line; line <= cell.endLine; line++) {
    const whole = lines.lineAt(firstLine + line);
    const from = line === cell.line ? cell.character + (cell.quoted ? 1 : 0) : 0;
    const to = line === cell.endLine ? cell.endCharacter - (cell.quoted ? 1 : 0) : whole.length;
    text = `${text}\n${whole.slice(from, to)}`.trim();
    if (text.length > LONGEST_WITHOUT_LYRICS) return false;
  }
  return isNoLyrics(text, filename);
}

function cellText(lines: LineSource, firstLine: number, cell: CellSpan): string {
  const first = lines.lineAt(firstLine + cell.line);
  if (cell.line === cell.endLine) return first.slice(cell.character, cell.endCharacter);
  const parts = [first.slice(cell.character)];
  for (let line = cell.line + 1; line < cell.endLine; line++) parts.push(lines.lineAt(firstLine + line));
  parts.push(lines.lineAt(firstLine + cell.endLine).slice(0, cell.endCharacter));
  return parts.join("\n");
}
