import { readCsvTable } from "../../shared/csv.ts";
import type { EpochReport } from "../../shared/contract/train.ts";

/** One epoch of a training, as curves show it. */
export type EpochPoint = Pick<EpochReport, "epoch" | "reconstruction" | "kl" | "total" | "beta" | "validation">;

const COLUMNS = ["epoch", "reconstruction", "kl", "total", "beta"] as const satisfies readonly (keyof EpochPoint)[];

/** Only where songs were held out from the training. */
const VALIDATION = "validation" satisfies keyof EpochPoint;

/**
 * Reads a run's `history.csv`, plain numbers under a header that names at least the five columns.
 * @throws {Error} if a column is missing, naming it.
 */
export function parseHistory(text: string, file: string): EpochPoint[] {
  const { header, rows } = readCsvTable(text);
  const places = COLUMNS.map((column) => header.indexOf(column));
  const missing = COLUMNS.filter((_column, index) => places[index] === -1);
  if (missing.length > 0)
    throw new Error(`${file} has no column ${missing.join(", ")}. Run the task again to make it anew.`);
  const validation = header.indexOf(VALIDATION);
  return rows.map((cells) => {
    const values = COLUMNS.map((column, index) => [column, Number(cells[places[index]!])] as const);
    const point = Object.fromEntries(values) as Record<(typeof COLUMNS)[number], number>;
    return validation === -1 ? point : { ...point, [VALIDATION]: Number(cells[validation]) };
  });
}
