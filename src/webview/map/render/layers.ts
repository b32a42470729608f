import type { ColourEncoding } from "../encoding.ts";
import type { Appearance } from "./looks.ts";
import { DIMMED, NORMAL, SELECTED } from "./scene.ts";

/** Per song, is it shown? A song of a group that the legend hides, or without a place, is not. */
export function shownSongs(
  positions: Float32Array,
  encoding: ColourEncoding | null,
  hidden: ReadonlySet<string>,
): Uint8Array {
  const shown = new Uint8Array(positions.length / 2);
  const groupOf = encoding?.kind === "categories" && hidden.size > 0 ? encoding.groupOf : null;
  const hides = encoding?.kind === "categories" ? encoding.groups.map(({ key }) => hidden.has(key)) : [];
  for (let song = 0; song < shown.length; song++) {
    const placed = !Number.isNaN(positions[2 * song]!);
    if (placed && (groupOf === null || hides[groupOf[song]!] !== true)) shown[song] = 1;
  }
  return shown;
}

/**
 * Songs that are selected stand out, and the rest dims. One selected song alone dims nothing: its ring is seen without,
 * and what one looks at next is what lies around it.
 */
export function songStates(count: number, selection: Uint32Array, dimmed: Uint8Array | null): Uint8Array {
  const states = new Uint8Array(count).fill(selection.length > 1 ? DIMMED : NORMAL);
  if (dimmed !== null) for (let song = 0; song < count; song++) if (dimmed[song] === 1) states[song] = DIMMED;
  for (const song of selection) if (song < count) states[song] = SELECTED;
  return states;
}

/** State (NORMAL, SELECTED, DIMMED) → what it is drawn above: dimmed lie lowest, selected on top. */
const LEVEL = Uint8Array.of(1, 2, 0);

/** Songs in the order of drawing; a counting sort, so songs of one group keep their order. */
export function drawingOrder(songs: Uint32Array, states: Uint8Array, { styleOf, turns }: Appearance): Uint32Array {
  const layers = turns.reduce((most, turn) => Math.max(most, turn), 1) + 1;
  const layerOf = (song: number): number => LEVEL[states[song]!]! * layers + turns[styleOf[song]!]!;
  const starts = new Uint32Array(3 * layers + 1);
  for (const song of songs) starts[layerOf(song) + 1]! += 1;
  for (let layer = 1; layer < starts.length; layer++) starts[layer]! += starts[layer - 1]!;
  const order = new Uint32Array(songs.length);
  for (const song of songs) {
    const layer = layerOf(song);
    order[starts[layer]!] = song;
    starts[layer]! += 1;
  }
  return order;
}

/**
 * Shown songs that stand out among many: the selected ones, else those that a filter leaves; none where they are more than `most`.
 * All are of one state.
 */
export function standing(states: Uint8Array, shown: Uint8Array, most: number): Uint32Array {
  const counts = new Uint32Array(3);
  for (let song = 0; song < states.length; song++) if (shown[song] === 1) counts[states[song]!]! += 1;
  const state = counts[SELECTED]! > 0 ? SELECTED : NORMAL;
  if (counts[state]! > most || (state === NORMAL && counts[DIMMED] === 0)) return new Uint32Array();
  const found = new Uint32Array(counts[state]!);
  let count = 0;
  for (let song = 0; song < states.length; song++)
    if (shown[song] === 1 && states[song] === state) found[count++] = song;
  return found;
}

/** Positions that hold a 1, ascending. */
export function marked(bytes: Uint8Array): Uint32Array {
  const found = new Uint32Array(bytes.length);
  let count = 0;
  for (let song = 0; song < bytes.length; song++) if (bytes[song] === 1) found[count++] = song;
  return found.slice(0, count);
}
