import { DATASET_FINDINGS, type DatasetFindingCode } from "../../shared/contract/dataset.ts";
import type { Finding } from "../../shared/contract/warning.ts";

/** A finding of the data with the severity that its code has. */
export function finding(
  code: DatasetFindingCode,
  message: string,
  place: Omit<Finding, "code" | "severity" | "message"> = {},
): Finding {
  return { code, severity: DATASET_FINDINGS[code], message, ...place };
}

/** `1 row`, `3 rows`: for messages. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** Findings in reading order: by file, those about a whole file first, then by line. Stable. */
export function inReadingOrder(findings: readonly Finding[]): Finding[] {
  const files = [...new Set(findings.map(({ file }) => file ?? ""))];
  const rank = new Map(files.map((file, index) => [file, index]));
  return findings.toSorted(
    (a, b) => rank.get(a.file ?? "")! - rank.get(b.file ?? "")! || (a.line ?? 0) - (b.line ?? 0),
  );
}
