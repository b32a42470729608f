import { countOf } from "../../shared/format.ts";
import { LatentuneError } from "../core/errors.ts";
import { matrix, type Matrix } from "../core/matrix.ts";

/** Numbers to cluster, a row each: a matrix, or arrays of one length. */
export type Rows = Matrix | readonly (readonly number[])[];

/** The sums of squares of larger values overflow, with however many rows and columns memory holds. */
const LARGEST = 1e140;

/**
 * Rows between which there are distances.
 * @throws {LatentuneError} for what {@link matrixOf} refuses, rows without a number, and a value that is not finite or so large
 * that its square overflows: of it by its row and column, which count from 1.
 */
export function pointsOf(rows: Rows): Matrix {
  const points = matrixOf(rows);
  const { cols, data } = points;
  if (points.rows > 0 && cols === 0)
    throw new LatentuneError("The rows hold no numbers.", { remedy: "Give every row at least one number." });
  // Negated, because NaN is not less than anything either.
  const at = data.findIndex((value) => !(Math.abs(value) <= LARGEST));
  if (at < 0) return points;
  const what = `There is the value ${data[at]} in ${place(Math.floor(at / cols), at % cols)}`;
  throw Number.isFinite(data[at])
    ? new LatentuneError(`${what}: the squares of such numbers overflow.`, {
        remedy: `Give the column in another unit, so that no number is above ${LARGEST}.`,
      })
    : new LatentuneError(`${what}: no distance to it exists.`, {
        remedy: "Leave out rows with missing values, or put numbers in their place.",
      });
}

/** Callers without types may give anything. @throws {LatentuneError} for rows of different lengths, and for a value that is no number: it would be read as one. */
export function matrixOf(rows: Rows): Matrix {
  if ("cols" in rows) return matrix(rows.rows, rows.cols, rows.data);
  const cols = rows[0]?.length ?? 0;
  const out = matrix(rows.length, cols);
  rows.forEach((row: unknown, index) => {
    if (!isList(row))
      throw new LatentuneError(`Row ${index + 1} is ${shown(row)}, no list of numbers.`, {
        remedy: "Give every row as a list of numbers.",
      });
    if (row.length !== cols)
      throw new LatentuneError(`Row ${index + 1} has ${countOf(row.length, "number")}, row 1 has ${cols}.`, {
        remedy: "Give every row as many numbers as the first.",
      });
    for (let col = 0; col < cols; col++) {
      const value = row[col];
      if (typeof value !== "number")
        throw new LatentuneError(`There is the value ${shown(value)} in ${place(index, col)}: it is no number.`, {
          remedy: "Leave out rows with missing values, and give numbers as numbers.",
        });
      out.data[index * cols + col] = value;
    }
  });
  return out;
}

const isList = (row: unknown): row is ArrayLike<unknown> => Array.isArray(row) || ArrayBuffer.isView(row);

/** A text in quotes, so that "1" is not taken for the number. */
const shown = (value: unknown): string => (typeof value === "string" ? JSON.stringify(value) : String(value));

const place = (row: number, col: number): string => `row ${row + 1}, column ${col + 1}`;
