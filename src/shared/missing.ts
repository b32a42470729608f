/**
 * What people and programs write into a cell to say that it holds no value, in lower case:
 * - pandas' default `na_values` (R's `NA`, NumPy's `nan`, Python's `None`, SQL's `NULL`, Windows' `1.#QNAN`);
 * - JavaScript's `undefined`, Ruby's `nil`, pandas' `NaT`, the errors of spreadsheets;
 * - `\N`, as MySQL, PostgreSQL and Hive export NULL;
 * - `unknown`, `n.a.`, and ISO 639's `und` (the language is undetermined), as tags have it.
 *
 * They count in any case, as pandas' own list has both `NaN` and `nan`. So `na` and `nan` are no languages although ISO 639
 * has both codes: tables full of `NA` are many, songs in Nauruan few. Whoever means them writes `Nauru` and `Min Nan`.
 */
const MISSING: ReadonlySet<string> = new Set(
  [
    ["#n/a", "#n/a n/a", "#na", "-1.#ind", "-1.#qnan", "-nan", "1.#ind", "1.#qnan", "<na>", "n/a", "na", "nan", "null"],
    ["none", "undefined", "nil", "nat", "unknown", "n.a.", "n.a", "und", "\\n"],
    ["#null!", "#div/0!", "#value!", "#ref!", "#name?", "#num!"],
  ].flat(),
);

/** Characters of the longest text without blanks around it that can be a missing value. */
const LONGEST_MISSING = 20;

/** Whether a cell holds nothing: blanks, one of {@link MISSING}, or nothing but dashes or question marks. */
export function isMissingText(text: string): boolean {
  const plain = text.trim();
  if (plain.length > LONGEST_MISSING) return false;
  return plain === "" || MISSING.has(plain.toLowerCase()) || /^(?:[\p{Pd}\u2212]+|\?+)$/u.test(plain);
}

/** The text of a cell; empty for a missing value. */
export function present(text: string): string {
  return isMissingText(text) ? "" : text;
}
