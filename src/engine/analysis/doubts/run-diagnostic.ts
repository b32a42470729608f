import { RUN_DIAGNOSTICS, type Diagnostic, type RunDiagnosticCode } from "../../../shared/contract/diagnostic.ts";

/** Names that one diagnostic lists at most. */
const MOST_NAMES = 6;

/** A diagnostic of a run with the severity that its code has. */
export function runDiagnostic(code: RunDiagnosticCode, message: string, remedy: string): Diagnostic {
  return { code, severity: RUN_DIAGNOSTICS[code], message, remedy };
}

/** Representations and methods that one diagnostic names; of more, the first three. */
const MOST_LABELS = 4;

/** `Lyrics; MusiCNN`, `Lyrics; MusiCNN; β-VAE latents; and 15 more`. */
export function listedLabels(labels: readonly string[]): string {
  if (labels.length <= MOST_LABELS) return labels.join("; ");
  const shown = labels.slice(0, MOST_LABELS - 1);
  return `${shown.join("; ")}; and ${labels.length - shown.length} more`;
}

/** `“a.mp3”, “b.mp3” and 4 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => `“${name}”`);
  const rest = names.length - shown.length;
  return `${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
