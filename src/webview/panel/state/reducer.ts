import type { SelectMode } from "../../map/encoding.ts";
import type { RunChange, SavedGroup } from "../../base/saved-group.ts";
import { choiceOf, type Selected, type State } from "./state.ts";

export type Action =
  /** `mode`: Shift adds, Alt takes away. `focus`: the song to show; left out, the focus stays if it is still selected, else it goes to the first of the songs. */
  | { readonly type: "select"; readonly songs: Iterable<number>; readonly mode: SelectMode; readonly focus?: number }
  | { readonly type: "focus"; readonly song: number | null }
  | { readonly type: "invert" | "clear" | "undo" | "redo" }
  | { readonly type: "cursor"; readonly songs: readonly number[] }
  /** Another run is shown; `moved` gives the new index of a song of the run before, undefined where it has none. */
  | {
      readonly type: "run";
      readonly runId: string;
      readonly songCount: number;
      readonly moved: (song: number) => number | undefined;
    }
  /** Changes some fields of one group. */
  | { readonly type: "change"; readonly group: SavedGroup; readonly to: object };

/** Selections that can be undone. */
const HISTORY = 100;
/** All of them together hold at most so many songs. */
const MOST_REMEMBERED = 2_000_000;

export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case "select":
      return withSelection(state, select(state, action));
    case "invert":
      return withSelection(state, { ...state.selected, songs: complement(state.selected.songs, state.songCount) });
    case "clear":
      return withSelection(state, { songs: [], focus: null });
    case "focus":
      return { ...state, selected: { ...state.selected, focus: action.song } };
    case "undo":
      return travel(state, "past", "future");
    case "redo":
      return travel(state, "future", "past");
    case "cursor":
      return underCursor(state, action.songs);
    case "run":
      return showRun(state, action);
    case "change":
      return {
        ...state,
        choices: new Map(state.choices).set(action.group, { ...choiceOf(state, action.group), ...action.to }),
      };
  }
}

function select(state: State, { songs, mode, focus }: Extract<Action, { readonly type: "select" }>): Selected {
  const known = ascending(Array.from(songs).filter((song) => song >= 0 && song < state.songCount));
  const combined = combine(state.selected.songs, known, mode);
  return { songs: combined, focus: focus ?? focusAmong(combined, known, state.selected.focus) };
}

function combine(before: readonly number[], songs: readonly number[], mode: SelectMode): readonly number[] {
  if (mode === "replace") return songs;
  if (mode === "add") return ascending([...before, ...songs]);
  const taken = new Set(songs);
  return before.filter((song) => !taken.has(song));
}

function focusAmong(selection: readonly number[], fresh: readonly number[], before: number | null): number | null {
  if (before !== null && holds(selection, before)) return before;
  return fresh.find((song) => holds(selection, song)) ?? selection[0] ?? null;
}

function withSelection(state: State, next: Selected): State {
  const before = state.selected;
  if (sameSongs(before.songs, next.songs)) return before.focus === next.focus ? state : { ...state, selected: next };
  return { ...state, selected: next, past: remembered([...state.past.slice(1 - HISTORY), before]), future: [] };
}

function travel(state: State, from: "past" | "future", to: "past" | "future"): State {
  const target = state[from].at(-1);
  if (target === undefined) return state;
  return { ...state, selected: target, [from]: state[from].slice(0, -1), [to]: [...state[to], state.selected] };
}

/** The song under the editor's cursor is the one to show; the selection stays, it may have taken work to make. */
function underCursor(state: State, songs: readonly number[]): State {
  const known = songs.filter((song) => song < state.songCount);
  return { ...state, cursor: known, selected: { ...state.selected, focus: known[0] ?? state.selected.focus } };
}

function showRun(state: State, { runId, songCount, moved }: Extract<Action, { readonly type: "run" }>): State {
  const change: RunChange = {
    sameRun: state.runId === runId,
    move: (song) => (song === null ? null : (moved(song) ?? null)),
  };
  const moveAll = (songs: readonly number[]): readonly number[] =>
    ascending(songs.flatMap((song) => moved(song) ?? []).filter((song) => song < songCount));
  const moveSelected = ({ songs, focus }: Selected): Selected => ({ songs: moveAll(songs), focus: change.move(focus) });
  return {
    runId,
    selected: moveSelected(state.selected),
    choices: new Map([...state.choices].map(([group, value]) => [group, group.inRun(value, change)])),
    songCount,
    past: state.past.map(moveSelected),
    future: state.future.map(moveSelected),
    cursor: moveAll(state.cursor),
  };
}

/** The latest selections, as many as may be kept. */
function remembered(past: readonly Selected[]): readonly Selected[] {
  let songs = 0;
  const tooOld = past.findLastIndex((selected) => (songs += selected.songs.length) > MOST_REMEMBERED);
  return past.slice(tooOld + 1);
}

function ascending(songs: readonly number[]): readonly number[] {
  // Most come so, and a million are not sorted for nothing.
  const isSorted = songs.every((song, place) => place === 0 || songs[place - 1]! < song);
  return isSorted ? songs : [...new Set(songs)].sort((a, b) => a - b);
}

/** Is a song among ascending ones? */
function holds(songs: readonly number[], song: number): boolean {
  let [low, high] = [0, songs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (songs[middle]! < song) low = middle + 1;
    else high = middle;
  }
  return songs[low] === song;
}

function complement(songs: readonly number[], count: number): readonly number[] {
  const others: number[] = [];
  let next = 0;
  for (let song = 0; song < count; song++)
    if (songs[next] === song) next += 1;
    else others.push(song);
  return others;
}

function sameSongs(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((song, index) => song === b[index]);
}
