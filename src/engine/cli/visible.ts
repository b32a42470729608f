/**
 * Text as a terminal may show it: control characters, which could move the cursor or rewrite what stands above, become
 * their pictures (`␛`), those of the second set `�`. Names in a CSV file are anyone's. Line ends stay.
 */
export function visible(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (control) => (control === "\n" ? control : pictureOf(control)));
}

/** As {@link visible}, for what must stay on its line: line ends become pictures too. */
export function visibleLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, pictureOf);
}

/** JSON escapes the first set of control characters by itself, but neither DEL nor the second set. */
export function jsonLine(value: object): string {
  return JSON.stringify(value).replaceAll(
    /\p{Cc}/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Unicode's block Control Pictures begins at U+2400 in the order of the characters; DEL has its own. */
function pictureOf(control: string): string {
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}
