/**
 * A number as Python's `f"{value:g}"` writes it, which is how the reference names its rows: six significant digits, no
 * trailing zeros, an exponent of at least two digits below 1e-4 and from 1e6 on.
 */
export function formatG(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [digits, exponentText] = value.toExponential(5).split("e") as [string, string];
  const exponent = Number(exponentText);
  const trim = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/u, "") : text);
  if (exponent < -4 || exponent >= 6) {
    return `${trim(digits)}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  return trim(value.toFixed(5 - exponent));
}
