import { describe, expect, it } from "vitest";
import {
  FILTER,
  LAYOUT,
  MAP,
  RECONSTRUCTION,
  SHARED_CHOICES,
  VIEW,
} from "../../../../src/webview/panel/state/choices.ts";
import { reduce, type Action } from "../../../../src/webview/panel/state/reducer.ts";
import { choiceOf, restore, toSave, type Selected, type State } from "../../../../src/webview/panel/state/state.ts";

const fresh = restore(undefined, SHARED_CHOICES);
const start: State = { ...fresh, songCount: 10, past: [], future: [], cursor: [] };
const after = (...actions: readonly Action[]): State => actions.reduce(reduce, start);
const selected = (state: State): Selected => state.selected;

describe("selection", () => {
  it("replaces, adds and takes away; keeps songs ascending, each once", () => {
    expect(selected(after({ type: "select", songs: [5, 2, 5], mode: "replace" }))).toEqual({ songs: [2, 5], focus: 2 });
    const added = after(
      { type: "select", songs: [5], mode: "replace" },
      { type: "select", songs: [1, 5], mode: "add" },
    );
    expect(selected(added)).toEqual({ songs: [1, 5], focus: 5 });
    expect(selected(reduce(added, { type: "select", songs: [5], mode: "subtract" }))).toEqual({ songs: [1], focus: 1 });
  });

  it("leaves out songs that the run does not have", () => {
    expect(selected(after({ type: "select", songs: [-1, 3, 10], mode: "replace" })).songs).toEqual([3]);
  });

  it("inverts among all songs and clears", () => {
    const state = after({ type: "select", songs: [0, 1, 2, 3, 4, 5, 6, 7], mode: "replace" }, { type: "invert" });
    expect(selected(state).songs).toEqual([8, 9]);
    expect(selected(reduce(state, { type: "clear" }))).toEqual({ songs: [], focus: null });
  });

  it("goes back and forth, and forgets what lay ahead at a new selection", () => {
    const two = after({ type: "select", songs: [1], mode: "replace" }, { type: "select", songs: [2], mode: "replace" });
    const back = reduce(two, { type: "undo" });
    expect(selected(back).songs).toEqual([1]);
    expect(selected(reduce(back, { type: "redo" })).songs).toEqual([2]);
    const other = reduce(back, { type: "select", songs: [3], mode: "replace" });
    expect(reduce(other, { type: "redo" })).toBe(other);
    expect(reduce(start, { type: "undo" })).toBe(start);
  });

  it("keeps a hundred selections to go back to, and none for one that changed nothing", () => {
    const many = Array.from({ length: 150 }, (_, index): Action => ({
      type: "select",
      songs: [index % 2],
      mode: "replace",
    }));
    expect(after(...many).past).toHaveLength(100);
    const once = after({ type: "select", songs: [1], mode: "replace" });
    expect(reduce(once, { type: "select", songs: [1], mode: "replace" })).toBe(once);
  });

  it("shows the song at the editor's cursor without touching the selection", () => {
    const state = after({ type: "select", songs: [1, 2], mode: "replace" }, { type: "cursor", songs: [7] });
    expect(state.cursor).toEqual([7]);
    expect(selected(state)).toEqual({ songs: [1, 2], focus: 7 });
  });
});

describe("another run", () => {
  const run: Action = { type: "run", runId: "b", songCount: 4, moved: (song) => ({ 1: 3, 2: 0, 5: 9 })[song] };

  it("takes the selection along by song and drops songs that it has not", () => {
    const state = after({ type: "select", songs: [1, 2, 4, 5], mode: "replace", focus: 2 }, run);
    expect(selected(state)).toEqual({ songs: [0, 3], focus: 0 });
    expect(state.songCount).toBe(4);
    expect(state.runId).toBe("b");
  });

  it("keeps what was typed and drops filters by clusters, which mean something else there", () => {
    const state = after({ type: "change", group: FILTER, to: { text: "miedo", cluster: 2 } }, run);
    expect(choiceOf(state, FILTER)).toEqual({ ...FILTER.fresh, text: "miedo" });
  });

  it("looks at all of its map and compares with the same song, where it has it", () => {
    const change: Action = {
      type: "change",
      group: MAP,
      to: { view: { x: 1, y: 2, zoom: 3 }, hidden: ["0"], tool: "lasso" },
    };
    const comparing = (compare: number): Action => ({ type: "change", group: RECONSTRUCTION, to: { compare } });
    const state = after(change, comparing(1), run);
    expect(choiceOf(state, MAP)).toEqual({ view: null, hidden: [], tool: "lasso" });
    expect(choiceOf(state, RECONSTRUCTION)).toEqual({ model: null, compare: 3 });
    expect(choiceOf(after(comparing(4), run), RECONSTRUCTION).compare).toBeNull();
    const again = reduce(reduce(state, change), run);
    expect(choiceOf(again, MAP)).toEqual({ view: { x: 1, y: 2, zoom: 3 }, hidden: ["0"], tool: "lasso" });
  });
});

describe("a restored state", () => {
  const restored = (raw: unknown) => restore(JSON.parse(JSON.stringify(raw ?? null)), SHARED_CHOICES);

  it("is the saved one", () => {
    const state = after(
      { type: "select", songs: [1, 4], mode: "replace" },
      { type: "change", group: VIEW, to: { projection: "umap", colour: "genre" } },
      { type: "change", group: LAYOUT, to: { right: 0.5, tab: "metrics" } },
    );
    const { runId, selected: songs, choices } = state;
    expect(restored(toSave(state))).toEqual({ runId, selected: songs, choices });
    expect(toSave(state)).toMatchObject({ selected: { songs: [1, 4], focus: 1 }, view: { colour: "genre" } });
  });

  it.each([undefined, null, 7, "x", []])("is fresh for %j", (raw) => {
    expect(restored(raw)).toEqual(fresh);
    expect(choiceOf(fresh, LAYOUT)).toEqual({
      right: 0.42,
      bottom: 0.26,
      distribution: 0.34,
      tab: null,
      narrowTab: null,
      strip: false,
    });
    expect(choiceOf(fresh, VIEW).colour).toBe("cluster");
  });

  it("replaces only the fields that make no sense", () => {
    const saved = toSave(fresh) as { readonly view: object; readonly layout: object };
    const raw = {
      ...saved,
      runId: 3,
      selected: { songs: [1, "2"], focus: 1 },
      view: { ...saved.view, colour: "taste", projection: "pca" },
      layout: { ...saved.layout, right: 4 },
      extra: 1,
    };
    expect(toSave(restored(raw))).toEqual({
      ...saved,
      selected: { songs: [], focus: 1 },
      view: { ...saved.view, projection: "pca" },
    });
  });
});
