import { readCsvTable } from "../../shared/csv.ts";
import type { EpochReport } from "../../shared/contract/train.ts";

/** One epoch of a training, as curves show it. */
export type EpochPoint = Pick<EpochReport, "epoch" | "reconstruction" | "kl" | "total" | "beta" | "validation">;

const COLUMNS = ["epoch", "total"] as const satisfies readonly (keyof EpochPoint)[];
/** What only some networks have; the validation only where songs were held out from the training. */
const TERMS = ["reconstruction", "kl", "beta", "validation"] as const satisfies readonly (keyof EpochPoint)[];

/**
 * Reads a run's `history.csv`, plain numbers under a header that names at least epoch and total loss.
 * @throws {Error} if one of these is missing, naming it.
 */
export function parseHistory(text: string, file: string): EpochPoint[] {
  const { header, rows } = readCsvTable(text);
  const missing = COLUMNS.filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw new Error(`${file} has no column ${missing.join(", ")}. Run the task again to make it anew.`);
  return rows.map((cells) => {
    const valueOf = (column: string): number => Number(cells[header.indexOf(column)]);
    const terms = TERMS.filter((column) => header.includes(column)).map((column) => [column, valueOf(column)] as const);
    return { epoch: valueOf("epoch"), total: valueOf("total"), ...Object.fromEntries(terms) };
  });
}
