import type { Direction } from "../place/direction.ts";
import type { MapTool, SelectMode } from "../encoding.ts";

export type MapCommand =
  | { readonly kind: "go"; readonly direction: Direction }
  | { readonly kind: "neighbour"; readonly step: 1 | -1 }
  | { readonly kind: "open"; readonly mode: SelectMode }
  | { readonly kind: "zoom"; readonly factor: number }
  | { readonly kind: "tool"; readonly tool: MapTool }
  | { readonly kind: "play" | "clear" | "fit" | "invert" | "all" | "undo" | "redo" };

export type Key = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

const ARROWS: Readonly<Partial<Record<string, Direction>>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};
const TOOLS: Readonly<Partial<Record<string, MapTool>>> = { h: "pan", r: "rectangle", l: "lasso" };
export const ZOOM_STEP = 1.4;

/** Shift adds to the selection, Alt takes away. */
export function modeOf({ shiftKey, altKey }: Pick<Key, "shiftKey" | "altKey">): SelectMode {
  return shiftKey ? "add" : altKey ? "subtract" : "replace";
}

/** What a key does on the map; null: not the map's. */
export function commandOf(key: Key): MapCommand | null {
  const name = key.key.length === 1 ? key.key.toLowerCase() : key.key;
  if (key.ctrlKey || key.metaKey) return key.altKey ? null : withControl(name, key.shiftKey);
  if (name === "Enter") return { kind: "open", mode: modeOf(key) };
  if (key.altKey) return null;
  const direction = ARROWS[name];
  if (direction !== undefined) return { kind: "go", direction };
  const tool = TOOLS[name];
  if (tool !== undefined) return { kind: "tool", tool };
  switch (name) {
    case "n":
      return { kind: "neighbour", step: key.shiftKey ? -1 : 1 };
    case " ":
      return { kind: "play" };
    case "Escape":
      return { kind: "clear" };
    case "i":
      return { kind: "invert" };
    case "+":
    case "=":
      return { kind: "zoom", factor: ZOOM_STEP };
    case "-":
    case "_":
      return { kind: "zoom", factor: 1 / ZOOM_STEP };
    case "0":
      return { kind: "fit" };
    default:
      return null;
  }
}

function withControl(name: string, shift: boolean): MapCommand | null {
  if (name === "z") return { kind: shift ? "redo" : "undo" };
  if (name === "y") return { kind: "redo" };
  if (name === "a" && !shift) return { kind: "all" };
  return null;
}
