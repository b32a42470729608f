import { isMissingText } from "../missing.ts";

/** Longer texts without blanks around them are lyrics. */
export const LONGEST_WITHOUT_LYRICS = 260;

/** How people and programs say, in the place of lyrics, that there are none, in lower case; NetEase's sentence is in many `.lrc`. */
const WORDLESS: ReadonlySet<string> = new Set([
  ...["instrumental", "instrumental version", "instrumental music", "instrumental track", "instrumental song"],
  ...["music only", "only music", "no lyrics", "no vocals", "no words", "without words", "wordless"],
  ...["instrumentale", "strumentale", "instrumentaal", "instrumentell", "instrumentalna", "instrumentální"],
  ...["инструментал", "инструментальная", "инструментальная музыка", "インストゥルメンタル", "インスト", "연주곡"],
  ...[
    "纯音乐",
    "純音樂",
    "純音乐",
    "纯音乐请欣赏",
    "纯音乐，请欣赏",
    "純音樂，請欣賞",
    "此歌曲为没有填词的纯音乐，请您欣赏",
  ],
]);

/** A file's name, as tables have it that were made from a list of files. */
const FILE_NAME = /^[^\n\r]{1,250}\.(?:mp3|wav|flac|m4a|aac|og[ga]|opus)$/i;

/**
 * Whether the cell of a song's lyrics holds none: it is empty, or holds a missing value (missing.ts), nothing but signs of music and
 * stops, words that say that nobody sings (`[Instrumental]`), or a file's name.
 */
export function isNoLyrics(text: string, filename: string): boolean {
  const plain = text.trim();
  if (plain.length > LONGEST_WITHOUT_LYRICS) return false;
  if (isMissingText(plain) || !/[\p{L}\p{N}]/u.test(plain)) return true;
  if (plain === filename || plain === filename.replace(/\.[^.]+$/, "") || FILE_NAME.test(plain)) return true;
  const bare = plain.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  return WORDLESS.has(bare.toLowerCase().replaceAll(/\s+/gu, " "));
}

/** The lyrics of a song's cell with the blanks around them; empty where it holds none. */
export function lyricsOrNone(text: string, filename: string): string {
  return isNoLyrics(text, filename) ? "" : text;
}
