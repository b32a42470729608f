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

export const ZOOM_STEP = 1.4;
const CLOSER: MapCommand = { kind: "zoom", factor: ZOOM_STEP };
const FARTHER: MapCommand = { kind: "zoom", factor: 1 / ZOOM_STEP };
const COMMANDS: Readonly<Partial<Record<string, MapCommand>>> = {
  ArrowLeft: { kind: "go", direction: "left" },
  ArrowRight: { kind: "go", direction: "right" },
  ArrowUp: { kind: "go", direction: "up" },
  ArrowDown: { kind: "go", direction: "down" },
  h: { kind: "tool", tool: "pan" },
  r: { kind: "tool", tool: "rectangle" },
  l: { kind: "tool", tool: "lasso" },
  " ": { kind: "play" },
  Escape: { kind: "clear" },
  i: { kind: "invert" },
  "+": CLOSER,
  "=": CLOSER,
  "-": FARTHER,
  _: FARTHER,
  "0": { kind: "fit" },
};

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
  return name === "n" ? { kind: "neighbour", step: key.shiftKey ? -1 : 1 } : (COMMANDS[name] ?? null);
}

function withControl(name: string, shift: boolean): MapCommand | null {
  if (name === "z") return { kind: shift ? "redo" : "undo" };
  if (name === "y") return { kind: "redo" };
  if (name === "a" && !shift) return { kind: "all" };
  return null;
}
