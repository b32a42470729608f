import type { GenreSeparator } from "../contract/settings.ts";
import { resolveLanguage } from "../languages/resolve.ts";
import { genreKey } from "./genre-key.ts";
import { genreSplitter } from "./several-genres.ts";

/** The classes of a table's labels, where spellings of one label are one class. */
export interface LabelClasses {
  /** The name of each label's class, in the order of the labels: its spelling that occurs most, of equals the first. Empty for an empty label. */
  readonly names: readonly string[];
  /** Each label as it counts: of several genres the first. */
  readonly spellings: readonly string[];
}

export interface GenreClasses extends LabelClasses {
  /** Indices of the labels that name several genres, of which the first counts. */
  readonly several: readonly number[];
  /** Whether two labels, of the table or not, are one class. */
  readonly isSame: (a: string, b: string) => boolean;
}

/** Languages: all names and codes of one language are one class; what is no known language is one by its spelling. */
export function languageClasses(labels: readonly string[]): LabelClasses {
  return classesBy(labels, (label) => resolveLanguage(label) ?? genreKey(label));
}

/** Genres, of which a label may name several. */
export function genreClasses(labels: readonly string[], separator: GenreSeparator): GenreClasses {
  const split = remembered(genreSplitter(labels, separator));
  const parts = labels.map((label) => (label === "" ? [""] : split(label)));
  const keyOf = (label: string): string => genreKey(split(label)[0]!);
  return {
    ...classesBy(
      parts.map(([first]) => first!),
      genreKey,
    ),
    several: parts.flatMap(({ length }, index) => (length > 1 ? [index] : [])),
    isSame: (a, b) => keyOf(a) === keyOf(b),
  };
}

function classesBy(spellings: readonly string[], keyOf: (label: string) => string): LabelClasses {
  const key = remembered(keyOf);
  const classes = new Map<string, Map<string, number>>();
  for (const spelling of spellings) {
    if (spelling === "") continue;
    const counts = classes.get(key(spelling)) ?? new Map<string, number>();
    counts.set(spelling, (counts.get(spelling) ?? 0) + 1);
    classes.set(key(spelling), counts);
  }
  // Sorting is stable: of spellings that occur equally often the first one leads.
  const nameOf = new Map([...classes].map(([of, counts]) => [of, [...counts].sort(([, a], [, b]) => b - a)[0]![0]]));
  return { names: spellings.map((spelling) => (spelling === "" ? "" : nameOf.get(key(spelling))!)), spellings };
}

/** Thousands of rows have a few labels. */
function remembered<Value>(compute: (label: string) => Value): (label: string) => Value {
  const known = new Map<string, Value>();
  return (label) => {
    const before = known.get(label);
    if (before !== undefined) return before;
    const value = compute(label);
    known.set(label, value);
    return value;
  };
}
