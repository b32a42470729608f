const QUOTE = '"';
const LINE_END = /\r\n|\n|\r/g;

/** A record of a CSV text, in 1-based editor lines. */
export interface ScannedRecord {
  readonly cells: readonly string[];
  readonly firstLine: number;
  readonly lastLine: number;
}

/**
 * Finds the records of a CSV text; blank lines are left out. Reads broken quoting as the engine does: a quote inside an
 * unquoted cell stands for itself, one that closes nothing goes on with its cell, and a cell that never closes is dropped.
 * One pass, so that it can follow every edit: tested to agree with the engine's reader, which knows bytes as well.
 */
export function scanRecords(text: string): ScannedRecord[] {
  const records: ScannedRecord[] = [];
  let position = 0;
  let line = 1;
  while (position < text.length) {
    const cells: string[] = [];
    const firstLine = line;
    let quoted = false;
    for (;;) {
      if (text[position] === QUOTE) {
        const start = position + 1;
        const end = closingQuote(text, start);
        const value = text.slice(start, end ?? text.length);
        line += countLineEnds(value);
        quoted = true;
        if (end !== undefined) cells.push(value.replaceAll('""', QUOTE));
        position = end === undefined ? text.length : end + 1;
      } else {
        const start = position;
        while (position < text.length && !endsCell(text.charCodeAt(position))) position++;
        cells.push(text.slice(start, position));
      }
      if (text[position] !== ",") break;
      position++;
    }
    // A blank cell in quotes is a record.
    if (quoted || cells.length !== 1 || cells[0]!.trim() !== "") records.push({ cells, firstLine, lastLine: line });
    if (position < text.length) line++;
    position += text.startsWith("\r\n", position) ? 2 : 1;
  }
  return records;
}

/** The index of the quote that closes a cell whose text starts at `from`; undefined if none does. */
function closingQuote(text: string, from: number): number | undefined {
  let index = text.indexOf(QUOTE, from);
  while (index >= 0) {
    const next = index + 1;
    if (text[next] !== QUOTE && (next === text.length || endsCell(text.charCodeAt(next)))) return index;
    index = text.indexOf(QUOTE, text[next] === QUOTE ? next + 1 : next);
  }
  return undefined;
}

function endsCell(code: number): boolean {
  return code === 0x2c || code === 0x0a || code === 0x0d;
}

function countLineEnds(text: string): number {
  return text.includes("\n") || text.includes("\r") ? text.match(LINE_END)!.length : 0;
}
