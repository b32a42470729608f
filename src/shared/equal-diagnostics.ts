import type { Diagnostic } from "./contract/diagnostic.ts";
import { groupBy } from "./group-by.ts";

/** Diagnostics that say the same about several rows of a file. */
export interface EqualDiagnostics {
  readonly first: Diagnostic;
  /** How many there are, the first included. */
  readonly count: number;
  /** `120 times, at lines 2, 3, 4, 5, 6, …`; undefined for a single one. */
  readonly times: string | undefined;
}

/** Fewer are shown one by one. */
const FEWEST = 4;

/** So many lines are named. */
const MOST_LINES = 5;

/** A list for people, in which what is said about many rows is said once, at the first of them. */
export function equalDiagnostics(diagnostics: readonly Diagnostic[]): EqualDiagnostics[] {
  const keyOf = ({ code, severity, message, remedy, file, line }: Diagnostic): string =>
    JSON.stringify([code, severity, message, remedy, file, line === undefined]);
  const groups = groupBy(diagnostics, keyOf);
  return diagnostics.flatMap((diagnostic): EqualDiagnostics[] => {
    const group = groups.get(keyOf(diagnostic))!;
    if (group.length < FEWEST) return [{ first: diagnostic, count: 1, times: undefined }];
    if (group[0] !== diagnostic) return [];
    const lines = group.flatMap(({ line }) => line ?? []);
    const shown = lines.slice(0, MOST_LINES).join(", ") + (lines.length > MOST_LINES ? ", …" : "");
    const times = `${group.length} times${lines.length === 0 ? "" : `, at lines ${shown}`}`;
    return [{ first: diagnostic, count: group.length, times }];
  });
}
