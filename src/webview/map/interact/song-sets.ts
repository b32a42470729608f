/** The songs of 0 … count − 1 that are not in the selection and accepted, ascending. */
export function inverted(present: Uint32Array, count: number, accept: (song: number) => boolean): Uint32Array {
  const selected = new Set(present);
  const rest: number[] = [];
  for (let song = 0; song < count; song++) if (!selected.has(song) && accept(song)) rest.push(song);
  return Uint32Array.from(rest);
}
