import type { KeyMeanings } from "../../panel/views.ts";

/** Keys that work wherever the keyboard is, unless a view has taken them. */
export const PAGE_KEYS: KeyMeanings = [
  ["/", "Find songs; Enter selects what was found"],
  ["Ctrl Z, Ctrl Shift Z", "Undo and redo the selection"],
  ["I", "Invert the selection"],
  ["Escape", "Clear the selection"],
  [", .", "Previous and next song, where some play in order"],
  ["?", "Show this list"],
];

export type PageCommand = "search" | "undo" | "redo" | "invert" | "clear" | "help" | "play" | "next" | "previous";

/** What a key does; null: not the page's, or it belongs to what has the keyboard. */
export function pageCommand(event: KeyboardEvent): PageCommand | null {
  const target = event.composedPath()[0];
  if (event.defaultPrevented || !(target instanceof Element) || target.matches(TEXT_FIELDS)) return null;
  const control = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (control && !event.altKey && (key === "z" || key === "y")) return key === "y" || event.shiftKey ? "redo" : "undo";
  if (control || event.altKey) return null;
  if (key === " ") return target.matches("button, [role='tab'], [role='combobox'], summary, a") ? null : "play";
  return COMMANDS[key] ?? null;
}

const COMMANDS: Readonly<Partial<Record<string, PageCommand>>> = {
  "?": "help",
  "/": "search",
  i: "invert",
  escape: "clear",
  ",": "previous",
  ".": "next",
};

const TEXT_FIELDS = "input:not([type='range']), textarea, select, [contenteditable]";
