import { RUN_DIAGNOSTICS, type Diagnostic, type RunDiagnosticCode } from "../../../shared/contract/diagnostic.ts";

/** Names that one diagnostic lists at most. */
const MOST_NAMES = 6;

/** A diagnostic of a run with the severity that its code has. */
export function runDiagnostic(code: RunDiagnosticCode, message: string, remedy: string): Diagnostic {
  return { code, severity: RUN_DIAGNOSTICS[code], message, remedy };
}

/** `“a.mp3”, “b.mp3” and 4 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => `“${name}”`);
  const rest = names.length - shown.length;
  return `${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
