import { nameKey } from "../names.ts";

/** A name that may be a path of any system, taken apart. */
export interface NameParts {
  /** From the outermost; compared folded, so that their case does not matter. */
  readonly folders: readonly string[];
  /** The last part in Unicode NFC, as it is written. */
  readonly base: string;
}

/**
 * Takes a name apart at the separators of all systems; undefined where nothing is left. Drive letters, hosts and the like
 * stay as folders: names are compared from their ends. `.` and `..` say nothing about where a file lies below a folder.
 */
export function partsOf(name: string): NameParts | undefined {
  const parts = name.split(/[/\\]/).filter((part) => part !== "" && part !== "." && part !== "..");
  const base = parts.pop();
  return base === undefined ? undefined : { folders: parts.map(foldFolder), base: nameKey(base) };
}

/** The same few folders stand before many names. */
const foldedFolders = new Map<string, string>();
const MOST_KEPT = 10_000;

function foldFolder(folder: string): string {
  let folded = foldedFolders.get(folder);
  if (folded === undefined) {
    if (foldedFolders.size >= MOST_KEPT) foldedFolders.clear();
    foldedFolders.set(folder, (folded = foldName(folder)));
  }
  return folded;
}

/** A name without what stands around it: blanks, characters that nobody sees, and quotes on both sides. */
export function bareOf(name: string): string {
  const bare = name.replaceAll(/^[\s\p{Cf}\p{Cc}]+|[\s\p{Cf}\p{Cc}]+$/gu, "");
  const inside = /^(["'`“‘«„]).+(["'`”’»“])$/u.exec(bare) === null ? bare : bare.slice(1, -1);
  return inside === bare ? bare : bareOf(inside);
}

/** A name as it was before a web address was made of it (`a%20b.mp3`); the name itself where it is no such thing. */
export function decodedName(name: string): string {
  if (!/%[0-9a-f]{2}/i.test(name)) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * What people see of a name: without its case, forms of one character (Unicode NFKC), invisible characters, kinds of quotes and
 * dashes, and with one blank where there are several, none at the ends and before the extension. A line break stays: it is
 * never meant.
 */
export function foldName(name: string): string {
  return endsOf(/^[\x20-\x7e]*$/.test(name) ? name.replaceAll("`", "'").toLowerCase() : foldLetters(name));
}

function foldLetters(name: string): string {
  return name
    .normalize("NFKC")
    .replaceAll(/[\p{Cf}\p{Variation_Selector}]|(?![\r\n\t])\p{Cc}/gu, "")
    .replaceAll(/[‘’‚‛′ʼ`´]/g, "'")
    .replaceAll(/[“”„‟″«»]/g, '"')
    .replaceAll(/[‐‑‒–—―−]/g, "-")
    .toUpperCase()
    .toLowerCase()
    .normalize("NFC");
}

/** One blank for several, none at the ends and before the extension. */
function endsOf(name: string): string {
  return name
    .trim()
    .replaceAll(/[^\S\r\n]+/g, " ")
    .replace(/ (?=\.[a-z0-9]{1,5}$)/, "");
}

/** A folded name without its extension: up to five letters and digits, at least one of them a letter (`No. 5` has none). */
export function stemOf(folded: string): string {
  return folded.replace(/(?<=.)\.(?=\d*[a-z])[a-z0-9]{1,5}$/, "");
}

/** A name for a message: what cannot be seen is written out. */
export function visibleName(name: string): string {
  return name.replaceAll(
    /[\p{Cf}\p{Cc}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu,
    (character) => `‹U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}›`,
  );
}
