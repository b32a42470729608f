/** Sounds that are described instead of sung: `[Music]`, `(applause)`, `*sighs*`. */
const DESCRIBED = /\[[^\]]*\]|\([^)]*\)|（[^）]*）|【[^】]*】|\*[^*]*\*/gu;

/** Signs of music. */
const NOTES = /[♩-♯🎵🎶🎼]+/gu;

/** A character of these says as much as about two letters. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** Less than this is little for half a minute of singing: five or six words. */
const LITTLE = 40;

/** A text without signs of music. */
export function withoutNotes(text: string): string {
  return text.replaceAll(NOTES, "").trim();
}

/** Whether anything in a text is sung: letters that do not describe a sound. */
export function hasWords(text: string): boolean {
  return /\p{L}/u.test(text.replaceAll(DESCRIBED, ""));
}

/** Whether a text has at most about six words. */
export function isLittle(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters + (text.match(WIDE)?.length ?? 0) <= LITTLE;
}
