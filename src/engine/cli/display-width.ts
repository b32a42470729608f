import { graphemes } from "../../shared/text/graphemes.ts";

/** Characters that take two columns of a terminal: those of China, Japan and Korea, and pictures. */
const WIDE =
  /\p{Emoji_Presentation}|[\uFE0F\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u;

/** How many columns of a terminal a text takes. */
export function displayWidth(text: string): number {
  return graphemes(text).reduce((sum, letter) => sum + widthOf(letter), 0);
}

/** A text that takes at most so many columns: a longer one ends with “…”. */
export function cutToWidth(text: string, room: number): string {
  if (displayWidth(text) <= room) return text;
  let kept = "";
  let left = room - 1;
  for (const letter of graphemes(text)) {
    left -= widthOf(letter);
    if (left < 0) break;
    kept += letter;
  }
  return `${kept}…`;
}

function widthOf(letter: string): number {
  // Nothing before U+1100 is wide: a plain text needs no table of the world's characters.
  return letter >= "\u1100" && WIDE.test(letter) ? 2 : 1;
}
