import type { GenreSeparator } from "../contract/settings.ts";
import { isMissingText } from "../missing.ts";
import { genreKey } from "./genre-key.ts";

/** The genres that a cell names, at least one, the cell's own text where it names one. */
export type GenreSplitter = (cell: string) => readonly string[];

/**
 * How the genre cells of a table are taken apart. `auto` splits lists of Python and JSON (`['rock', 'pop']`), and at bars,
 * semicolons, tabs, line ends and double backslashes, which stand in no genre's name. A comma or a slash may be part of a
 * name (`Folk, World, & Country`, `Hip-Hop/Rap`), so the table must show that it is none:
 * - commas: of most cells with one, the first part is a genre of its own, or a part of another such cell;
 * - slashes, cell by cell: all parts are genres of their own.
 *
 * @param cells of the whole table; empty ones do not matter
 */
export function genreSplitter(cells: readonly string[], separator: GenreSeparator): GenreSplitter {
  if (separator === "none") return (cell) => [cell];
  if (separator !== "auto") return (cell) => partsOr(cell, listItems(cell) ?? cell.split(separator));
  const distinct = [...new Set(cells)].flatMap(plainParts);
  const own = new Set(distinct.filter((part) => !/[,/]/.test(part)).map(genreKey));
  const withCommas = [...new Set(distinct.filter((part) => part.includes(",")))];
  const commas = separatesCommas(withCommas, own);
  if (commas) for (const part of withCommas.flatMap(atCommas)) own.add(genreKey(part));
  return (cell) => {
    const parts = plainParts(cell).flatMap((part) => (commas ? atCommas(part) : [part]));
    return partsOr(
      cell,
      parts.flatMap((part) => {
        const slashed = part.split("/");
        return slashed.every((item) => own.has(genreKey(item.trim()))) ? slashed : [part];
      }),
    );
  };
}

/** Apart from a comma and a slash, what stands between genres. The semicolon of `R&amp;B` does not. */
const BETWEEN = /[|\t\n\r\0]|(?<!&#?\w{1,8});|\\\\/;

function plainParts(cell: string): readonly string[] {
  return partsOr(cell, listItems(cell) ?? cell.split(BETWEEN));
}

function atCommas(part: string): readonly string[] {
  return partsOr(part, part.split(","));
}

function separatesCommas(cells: readonly string[], own: ReadonlySet<string>): boolean {
  const counts = new Map<string, number>();
  for (const cell of cells)
    for (const key of new Set(atCommas(cell).map(genreKey))) counts.set(key, (counts.get(key) ?? 0) + 1);
  const supported = cells.filter((cell) => {
    const key = genreKey(atCommas(cell)[0]!);
    return own.has(key) || counts.get(key)! > 1;
  });
  return supported.length > 0 && 2 * supported.length >= cells.length;
}

/** The items of a list as Python, NumPy or JSON writes it; undefined for what is none. */
function listItems(cell: string): readonly string[] | undefined {
  const inside = /^[[({](.*)[\])}]$/s.exec(cell.trim())?.[1];
  if (inside === undefined) return undefined;
  const quoted = [...inside.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gs)];
  if (quoted.length === 0) return inside.split(",");
  return quoted.map(([, single, double = ""]) => (single ?? double).replaceAll(/\\(.)/g, "$1"));
}

/**
 * Parts without blanks around them, without those that are missing. MTG-Jamendo marks a tag's kind (`genre---rock`): of
 * several kinds the genres count.
 */
function partsOr(cell: string, parts: readonly string[]): readonly string[] {
  const present = parts.map((part) => part.trim()).filter((part) => !isMissingText(part));
  const genres = present.filter((part) => part.startsWith("genre---")).map((part) => part.slice("genre---".length));
  const named = genres.length > 0 ? genres : present;
  return named.length > 0 ? named : [cell];
}
