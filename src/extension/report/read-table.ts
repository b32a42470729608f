import { cellValue, scanRecord, type LineSource } from "../lyrics/records/csv-scan.ts";

/** A small CSV text: the names of its columns, and its rows as they stand. Blank lines are skipped. */
export function readTable(csv: string): {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const lines = csv.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  const source: LineSource = { lineCount: lines.length, lineAt: (line) => lines[line]! };
  const records: string[][] = [];
  for (let line = 0; line < lines.length;) {
    if (lines[line]!.trim() === "") line++;
    else {
      const { firstLine, lastLine, cells } = scanRecord(source, line);
      records.push(cells.map((cell) => cellValue(source, firstLine, cell)));
      line = lastLine + 1;
    }
  }
  const [header = [], ...rows] = records;
  return { header, rows };
}
