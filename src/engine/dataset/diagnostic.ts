import { DATASET_DIAGNOSTICS, type DatasetDiagnosticCode } from "../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";

/** A diagnostic of the data with the severity that its code has. */
export function diagnostic(
  code: DatasetDiagnosticCode,
  message: string,
  place: Omit<Diagnostic, "code" | "severity" | "message"> = {},
): Diagnostic {
  return { code, severity: DATASET_DIAGNOSTICS[code], message, ...place };
}

/** Diagnostics in reading order: by file, those about a whole file first, then by line. Stable. */
export function inReadingOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const files = [...new Set(diagnostics.map(({ file }) => file ?? ""))];
  const rank = new Map(files.map((file, index) => [file, index]));
  return diagnostics.toSorted(
    (a, b) => rank.get(a.file ?? "")! - rank.get(b.file ?? "")! || (a.line ?? 0) - (b.line ?? 0),
  );
}
