import { encodeCell } from "./csv.ts";
import { nameKey } from "./names.ts";
import { cellValue, scanRecord, type LineSource, type ScannedRecord } from "./table/csv-scan.ts";
import { layoutOf } from "./table/layout.ts";

/** The file of the user's labels in the data folder. */
export const ANNOTATIONS_FILE = "annotations.csv";

/** Of bytes that are not UTF-8: written back, their other letters would be lost. */
export const NOT_UTF8 = `${ANNOTATIONS_FILE} is not encoded as UTF-8. Save it as “CSV UTF-8”, or move it away.`;

/** A song's label as it should be; empty: none. */
export interface LabelChange {
  readonly filename: string;
  readonly label: string;
}

const COLUMNS = ["filename", "label"] as const;

/**
 * The user's labels: a table with the columns `filename` and `label`, and whatever columns the user adds. Of several rows of one song
 * the last counts, as for whoever reads from above.
 * @returns labels by {@link nameKey}, without empty ones
 */
export function readAnnotations(text: string): Map<string, string> {
  const { lines, records, columns } = scan(text);
  const labels = new Map<string, string>();
  for (const record of records) {
    const [filename, label] = COLUMNS.map((column) => valueOf(lines, record, columns[column]));
    if (filename === "") continue;
    if (label === "") labels.delete(nameKey(filename!));
    else labels.set(nameKey(filename!), label!);
  }
  return labels;
}

/**
 * The table with other labels. Only the cells that change are written anew; every other character, such as those of columns that only
 * the user knows, stays. Songs without a row get one at the end.
 * @throws {Error} if the text has a header without the two columns
 */
export function changeAnnotations(text: string, changes: readonly LabelChange[]): string {
  const wanted = new Map(changes.map(({ filename, label }) => [nameKey(filename), { filename, label }]));
  const { lines, starts, ends, records, columns, separator, width } = scan(text);
  const edits: { readonly from: number; readonly to: number; readonly cell: string }[] = [];
  const found = new Set<string>();
  for (const record of records) {
    const key = nameKey(valueOf(lines, record, columns.filename));
    const change = wanted.get(key);
    if (change === undefined) continue;
    found.add(key);
    const cell = record.cells[columns.label];
    if (valueOf(lines, record, columns.label) === change.label) continue;
    const encoded = encodeCell(change.label, false, separator);
    if (cell === undefined) {
      const at = ends[record.lastLine]!;
      edits.push({ from: at, to: at, cell: separator.repeat(columns.label - record.cells.length + 1) + encoded });
    } else {
      const from = starts[record.firstLine + cell.line]! + cell.character;
      edits.push({ from, to: starts[record.firstLine + cell.endLine]! + cell.endCharacter, cell: encoded });
    }
  }
  // Piece by piece: with thousands of edits a text that is cut for each of them takes seconds.
  const pieces: string[] = [];
  let done = 0;
  for (const { from, to, cell } of edits) {
    pieces.push(text.slice(done, from), cell);
    done = to;
  }
  let changed = pieces.join("") + text.slice(done);
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  if (changed.trim() === "") changed = COLUMNS.join(",") + lineEnd;
  const added = [...wanted]
    .filter(([key, { label }]) => !found.has(key) && label !== "")
    .map(([, { filename, label }]) => {
      const cells = Array<string>(width).fill("");
      cells[columns.filename] = encodeCell(filename, false, separator);
      cells[columns.label] = encodeCell(label, false, separator);
      return cells.join(separator) + lineEnd;
    });
  if (added.length > 0 && !/\r?\n$/.test(changed)) changed += lineEnd;
  return changed + added.join("");
}

interface Scanned {
  readonly lines: LineSource;
  /** Where each line starts and ends in the text. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly records: readonly ScannedRecord[];
  readonly columns: Readonly<Record<(typeof COLUMNS)[number], number>>;
  readonly separator: string;
  /** Columns of the header. */
  readonly width: number;
}

function scan(text: string): Scanned {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
  const ends = starts.map((start, line) => {
    const whole = text.slice(start, starts[line + 1]);
    return start + whole.replace(/[\r\n]+$/, "").length;
  });
  const lines: LineSource = { lineCount: starts.length, lineAt: (line) => text.slice(starts[line], ends[line]) };
  if (text.trim() === "")
    return { lines, starts, ends, records: [], columns: { filename: 0, label: 1 }, separator: ",", width: 2 };
  const { headerLine, separator } = layoutOf(lines);
  const header = scanRecord(lines, headerLine, separator);
  const names = header.cells.map((cell) =>
    cellValue(lines, headerLine, cell)
      .replace(/^\uFEFF/, "")
      .trim()
      .toLowerCase(),
  );
  const [filename, label] = COLUMNS.map((column) => names.indexOf(column));
  if (filename === -1 || label === -1)
    throw new Error(
      `${ANNOTATIONS_FILE} has no columns “filename” and “label” in its header. Name its columns so, or move the file away.`,
    );
  const records: ScannedRecord[] = [];
  for (let line = header.lastLine + 1; line < lines.lineCount;) {
    const record = scanRecord(lines, line, separator);
    if (lines.lineAt(line).trim() !== "") records.push(record);
    line = record.lastLine + 1;
  }
  return {
    lines,
    starts,
    ends,
    records,
    columns: { filename: filename!, label: label! },
    separator,
    width: names.length,
  };
}

function valueOf(lines: LineSource, { firstLine, cells }: ScannedRecord, column: number): string {
  const cell = cells[column];
  return cell === undefined ? "" : cellValue(lines, firstLine, cell).trim();
}
