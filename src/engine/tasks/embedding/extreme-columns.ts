import { countOf } from "../../../shared/format.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { LatentuneError } from "../../core/errors.ts";
import { matrix, type Matrix } from "../../core/matrix.ts";

/** The square of a larger number, summed over a million songs, or of a smaller one, is no float64 any more. */
const LARGEST = 1e150;
const SMALLEST = 1e-150;

/**
 * An embedding whose numbers can be squared: columns of extreme numbers are scaled by a power of two, which standardising
 * them takes back.
 * @param standardised whether the columns are meant as they are
 * @returns what to say of such columns with it.
 * @throws {LatentuneError} for numbers that are meant as they are and too large.
 */
export function withoutExtremes(
  embedding: Matrix,
  { file, standardised }: { readonly file: string; readonly standardised: boolean },
): { readonly matrix: Matrix; readonly diagnostics: readonly Diagnostic[] } {
  const { rows, cols } = embedding;
  const largest = new Float64Array(cols);
  for (let at = 0; at < embedding.data.length; at++)
    largest[at % cols] = Math.max(largest[at % cols]!, Math.abs(embedding.data[at]!));
  const extreme = [...largest.entries()].filter(([, value]) => value > LARGEST || (value > 0 && value < SMALLEST));
  const [first] = extreme;
  if (first === undefined) return { matrix: embedding, diagnostics: [] };
  const [column, value] = extreme.find(([, each]) => each > LARGEST) ?? first;
  const others = extreme.length === 1 ? "" : `, as ${countOf(extreme.length - 1, "other column")} do`;
  const reach = `Column ${column + 1} has numbers up to ${value.toExponential(1)} in size${others}`;
  const remedy = "Check whether they are numbers of the songs, and no marks of missing ones or of damage.";
  if (standardised && value > LARGEST)
    throw new LatentuneError(`${reach}: distances between such rows are infinite.`, {
      file,
      remedy: "Leave out --no-standardise, or scale the column.",
    });
  const consequence = standardised ? "they are too small to count in distances" : "they are scaled with their column";
  const diagnostics = [
    { code: "embedding-extreme", severity: "warning", message: `${reach}; ${consequence}.`, file, remedy } as const,
  ];
  if (standardised) return { matrix: embedding, diagnostics };
  const scaled = matrix(rows, cols, Float64Array.from(embedding.data));
  for (const [col, size] of extreme) {
    const exponent = Math.floor(Math.log2(size));
    // In two steps: the whole factor may be no float64 itself.
    const half = Math.trunc(exponent / 2);
    for (let at = col; at < scaled.data.length; at += cols)
      scaled.data[at] = scaled.data[at]! * 2 ** -half * 2 ** (half - exponent);
  }
  return { matrix: scaled, diagnostics };
}
