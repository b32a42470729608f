import { countOf } from "../../../shared/format.ts";
import { LatentuneError } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";

/** @throws {LatentuneError} naming the first value that is NaN or infinite: no distance to it exists. */
export function checkFinite(m: Matrix): void {
  let at = 0;
  while (at < m.data.length && Number.isFinite(m.data[at])) at++;
  if (at < m.data.length) {
    throw new LatentuneError(
      `The embedding has the value ${m.data[at]} in row ${Math.floor(at / m.cols) + 1}, column ${(at % m.cols) + 1}.`,
      { remedy: "Replace or leave out rows with missing values; training that diverged must be run again." },
    );
  }
}

/** @param instead what this many rows can be clustered with. @throws {LatentuneError} above the limit of a method. */
export function checkSquareTime(method: string, rows: number, limit: number, instead: string): void {
  if (rows <= limit) return;
  throw new LatentuneError(`${method} takes time with the square of the songs: ${rows} are over ${limit}.`, {
    remedy: `Use ${instead} for this many songs, or cluster a sample of them.`,
  });
}

/** @throws {LatentuneError} unless k is an integer of 1 to the number of rows. */
export function checkClusterCount(k: number, rows: number): void {
  if (!Number.isInteger(k) || k < 1 || k > rows) {
    throw new LatentuneError(`Cannot make ${k} clusters of ${countOf(rows, "row")}.`, {
      // Without a flag's name: the library and the panel call it otherwise.
      remedy:
        rows === 0
          ? "Give at least one row."
          : rows === 1
            ? "Give more rows, or k as 1."
            : `Give k as an integer of 1 to ${rows}.`,
    });
  }
}
