import { describe, expect, it } from "vitest";
import { commandOf, modeOf, type Key } from "../../../../src/webview/map/interact/keys.ts";

const press = (name: string, ...modifiers: readonly ("ctrl" | "meta" | "shift" | "alt")[]) => {
  const has = (modifier: "ctrl" | "meta" | "shift" | "alt"): boolean => modifiers.includes(modifier);
  const key: Key = {
    key: name,
    ctrlKey: has("ctrl"),
    metaKey: has("meta"),
    shiftKey: has("shift"),
    altKey: has("alt"),
  };
  return commandOf(key);
};

describe("keys of the map", () => {
  it("move, open, play, walk", () => {
    expect(press("ArrowUp")).toEqual({ kind: "go", direction: "up" });
    expect(press("Enter")).toEqual({ kind: "open", mode: "replace" });
    expect(press("Enter", "shift")).toEqual({ kind: "open", mode: "add" });
    expect(press("Enter", "alt")).toEqual({ kind: "open", mode: "subtract" });
    expect(press(" ")).toEqual({ kind: "play" });
    expect([press("n"), press("N", "shift")]).toEqual([
      { kind: "neighbour", step: 1 },
      { kind: "neighbour", step: -1 },
    ]);
    expect(press("Escape")).toEqual({ kind: "clear" });
  });

  it("zoom on every layout of a keyboard", () => {
    expect(press("+", "shift")).toEqual(press("="));
    expect(press("0")).toEqual({ kind: "fit" });
    const [more, less] = [press("+"), press("-")];
    expect(more?.kind === "zoom" && less?.kind === "zoom" ? more.factor * less.factor : 0).toBeCloseTo(1, 12);
  });

  it("undo and redo as everywhere, with Command too", () => {
    expect(
      [press("z", "ctrl"), press("Z", "meta", "shift"), press("y", "ctrl"), press("a", "meta")].map(
        (command) => command?.kind,
      ),
    ).toEqual(["undo", "redo", "redo", "all"]);
  });

  it("leave the editor's own keys alone", () => {
    for (const command of [
      press("p", "ctrl"),
      press("n", "ctrl"),
      press("ArrowLeft", "alt"),
      press("F1"),
      press("?", "shift"),
      press("Tab"),
      press("z", "ctrl", "alt"),
    ]) {
      expect(command).toBeNull();
    }
  });

  it("Shift adds, Alt takes away", () => {
    expect([
      modeOf({ shiftKey: false, altKey: false }),
      modeOf({ shiftKey: true, altKey: false }),
      modeOf({ shiftKey: false, altKey: true }),
    ]).toEqual(["replace", "add", "subtract"]);
  });
});
