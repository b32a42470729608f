import { describe, expect, it } from "vitest";
import { SelectionHistory } from "../../../src/webview/map/selection-history.ts";
import { combine, inverted } from "../../../src/webview/map/song-sets.ts";

const songs = (...numbers: number[]): Uint32Array => Uint32Array.from(numbers);

describe("a selection", () => {
  it("is replaced, added to, subtracted from; always ascending, each song once", () => {
    expect(combine(songs(1, 5), songs(3), "replace")).toEqual(songs(3));
    expect(combine(songs(1, 5), songs(0, 5, 20), "add")).toEqual(songs(0, 1, 5, 20));
    expect(combine(songs(1, 5, 7), songs(5, 6), "subtract")).toEqual(songs(1, 7));
  });

  it("is inverted among the songs that are shown", () => {
    expect(inverted(songs(1, 3), 6, (song) => song !== 4)).toEqual(songs(0, 2, 5));
  });
});

describe("the history of selections", () => {
  it("goes back and forth; a new selection drops what was undone", () => {
    const history = new SelectionHistory();
    for (const selection of [songs(1), songs(1, 2), songs(9)]) history.record(selection);
    expect(history.previous()).toEqual(songs(1, 2));
    history.record(history.previous()!);
    expect(history.next()).toEqual(songs(9));
    history.record(history.previous()!);
    expect([history.canUndo, history.canRedo]).toEqual([true, true]);
    history.record(history.next()!);
    expect(history.previous()).toEqual(songs(1));
    history.record(songs(4));
    expect([history.canUndo, history.canRedo]).toEqual([true, false]);
    expect(history.previous()).toEqual(songs(1, 2));
  });

  it("takes no note of what did not change, and forgets what is long ago", () => {
    const history = new SelectionHistory();
    history.record(songs());
    expect(history.canUndo).toBe(false);
    history.record(songs(1));
    history.record(songs(1));
    history.record(history.previous()!);
    expect(history.canUndo).toBe(false);
    for (let song = 0; song < 300; song++) history.record(songs(song + 10));
    let steps = 0;
    for (; history.canUndo; steps++) history.record(history.previous()!);
    expect(steps).toBe(100);
  });
});
