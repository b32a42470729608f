import type { Diagnostic } from "./contract/diagnostic.ts";
import { formatNumber } from "./format.ts";
import { groupBy } from "./group-by.ts";

/** Diagnostics of several rows of a file that say the same, or that are of one kind of which there are very many. */
export interface EqualDiagnostics {
  readonly first: Diagnostic;
  /** How many there are, the first included. */
  readonly count: number;
  /** `120 times, at lines 2, 3, 4, 5, 6, …`; undefined for a single one. */
  readonly times: string | undefined;
  /** The song that the words are about; undefined where they are about several, or none. */
  readonly song: string | undefined;
}

/** Fewer that say the same are shown one by one. */
const FEWEST = 4;

/** More of a kind are one diagnostic, though each names another song: as many as are read one by one. */
const MOST_READ = 10;

/** As many of a kind stand at their rows in a list that is gone through. */
const MOST_AT_ROWS = 100;

/** So many lines are named. */
const MOST_LINES = 5;

/** A list for people, in which what is said about many rows is said once, at the first of them. */
export function equalDiagnostics(
  diagnostics: readonly Diagnostic[],
  { fewest = FEWEST, mostOfKind = MOST_READ } = {},
): EqualDiagnostics[] {
  const entries = diagnostics.map(entryOf);
  const equal = groupBy(entries, ({ words }) => words);
  const isAlone = ({ words }: Entry): boolean => equal.get(words)!.length < fewest;
  const kinds = groupBy(entries.filter(isAlone), ({ kind }) => kind);
  return entries.flatMap((entry): EqualDiagnostics[] => {
    const { diagnostic: first, words, kind } = entry;
    const alone = isAlone(entry);
    const group = alone ? kinds.get(kind)! : equal.get(words)!;
    const song = alone ? first.filename : undefined;
    if (alone && group.length <= mostOfKind) return [{ first, count: 1, times: undefined, song }];
    if (group[0] !== entry) return [];
    const count = formatNumber(group.length);
    const times = `${alone ? `the first of ${count} like it` : `${count} times`}${atLines(group)}`;
    return [{ first, count: group.length, times, song }];
  });
}

/** For lists of which each entry stands at a row: what is said of very many rows is one entry, at the first of them. */
export function gatheredDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const bounds = { fewest: MOST_AT_ROWS + 1, mostOfKind: MOST_AT_ROWS };
  return equalDiagnostics(diagnostics, bounds).map(({ first, times }) =>
    times === undefined ? first : { ...first, message: `${first.message} (${times})` },
  );
}

interface Entry {
  readonly diagnostic: Diagnostic;
  /** Equal for diagnostics of one kind in one file, about rows or about the whole. */
  readonly kind: string;
  /** Equal for those that also say the same. */
  readonly words: string;
}

function entryOf(diagnostic: Diagnostic): Entry {
  const { code, severity, file, line, message, remedy } = diagnostic;
  const kind = JSON.stringify([code, severity, file, line === undefined]);
  return { diagnostic, kind, words: kind + JSON.stringify([message, remedy]) };
}

function atLines(group: readonly Entry[]): string {
  const lines = group.flatMap(({ diagnostic: { line } }) => line ?? []);
  if (lines.length === 0) return "";
  return `, at lines ${lines.slice(0, MOST_LINES).join(", ")}${lines.length > MOST_LINES ? ", …" : ""}`;
}
