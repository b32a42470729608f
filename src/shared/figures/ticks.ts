import { greatest } from "../extremes.ts";

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

/** Multiples of 1, 2 or 5 times a power of ten, three to six of them or, where those are too few, up to eight. */
export function roundTicks(min: number, max: number): number[] {
  const magnitude = 10 ** Math.floor(Math.log10((max - min) / 2));
  const sizes = [0.5, 1, 2, 5, 10].map((factor) => factor * magnitude);
  const at = sizes.findIndex((size, index) => index > 0 && (max - min) / size < 6);
  const ticks = multiplesOf(sizes[at]!, min, max);
  return ticks.length < 3 ? multiplesOf(sizes[at - 1]!, min, max) : ticks;
}

function multiplesOf(step: number, min: number, max: number): number[] {
  const first = Math.ceil(min / step);
  const count = Math.floor(max / step) - first + 1;
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** Every how many of evenly spaced places have a label, so that none touches the next: 1, 2, 5, 10, 20 … @param room of a label */
export function labelEvery(spacing: number, room: number): number {
  for (let magnitude = 1; magnitude < 1e6; magnitude *= 10)
    for (const factor of [1, 2, 5]) if (factor * magnitude * spacing >= room) return factor * magnitude;
  return 1e6;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** The labels of an axis: of evenly spaced numbers to the same decimals. */
export function tickLabels(ticks: readonly number[]): string[] {
  const labels = ticks.map(tickLabel);
  const [first = 0, second = 0] = ticks;
  const isEven = ticks.every(
    (tick, index) => Math.abs(tick - first - index * (second - first)) <= 1e-6 * Math.abs(second - first),
  );
  if (!isEven || labels.some((label) => !/^-?[\d.]+$/.test(label))) return labels;
  const decimals = greatest([0, ...labels.map((label) => label.split(".")[1]?.length ?? 0)]);
  return ticks.map((tick) => tick.toFixed(decimals));
}

/** `0.02`, `500`, and beyond four zeros `2·10⁵`, `10⁻⁶`. */
export function tickLabel(value: number): string {
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  if (value === 0 || (exponent > -5 && exponent < 5)) return String(Number(value.toPrecision(6)));
  const mantissa = Number((value / 10 ** exponent).toPrecision(4));
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => SUPERSCRIPTS.charAt(Number(digit)));
  return `${mantissa === 1 ? "" : `${mantissa}·`}10${exponent < 0 ? "⁻" : ""}${digits}`;
}
