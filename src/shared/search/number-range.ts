/** An interval that a column's filter asks for; both ends belong to it unless `open`. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly open: boolean;
}

/**
 * Reads `< 0.2`, `≤ 0.2`, `> 0.2`, `>= 0.2`, `0.1–0.4` (also with `..` or a hyphen between spaces) and a lone number,
 * which asks for the values at least as large. Empty is everything; undefined is not understood.
 */
export function parseRange(text: string): NumberRange | undefined {
  const tidy = text.trim().replaceAll("−", "-").replaceAll(",", ".");
  if (tidy === "") return { min: -Infinity, max: Infinity, open: false };
  const compared = new RegExp(`^(<=|>=|≤|≥|<|>)?\\s*(${NUMBER})$`).exec(tidy);
  if (compared !== null) {
    const [, sign = ">=", digits] = compared;
    const value = Number(digits);
    const open = sign === "<" || sign === ">";
    return sign.startsWith("<") || sign === "≤"
      ? { min: -Infinity, max: value, open }
      : { min: value, max: Infinity, open };
  }
  const between = new RegExp(`^(${NUMBER})\\s*(?:–|\\.\\.|-|\\bto\\b)\\s*(${NUMBER})$`).exec(tidy);
  if (between === null) return undefined;
  return { min: Number(between[1]), max: Number(between[2]), open: false };
}

const NUMBER = "-?(?:\\d+(?:\\.\\d+)?|\\.\\d+)";

/** NaN lies in no range but the whole line. */
export function inRange(value: number, { min, max, open }: NumberRange): boolean {
  if (min === -Infinity && max === Infinity) return true;
  return open ? value > min && value < max : value >= min && value <= max;
}
