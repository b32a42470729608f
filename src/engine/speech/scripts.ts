// Which scripts Whisper's languages are written in.

const LATIN = /\p{Script=Latin}/u;
const CYRILLIC = /\p{Script=Cyrillic}/u;
const ARABIC = /\p{Script=Arabic}/u;
const DEVANAGARI = /\p{Script=Devanagari}/u;
const HEBREW = /\p{Script=Hebrew}/u;
const CHINESE = /\p{Script=Han}|\p{Script=Bopomofo}/u;

/** Of languages that are not written in Latin letters, or in others as well. */
const SCRIPTS: Readonly<Record<string, readonly RegExp[]>> = {
  zh: [CHINESE],
  yue: [CHINESE],
  ja: [/\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Han}|ー/u],
  ko: [/\p{Script=Hangul}|\p{Script=Han}/u],
  ru: [CYRILLIC],
  uk: [CYRILLIC],
  be: [CYRILLIC],
  bg: [CYRILLIC],
  mk: [CYRILLIC],
  sr: [CYRILLIC, LATIN],
  bs: [LATIN, CYRILLIC],
  kk: [CYRILLIC, LATIN],
  mn: [CYRILLIC, /\p{Script=Mongolian}/u],
  tg: [CYRILLIC],
  tt: [CYRILLIC, LATIN],
  ba: [CYRILLIC],
  uz: [LATIN, CYRILLIC],
  az: [LATIN, CYRILLIC],
  tk: [LATIN, CYRILLIC],
  ar: [ARABIC],
  fa: [ARABIC],
  ur: [ARABIC],
  ps: [ARABIC],
  sd: [ARABIC, DEVANAGARI],
  he: [HEBREW],
  yi: [HEBREW],
  hi: [DEVANAGARI],
  mr: [DEVANAGARI],
  ne: [DEVANAGARI],
  sa: [DEVANAGARI],
  bn: [/\p{Script=Bengali}/u],
  as: [/\p{Script=Bengali}/u],
  pa: [/\p{Script=Gurmukhi}/u, ARABIC],
  gu: [/\p{Script=Gujarati}/u],
  ta: [/\p{Script=Tamil}/u],
  te: [/\p{Script=Telugu}/u],
  kn: [/\p{Script=Kannada}/u],
  ml: [/\p{Script=Malayalam}/u],
  si: [/\p{Script=Sinhala}/u],
  th: [/\p{Script=Thai}/u],
  lo: [/\p{Script=Lao}/u],
  my: [/\p{Script=Myanmar}/u],
  km: [/\p{Script=Khmer}/u],
  bo: [/\p{Script=Tibetan}/u],
  el: [/\p{Script=Greek}/u],
  hy: [/\p{Script=Armenian}/u],
  ka: [/\p{Script=Georgian}/u],
  am: [/\p{Script=Ethiopic}/u],
};

/** So many of a text's letters have to be its language's: songs quote others, but not most of the time. */
const LEAST_OWN = 0.5;

/**
 * Whether at least half of a text's letters are of its language's scripts. A text without letters is.
 * @param language Whisper's code
 */
export function isWrittenIn(text: string, language: string): boolean {
  const scripts = SCRIPTS[language] ?? [LATIN];
  const letters = text.match(/\p{L}/gu) ?? [];
  const own = letters.filter((letter) => scripts.some((script) => script.test(letter)));
  return own.length >= LEAST_OWN * letters.length;
}
