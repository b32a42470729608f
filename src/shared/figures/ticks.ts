/** Below this ratio of its ends a logarithmic axis has round, evenly spaced numbers, as a linear one. */
const WIDE_RATIO = 5;
const MOST_DECADES_WITH_STEPS = 2.5;
const MOST_TICKS = 8;

/** About four to eight round numbers within a positive range, for a logarithmic axis, ascending. */
export function logTicks(min: number, max: number): number[] {
  const decades = Math.log10(max / min);
  if (max < WIDE_RATIO * min) return roundTicks(min, max);
  const mantissas = decades <= MOST_DECADES_WITH_STEPS ? [1, 2, 5] : [1];
  const stride = Math.ceil(decades / MOST_TICKS);
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(min)); exponent <= Math.log10(max); exponent++) {
    if (exponent % stride !== 0) continue;
    // 10^−3 as a division is the nearest double to 0.001; the power itself need not be.
    for (const mantissa of mantissas) ticks.push(exponent < 0 ? mantissa / 10 ** -exponent : mantissa * 10 ** exponent);
  }
  return ticks.filter((tick) => tick >= min && tick <= max);
}

/** Multiples of 1, 2 or 5 times a power of ten, three to six of them. */
export function roundTicks(min: number, max: number): number[] {
  const magnitude = 10 ** Math.floor(Math.log10((max - min) / 2));
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((size) => (max - min) / size < 6)!;
  const first = Math.ceil(min / step);
  const count = Math.floor(max / step) - first + 1;
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** `0.02`, `500`, and beyond four zeros `2·10⁵`, `10⁻⁶`. */
export function tickLabel(value: number): string {
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  if (value === 0 || (exponent > -5 && exponent < 5)) return String(Number(value.toPrecision(6)));
  const mantissa = Number((value / 10 ** exponent).toPrecision(4));
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => SUPERSCRIPTS.charAt(Number(digit)));
  return `${mantissa === 1 ? "" : `${mantissa}·`}10${exponent < 0 ? "⁻" : ""}${digits}`;
}
