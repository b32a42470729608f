import { nameKey } from "../names.ts";
import { bareOf, decodedName, foldName, partsOf, stemOf, type NameParts } from "./spelling.ts";

/**
 * How a name differs from the one that it means, from the least to the most: `folder` in the folders before it alone, `encoding`
 * by being written as in a web address, `spelling` in what {@link foldName} leaves out, `extension` in its extension.
 */
export const NAME_DIFFERENCES = ["folder", "encoding", "spelling", "extension"] as const;
export type NameDifference = (typeof NAME_DIFFERENCES)[number];

/** The keys that a name may mean. */
export interface NameMatch {
  /** Indices of keys, in their order: one if the name is certain, else all that fit equally well, at most {@link MOST_SHOWN}. */
  readonly keys: readonly [number, ...number[]];
  /** How many fit: more than `keys` where those are cut off. */
  readonly count: number;
  /** Undefined if the name is a key, or the end of one: there is nothing to correct. */
  readonly difference: NameDifference | undefined;
}

/** Of keys that fit equally well, so many are named. */
export const MOST_SHOWN = 20;

/** Folders of a path that are looked at, from its end: no collection is deeper. */
const MOST_FOLDERS = 24;

/**
 * Finds the key that a name means: the same file name, with as many of the folders before it as possible, then regardless of
 * spelling, then of the extension. Names and keys may be paths of any system. A longer way of folders in another spelling
 * that contradicts a shorter one makes the name uncertain. A lookup costs as much as the name is deep, whatever the number of keys.
 *
 * @returns undefined where no key fits.
 */
export function nameMatcher(keys: readonly string[]): (name: string) => NameMatch | undefined {
  const exact = new Map<string, number>();
  for (const [index, key] of keys.entries()) {
    const name = nameKey(key);
    if (!exact.has(name)) exact.set(name, index);
  }
  const written = once(() => byBase(keys, (key) => [partsOf(key)]));
  const folded = once(() => byBase(keys, (key) => [foldedParts(key)]));
  const numbers = once(() => byBase(keys, (key) => withNumber(foldedParts(key))));
  const stems = once(() => byBase(keys, (key) => withStem(foldedParts(key))));
  const levels = [
    { difference: "folder", names: written, namesOf: (name: string) => [partsOf(name)] },
    { difference: "encoding", names: written, namesOf: (name: string) => decodedParts(name) },
    { difference: "spelling", names: folded, namesOf: spellings },
    { difference: "extension", names: stems, namesOf: (name: string) => spellings(name).flatMap(withStem) },
    // A program that reads ids as numbers leaves their zeros out: `2` for `000002.mp3`.
    { difference: "extension", names: numbers, namesOf: (name: string) => spellings(name).flatMap(withNumber) },
  ] as const;
  return (name) => {
    const whole = exact.get(nameKey(name));
    if (whole !== undefined) return { keys: [whole], count: 1, difference: undefined };
    let best: Fit | undefined;
    for (const { difference, namesOf, names } of levels) {
      for (const parts of namesOf(name)) {
        const fit = longest(names(), parts, difference);
        if (fit === undefined) continue;
        best = best === undefined ? fit : better(best, fit);
        if (best.certain) return matchOf(best, name, keys);
      }
    }
    return best && matchOf(best, name, keys);
  };
}

function foldedParts(name: string): NameParts | undefined {
  const parts = partsOf(bareOf(name));
  if (parts === undefined) return undefined;
  // Some programs write a full-width slash where a title has one.
  const { folders, base } = partsOf(foldName(parts.base)) ?? { folders: [], base: "" };
  return { folders: [...parts.folders, ...folders], base };
}

function decodedParts(name: string): readonly (NameParts | undefined)[] {
  const decoded = decodedName(name);
  return decoded === name ? [] : [partsOf(decoded)];
}

function spellings(name: string): readonly (NameParts | undefined)[] {
  const decoded = decodedName(name);
  return decoded === name ? [foldedParts(name)] : [foldedParts(name), foldedParts(decoded)];
}

/** As it is (`s0` for `s0.wav`), and without its extension (`s0.mp3` for `s0.wav`). */
function withStem(parts: NameParts | undefined): readonly (NameParts | undefined)[] {
  if (parts === undefined) return [];
  const stem = stemOf(parts.base);
  return stem === parts.base ? [parts] : [parts, { ...parts, base: stem }];
}

/** The number that a name is, without zeros before it; nothing for other names. */
function withNumber(parts: NameParts | undefined): readonly (NameParts | undefined)[] {
  const digits = parts && /^0*(\d+)$/.exec(stemOf(parts.base))?.[1];
  return parts === undefined || digits === undefined ? [] : [{ ...parts, base: digits }];
}

/** The keys of one file name. */
interface SameName {
  readonly keys: number[];
  readonly parts: NameParts[];
  /** By the folders directly before the name; made when a name is looked up that several keys have. */
  endings?: Endings;
}

/** The keys with one ending: a file name with the folders directly before it. */
interface Ending {
  count: number;
  readonly keys: number[];
  /** Keys that are no longer than the ending: a file that lies nowhere else. */
  readonly whole: number[];
}

type Endings = ReadonlyMap<string, Ending>;

function byBase(
  keys: readonly string[],
  partsOfKey: (key: string) => readonly (NameParts | undefined)[],
): ReadonlyMap<string, SameName> {
  const names = new Map<string, SameName>();
  for (const [index, key] of keys.entries()) {
    for (const parts of partsOfKey(key)) {
      if (parts === undefined) continue;
      const same = names.get(parts.base);
      if (same === undefined) names.set(parts.base, { keys: [index], parts: [parts] });
      // A key is looked up as several things, which may be one.
      else if (same.keys.at(-1) !== index) {
        same.keys.push(index);
        same.parts.push(parts);
      }
    }
  }
  return names;
}

function endingsOf({ keys, parts }: SameName): Endings {
  const endings = new Map<string, Ending>();
  for (const [at, { folders }] of parts.entries()) {
    const index = keys[at]!;
    for (let count = 0; count <= Math.min(folders.length, MOST_FOLDERS); count++) {
      const ending = endingOf(folders, count);
      let entry = endings.get(ending);
      if (entry === undefined) endings.set(ending, (entry = { count: 0, keys: [], whole: [] }));
      entry.count++;
      if (entry.keys.length < MOST_SHOWN) entry.keys.push(index);
      if (count === folders.length && entry.whole.length < 2) entry.whole.push(index);
    }
  }
  return endings;
}

function endingOf(folders: readonly string[], count: number): string {
  return count === 0 ? "" : folders.slice(folders.length - count).join("/");
}

interface Fit extends NameMatch {
  /** Folders that name and keys have in common, from the end. */
  readonly folders: number;
  /** One key, and nothing of the name or of the key is left that could contradict. */
  readonly certain: boolean;
}

function longest(
  names: ReadonlyMap<string, SameName>,
  parts: NameParts | undefined,
  difference: NameDifference,
): Fit | undefined {
  const same = parts && names.get(parts.base);
  if (parts === undefined || same === undefined) return undefined;
  if (same.keys.length === 1) return onlyFit(same.keys[0]!, same.parts[0]!.folders, parts.folders, difference);
  const endings = (same.endings ??= endingsOf(same));
  for (let folders = Math.min(parts.folders.length, MOST_FOLDERS); folders >= 0; folders--) {
    const ending = endings.get(endingOf(parts.folders, folders));
    if (ending === undefined) continue;
    const { keys, whole, count } = ending;
    // Of files whose folders the name does not have, the one without any more folders is meant, if there is just one.
    if (count > 1 && whole.length === 1 && parts.folders.length > folders)
      return { keys: [whole[0]!], count: 1, difference, folders, certain: true };
    const certain = count === 1 && (folders === parts.folders.length || whole.length === 1);
    const [first, ...others] = keys;
    return { keys: [first!, ...others], count, difference, folders, certain };
  }
  return undefined;
}

/** The only key of a file name. */
function onlyFit(key: number, its: readonly string[], wanted: readonly string[], difference: NameDifference): Fit {
  const most = Math.min(its.length, wanted.length);
  let folders = 0;
  while (folders < most && its[its.length - 1 - folders] === wanted[wanted.length - 1 - folders]) folders++;
  return { keys: [key], count: 1, difference, folders, certain: folders === most };
}

/** Which of a stricter and a weaker fit counts; both, where they contradict each other. */
function better(strict: Fit, weak: Fit): Fit {
  if (weak.folders <= strict.folders) return strict;
  if (strict.count > 1 || (weak.count === 1 && weak.keys[0] === strict.keys[0])) return weak;
  const keys = [...new Set([...strict.keys, ...weak.keys])].sort((a, b) => a - b).slice(0, MOST_SHOWN);
  return { ...weak, keys: [keys[0]!, ...keys.slice(1)], count: weak.count + 1, certain: false };
}

function matchOf({ keys, count, difference }: Fit, name: string, all: readonly string[]): NameMatch {
  const key = all[keys[0]]!;
  // The end of a key, or the key itself: `english/s0.wav` for `audio/english/s0.wav`.
  const isEnd = count === 1 && difference === "folder" && `/${nameKey(key)}`.endsWith(`/${nameKey(name)}`);
  return { keys, count, difference: isEnd ? undefined : difference };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
