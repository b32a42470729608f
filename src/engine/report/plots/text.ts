import { graphemes } from "../../../shared/text/graphemes.ts";

/** Width of a text in CSS pixels. */
export type Measure = (text: string) => number;

const ELLIPSIS = "…";

/** The text, or as much of its start as fits with an ellipsis. Never cuts inside a character as people see it. */
export function ellipsise(text: string, width: number, measure: Measure): string {
  if (measure(text) <= width) return text;
  const characters = graphemes(text);
  let low = 0;
  let high = characters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${characters.slice(0, middle).join("").trimEnd()}${ELLIPSIS}`) <= width) low = middle;
    else high = middle - 1;
  }
  return `${characters.slice(0, low).join("").trimEnd()}${ELLIPSIS}`;
}

/** The text in at most `lines` lines, broken at spaces; what does not fit ends in an ellipsis. */
export function wrap(text: string, width: number, lines: number, measure: Measure): string[] {
  const words = text.split(/\s+/u).filter((word) => word !== "");
  const whole = words.join(" ");
  if (measure(whole) <= width) return whole === "" ? [] : [whole];
  const wrapped: string[] = [];
  let line = "";
  for (const [index, word] of words.entries()) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || measure(longer) <= width) {
      line = longer;
    } else if (wrapped.length === lines - 1) {
      line = [line, ...words.slice(index)].join(" ");
      break;
    } else {
      wrapped.push(ellipsise(line, width, measure));
      line = word;
    }
  }
  return line === "" ? wrapped : [...wrapped, ellipsise(line, width, measure)];
}
