import { nameKey } from "../names.ts";
import { nameMatcher } from "./name-matcher.ts";

/** The entry that a row finds: its index, and whether the name differs by more than the folders that it lacks. */
export interface RowMatch {
  readonly entry: number;
  readonly inexact: boolean;
}

/** A row that may name songs of a list, such as that of a genre map. */
export interface NamedRow {
  readonly filename: string;
  /** False: the row finds only an entry of its very name. */
  readonly usable: boolean;
}

/**
 * Finds the entry of every row: under its name, else under one that means no other row (another path, case, blanks, another
 * extension or none), by the same rule as songs find their files.
 *
 * @param names of the entries, no two of which are equal in Unicode NFC
 * @returns `uncertain` where a row fits several entries, or an entry several rows.
 */
export function matchRows(
  rows: readonly NamedRow[],
  names: readonly string[],
): readonly (RowMatch | "uncertain" | undefined)[] {
  const byName = new Map(names.map((name, index) => [nameKey(name), index]));
  const exact = rows.map(({ filename }) => byName.get(nameKey(filename)));
  const taken = new Set(exact);
  const match = nameMatcher(names);
  const found = rows.map(({ filename, usable }, index) =>
    exact[index] !== undefined || !usable ? undefined : match(filename),
  );
  // An entry that is several rows' is nobody's: which one is meant cannot be known.
  const rowsOf = new Map<number, number>();
  for (const fit of found) for (const key of fit?.keys ?? []) rowsOf.set(key, (rowsOf.get(key) ?? 0) + 1);
  return rows.map((_, index) => {
    const own = exact[index];
    if (own !== undefined) return { entry: own, inexact: false };
    const fit = found[index];
    if (fit === undefined) return undefined;
    const [entry] = fit.keys;
    if (taken.has(entry)) return undefined;
    if (fit.count > 1 || rowsOf.get(entry)! > 1) return "uncertain";
    return { entry, inexact: fit.difference !== undefined };
  });
}
