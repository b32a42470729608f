import chardet from "chardet";
import { LEGACY_ENCODINGS, type LegacyEncoding } from "../../../shared/table/encodings.ts";
import { decodeText } from "./codecs.ts";

/** What chardet calls the encodings, where the platform's decoders have another name or a larger one. */
const CHARDET_NAMES: Readonly<Partial<Record<string, LegacyEncoding>>> = {
  "iso-8859-1": "windows-1252",
  "iso-8859-6": "windows-1256",
  "iso-8859-7": "windows-1253",
  "iso-8859-8": "windows-1255",
  "iso-8859-9": "windows-1254",
};

/** Of a character set of 256 all bytes are text: these are tried even where chardet has no opinion. */
const ALWAYS_TRIED: readonly LegacyEncoding[] = ["windows-1252", "macintosh", "windows-1251", "koi8-r", "ibm866"];

const SAMPLE_BYTES = 1 << 16;

/**
 * Which legacy encoding text is probably in that is not UTF-8: what a statistical detector says, weighed with how many of
 * the words look like words. Windows-1252 where nothing speaks for another.
 *
 * @param bytes the lines that are not ASCII.
 */
export function detectLegacyEncoding(bytes: Uint8Array): LegacyEncoding {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const confidence = new Map<LegacyEncoding, number>(ALWAYS_TRIED.map((name) => [name, 0]));
  for (const { name, confidence: value } of chardet.analyse(sample)) {
    const encoding = legacyNamed(name);
    if (encoding !== undefined) confidence.set(encoding, Math.max(confidence.get(encoding) ?? 0, value));
  }
  let best: LegacyEncoding = "windows-1252";
  let most = -Infinity;
  for (const [encoding, value] of confidence) {
    const text = decoded(sample, encoding);
    if (text === undefined) continue;
    const score = value / 100 + 2 * wordShare(text) + (encoding === "windows-1252" ? FAVOUR : 0);
    if (score > most) [best, most] = [encoding, score];
  }
  return best;
}

/** The encoding of nearly all such tables needs less evidence than the others. */
const FAVOUR = 0.1;

function legacyNamed(name: string): LegacyEncoding | undefined {
  const lower = name.toLowerCase();
  return CHARDET_NAMES[lower] ?? (lower in LEGACY_ENCODINGS ? (lower as LegacyEncoding) : undefined);
}

/** The sample may end within a character; what is not of the encoding excludes it. */
function decoded(sample: Uint8Array, encoding: string): string | undefined {
  try {
    return decodeText(sample, encoding, { fatal: true, stream: true });
  } catch {
    return undefined;
  }
}

/** How many of the words that are not ASCII could be words, 0 to 1; 1 if there are none. Words in capitals are rarer, and count half. */
function wordShare(text: string): number {
  const words = text.split(/[\s\p{P}\p{N}=+<>|~^`$]+/u).filter((word) => NOT_ASCII.test(word));
  const worths = words.map((word) => (isPlausible(word) ? (/^\p{Lu}{3,}$/u.test(word) ? 0.5 : 1) : 0) as number);
  return words.length === 0 ? 1 : worths.reduce((sum, worth) => sum + worth, 0) / words.length;
}

const NOT_ASCII = /[\u0080-\u{10FFFF}]/u;
const HALF_WIDTH = /[\uFF61-\uFF9F]/;
const OTHER_SCRIPTS = ["Cyrillic", "Greek", "Hebrew", "Arabic", "Thai", "Han"].map((name) => `\\p{Script=${name}}`);
const NOT_LATIN = new RegExp(OTHER_SCRIPTS.join("|"), "u");

/**
 * Words are letters of one script and have capitals only where they begin or throughout; of the letters of a Latin word of
 * three or more some are ASCII.
 */
function isPlausible(word: string): boolean {
  if (!/^[\p{L}\p{M}]+$/u.test(word)) return false;
  // To Shift_JIS every high byte is a letter of half width, which songs hardly have.
  if (HALF_WIDTH.test(word)) return false;
  if (/\p{Ll}\p{M}*\p{Lu}/u.test(word)) return false;
  const latin = [...word.matchAll(/\p{Script=Latin}/gu)].map(([letter]) => letter);
  if (latin.length === 0) return true;
  if (NOT_LATIN.test(word)) return false;
  return latin.length < 3 || latin.some((letter) => letter < "\x80");
}
