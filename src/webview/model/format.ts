const UNDEFINED = "–";

/** A number for a table: three significant digits, with a true minus; `–` where it is undefined. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNDEFINED;
  const size = Math.abs(value);
  const digits =
    size >= 1000
      ? value.toFixed(0)
      : size >= 100
        ? value.toFixed(0)
        : size >= 10
          ? value.toFixed(1)
          : size >= 0.1 || size === 0
            ? value.toFixed(2)
            : value.toPrecision(2);
  return minus(digits);
}

/** Two decimals, so that a column of silhouettes stands in line. */
export function formatFixed(value: number | undefined, decimals: number): string {
  return value === undefined || !Number.isFinite(value) ? UNDEFINED : minus(value.toFixed(decimals));
}

export function formatShare(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** `1:05`; tenths are for axes. */
export function formatTime(seconds: number): string {
  if (!Number.isFinite(seconds)) return "0:00";
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** How long something still takes, as a person says it: `40 s`, `3 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return "under a second";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

export function formatHertz(hertz: number): string {
  return hertz >= 1000 ? `${(hertz / 1000).toFixed(1)} kHz` : `${Math.round(hertz)} Hz`;
}

/** `3 songs`, `1 song`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;
}

export function clusterName(label: number): string {
  return label < 0 ? "noise" : `cluster ${label}`;
}

function minus(text: string): string {
  return text.replace("-", "−");
}
