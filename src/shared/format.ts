// Numbers, durations, dates and counts as people read them, in every part of the product alike.

const UNDEFINED = "–";

/** Smaller numbers are written with a power of ten. */
const SMALLEST_PLAIN = 1e-4;

/** From here on numbers are written with a power of ten: the language does so by itself, with all digits. */
const LARGEST_PLAIN = 1e21;

/** Smaller numbers are what rounding left of a score that is 0. */
const ROUNDING = 1e-12;

/**
 * A number for a table or a sentence: integers without decimals and with thousands apart, others with three significant
 * digits, below 0.1 with two, below 0.0001 as `4.2e−5`, from 1e21 on as `4.25e+21`, below 1e−12 as 0; a true minus; `–` where it
 * is undefined or not finite.
 */
export function formatNumber(value: number | null | undefined): string {
  return significant(value, 3);
}

/** A score within a sentence: as {@link formatNumber}, and a whole one with three digits too (`1.00`), as its neighbours have them. */
export function formatInSentence(value: number | null | undefined): string {
  if (typeof value !== "number" || !Number.isInteger(value) || Math.abs(value) > 9) return formatNumber(value);
  return trueMinus((value + 0).toFixed(2));
}

/** A loss, with one digit more than {@link formatNumber}: late epochs differ by little. */
export function formatLoss(value: number | null | undefined): string {
  return significant(value, 4);
}

/** A difference: {@link formatNumber} with its sign. */
export function formatChange(value: number | null): string {
  return `${value !== null && value > 0 ? "+" : ""}${formatNumber(value)}`;
}

/** A mean with its standard deviation over several seeds. */
interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

/** A mean with its standard deviation, to the mean's decimals: `0.450 ± 0.031`. A deviation of `0` is none at all. */
export function formatSpread({ mean, deviation }: Spread, format = formatNumber): string {
  const text = format(mean);
  const [, decimals] = /^[^.e]*\.(\d+)$/.exec(text) ?? [];
  const rounded =
    decimals === undefined || deviation === 0 ? formatNumber(deviation) : deviation.toFixed(decimals.length);
  return `${text} ± ${rounded}`;
}

/** A score: with its deviation where several seeds were run. */
export function formatScore(value: number | null | undefined, deviation: number | undefined): string {
  return formatSeeded(
    value,
    deviation === undefined || typeof value !== "number" ? undefined : { mean: value, deviation },
  );
}

/** A cell of a table of scores: what the seeds came to in place of the first one's, where several were run. */
export function formatSeeded(value: Parameters<typeof formatCell>[0], spread: Spread | undefined): string {
  return spread === undefined ? formatCell(value) : formatSpread(spread);
}

/** A cell of a table of any kind. */
export function formatCell(value: string | number | boolean | null | undefined): string {
  return typeof value === "string" || typeof value === "boolean" ? String(value) : formatNumber(value);
}

function significant(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNDEFINED;
  if (Math.abs(value) >= LARGEST_PLAIN) return trueMinus(value.toExponential(digits - 1));
  // Adding 0 turns −0 into 0.
  if (Number.isInteger(value)) return plain(value + 0, 0);
  const kept = Math.abs(value) < 0.1 ? digits - 1 : digits;
  if (Math.abs(value) < ROUNDING) return "0";
  // Of the rounded number: 9.996 has one decimal, as 10.0.
  const size = Math.abs(Number(value.toPrecision(kept)));
  if (size < SMALLEST_PLAIN) return trueMinus(value.toExponential(kept - 1));
  const decimals = Math.max(0, (size < 0.1 ? digits - 1 : digits) - 1 - Math.floor(Math.log10(size)));
  return plain(value, decimals);
}

/** With thousands apart. The system's own way would load its tables of all languages first: 7 MB, and 30 µs a number. */
function plain(value: number, decimals: number): string {
  return trueMinus(value.toFixed(decimals).replace(/(?<!\.\d*)\B(?=(\d{3})+(?!\d))/g, ","));
}

function trueMinus(text: string): string {
  return text.replaceAll("-", "−");
}

/** `45 %`. */
export function formatShare(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** `1 song`, `3 songs`, `12,000 songs`. */
export function countOf(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** `1 of 1 song`, `3 of 8 songs`: the noun goes with all there are. */
export function partOf(count: number, all: number, noun: string): string {
  return `${formatNumber(count)} of ${countOf(all, noun)}`;
}

/** `has`, `have`: the verb of a count. */
export function have(count: number): string {
  return count === 1 ? "has" : "have";
}

/** `320 ms`, `8.4 s`, `41 s`, `3 min 5 s`, `1 h 10 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds <= 0) return "0 s";
  if (seconds < 0.9995) return `${Math.round(1000 * seconds)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return inTwo(whole, "min", "s");
  return inTwo(Math.round(whole / 60), "h", "min");
}

function inTwo(small: number, unit: string, smallUnit: string): string {
  const rest = small % 60 === 0 ? "" : ` ${small % 60} ${smallUnit}`;
  return `${Math.floor(small / 60)} ${unit}${rest}`;
}

/**
 * Remaining time as a person would say it, coarse enough to stand still: `about 40 s left`, `about 3 min left`.
 * Below a minute in steps of 5 s, then of half and whole minutes.
 */
export function formatSecondsLeft(seconds: number): string {
  if (seconds < 7.5) return "a few seconds left";
  if (seconds < 57.5) return `about ${5 * Math.round(seconds / 5)} s left`;
  if (seconds < 95) return "about a minute left";
  if (seconds < 3_570) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${formatSeconds(60 * 10 * Math.round(seconds / 600))} left`;
}

/** A place in a song: `1:05`. */
export function formatClock(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** `22 Nov 11:40`, in the reader's time zone; with the year if it is another one. */
export function formatTime(iso: string, now: Date = new Date()): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const pad = (value: number): string => String(value).padStart(2, "0");
  const year = at.getFullYear() === now.getFullYear() ? "" : ` ${at.getFullYear()}`;
  return `${at.getDate()} ${MONTHS[at.getMonth()]!}${year} ${pad(at.getHours())}:${pad(at.getMinutes())}`;
}
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `2026-11-22 11:40 UTC`: for files that are read elsewhere. */
export function formatUtc(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}

/** `820 kB`, `3.4 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return countOf(bytes, "byte");
  if (bytes < 999_500) return `${Math.round(bytes / 1e3)} kB`;
  if (bytes < 999.5e6) return `${(bytes / 1e6).toFixed(bytes < 9.95e6 ? 1 : 0)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** `440 Hz`, `1.3 kHz`. */
export function formatHertz(hertz: number): string {
  return hertz >= 999.5 ? `${(hertz / 1000).toFixed(1)} kHz` : `${Math.round(hertz)} Hz`;
}

/** As shells take it for one word. */
export function shellWord(text: string): string {
  return /^[\w.,:/@+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
