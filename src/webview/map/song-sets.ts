import type { SelectMode } from "./encoding.ts";

/** A selection after a change; both sets ascend, and so does the result. */
export function combine(present: Uint32Array, songs: Uint32Array, mode: SelectMode): Uint32Array {
  if (mode === "replace") return songs;
  const changed = new Set(songs);
  if (mode === "subtract") return present.filter((song) => !changed.has(song));
  for (const song of present) changed.add(song);
  return Uint32Array.from(changed).sort();
}

/** The songs of 0 … count − 1 that are not in the selection and accepted. */
export function inverted(present: Uint32Array, count: number, accept: (song: number) => boolean): Uint32Array {
  const selected = new Set(present);
  const rest: number[] = [];
  for (let song = 0; song < count; song++) if (!selected.has(song) && accept(song)) rest.push(song);
  return Uint32Array.from(rest);
}

export function sameSongs(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((song, position) => song === b[position]);
}
