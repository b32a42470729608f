import { createPace, type Control } from "../../projections/pace.ts";

/** The telling words of the songs' lyrics. */
export interface Vocabulary {
  readonly words: readonly string[];
  /** Per song the numbers of the words that it has, each once. */
  readonly songs: readonly Int32Array[];
  /** Per word the songs that have it. */
  readonly songsWith: Int32Array;
}

/** A language's function words are looked for where so many of its songs have lyrics. */
const ENOUGH_SONGS = 4;

/**
 * The words of the lyrics in any script (Unicode's word boundaries; Chinese, Japanese and Thai by dictionary), in lower
 * case. Left out are numbers, single letters (a single Han character is a word), and words that over half of the songs
 * have, or over half of the songs of a language: articles and pronouns tell songs apart by nothing but their language.
 *
 * @throws {CancelledError} when the signal is aborted.
 */
export async function vocabularyOf(
  songs: readonly { readonly lyrics: string; readonly language: string }[],
  control: Control = {},
): Promise<Vocabulary> {
  const pace = createPace(control);
  const numbers = new Map<string, number>();
  const all: Int32Array[] = [];
  for (const [index, { lyrics }] of songs.entries()) {
    const own = new Set<number>();
    for (const word of wordsOf(lyrics)) {
      let number = numbers.get(word);
      if (number === undefined) numbers.set(word, (number = numbers.size));
      own.add(number);
    }
    all.push(Int32Array.from(own));
    await pace(index / songs.length);
  }
  const common = commonWords(all, songs, numbers.size);
  return {
    words: [...numbers.keys()],
    songs: all.map((words) => words.filter((word) => !common.has(word))),
    songsWith: countSongs(all, numbers.size),
  };
}

const SEGMENTER = new Intl.Segmenter("en", { granularity: "word" });

function* wordsOf(lyrics: string): Generator<string> {
  for (const { segment, isWordLike } of SEGMENTER.segment(lyrics.normalize("NFC").toLowerCase())) {
    if (isWordLike === true && isTelling(segment)) yield segment.replaceAll("’", "'");
  }
}

function isTelling(word: string): boolean {
  const letters = word.match(/\p{L}/gu)?.length ?? 0;
  return letters > 1 || (letters === 1 && /\p{Script=Han}/u.test(word));
}

function commonWords(
  all: readonly Int32Array[],
  songs: readonly { readonly language: string }[],
  wordCount: number,
): ReadonlySet<number> {
  const withLyrics = all.map((words, index) => ({ words, language: songs[index]!.language })).filter(({ words }) => words.length > 0);
  const languages = [...new Set(withLyrics.map(({ language }) => language))];
  const groups = [
    withLyrics,
    ...languages.map((language) => withLyrics.filter((song) => song.language === language)).filter(({ length }) => length >= ENOUGH_SONGS),
  ];
  const common = new Set<number>();
  for (const group of groups) {
    const counts = countSongs(group.map(({ words }) => words), wordCount);
    counts.forEach((count, word) => {
      if (count > 1 && 2 * count > group.length) common.add(word);
    });
  }
  return common;
}

function countSongs(songs: readonly Int32Array[], wordCount: number): Int32Array {
  const counts = new Int32Array(wordCount);
  for (const words of songs) for (const word of words) counts[word]!++;
  return counts;
}
