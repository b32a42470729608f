import { nameKey } from "../names.ts";

/** A text per row, of which single ones are wanted; a list of strings is one. */
export interface TextColumn {
  readonly length: number;
  /** Undefined behind the last row. */
  at(row: number): string | undefined;
}

/**
 * Texts that lie in UTF-8 one after the other: a million strings would take ten times the memory.
 * @param ends where in bytes each one ends
 * @param decode the text of a range of bytes
 */
export function textColumn(ends: Float64Array, decode: (start: number, end: number) => string): TextColumn {
  return {
    length: ends.length,
    at: (row) => (row in ends ? decode(row === 0 ? 0 : ends[row - 1]!, ends[row]!) : undefined),
  };
}

/** How often the index of names lets others run, in names. */
const PAUSE = 2_000;

/**
 * Finds rows by their names, compared by {@link nameKey}, in 8 to 16 bytes a row. Of rows with one name the last is found.
 * @param pause called now and then: a million names take seconds
 */
export async function indexNames(
  names: TextColumn,
  pause: () => Promise<unknown>,
): Promise<(name: string) => number | undefined> {
  // Open addressing: a name's row stands in the place of its hash, or behind it where that is taken. At least half is free.
  const mask = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * names.length))) - 1;
  const rows = new Int32Array(mask + 1).fill(-1);
  const placeOf = (key: string): number => {
    let place = hashOf(key) & mask;
    while (rows[place] !== -1 && nameKey(names.at(rows[place]!)!) !== key) place = (place + 1) & mask;
    return place;
  };
  for (let row = 0; row < names.length; row++) {
    rows[placeOf(nameKey(names.at(row)!))] = row;
    if (row % PAUSE === PAUSE - 1) await pause();
  }
  return (name) => {
    const row = rows[placeOf(nameKey(name))]!;
    return row === -1 ? undefined : row;
  };
}

/** FNV-1a over the code units, mixed once more: names differ in their last digits. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
