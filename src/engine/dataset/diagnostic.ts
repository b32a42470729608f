import { DATASET_DIAGNOSTICS, type DatasetDiagnosticCode, type Song } from "../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { LatentuneError } from "../core/errors.ts";

/** A diagnostic of the data with the severity that its code has. */
export function diagnostic(
  code: DatasetDiagnosticCode,
  message: string,
  place: Omit<Diagnostic, "code" | "severity" | "message"> = {},
): Diagnostic {
  return { code, severity: DATASET_DIAGNOSTICS[code], message, ...place };
}

/** A diagnostic as the error that it is where a run needs what it says is missing. */
export function errorOf({ message, file, line, remedy }: Diagnostic): LatentuneError {
  return new LatentuneError(message, { file, line, remedy });
}

/** The remedy of a diagnostic with fixes, of one cell or many. @param what `Correct the names` */
export function inOneStep(what: string, cells: number): string {
  return `${what}${cells === 1 ? "" : ", all in one step"}: by the quick fix, or latentune doctor --fix.`;
}

/** The place of a row of a table, for its diagnostics. */
export function rowPlace(
  file: string,
  { firstLine, row, filename }: Pick<Song, "firstLine" | "row" | "filename">,
): Pick<Diagnostic, "file" | "line" | "row" | "filename"> {
  return { file, line: firstLine, row, filename };
}

/** Diagnostics in reading order: by file, those about a whole file first, then by line. Stable. */
export function inReadingOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const files = [...new Set(diagnostics.map(({ file }) => file ?? ""))];
  const rank = new Map(files.map((file, index) => [file, index]));
  return diagnostics.toSorted(
    (a, b) => rank.get(a.file ?? "")! - rank.get(b.file ?? "")! || (a.line ?? 0) - (b.line ?? 0),
  );
}
