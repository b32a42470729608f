import { groupBy } from "../../../shared/group-by.ts";
import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import { createRng, drawNumbers } from "../../core/rng.ts";
import { createPause, type Control } from "../pause.ts";

/** The telling words of the songs' lyrics. */
export interface Vocabulary {
  readonly words: readonly string[];
  /** The songs that were read, ascending; null: all. */
  readonly sample: Uint32Array | null;
  /** Per song that was read the numbers of the words that it has, each once. */
  readonly songs: readonly Int32Array[];
  /** Per word the songs that have it. */
  readonly songsWith: Int32Array;
}

/** Songs whose words are read; of more as many are drawn, and a cluster's words are those of its drawn songs. */
const MOST_SONGS = SIZES.fitSongs;

/** A language's function words are looked for where so many of its songs have lyrics. */
const ENOUGH_SONGS = 6;

/** A word is common if so many of all songs have it, or so many of a language's. */
const COMMON = { ofAll: 1 / 2, ofLanguage: 1 / 3 } as const;

/**
 * The words of the lyrics in any script (Unicode's word boundaries; Chinese, Japanese and Thai by dictionary), in lower
 * case. Left out are numbers, single letters (a single Han character is a word), Latin words of two letters, and words
 * that over half of the songs have, or over a third of the songs of a language: articles and pronouns tell songs apart by
 * nothing but their language.
 *
 * Of more than `most` songs as many are read, always the same.
 *
 * @throws {CancelledError} when the signal is aborted.
 */
export async function vocabularyOf(
  all: readonly { readonly lyrics: string; readonly language: string }[],
  control: Control = {},
  most: number = MOST_SONGS,
): Promise<Vocabulary> {
  const sample = all.length <= most ? null : drawNumbers(all.length, most, createRng(0, "vocabulary"));
  const songs = sample === null ? all : Array.from(sample, (song) => all[song]!);
  const pause = createPause(control);
  const numbers = new Map<string, number>();
  const numberOf = (word: string): number => {
    const known = numbers.get(word);
    if (known !== undefined) return known;
    numbers.set(word, numbers.size);
    return numbers.size - 1;
  };
  // The words of each piece between white space, where a word always ends: pieces come again and again, and finding
  // boundaries is slow.
  const pieces = new Map<string, readonly number[]>();
  const found: Int32Array[] = [];
  for (const [index, { lyrics }] of songs.entries()) {
    const own = new Set<number>();
    for (const piece of lyrics.normalize("NFC").toLowerCase().split(/\s+/)) {
      let words = pieces.get(piece);
      if (words === undefined) pieces.set(piece, (words = wordsOf(piece).map(numberOf)));
      for (const word of words) own.add(word);
    }
    found.push(Int32Array.from(own));
    await pause(index / songs.length);
  }
  const common = commonWords(found, songs, numbers.size);
  return {
    words: [...numbers.keys()],
    sample,
    songs: found.map((words) => words.filter((word) => !common.has(word))),
    songsWith: countSongs(found, numbers.size),
  };
}

const SEGMENTER = new Intl.Segmenter("en", { granularity: "word" });

function wordsOf(piece: string): string[] {
  return Array.from(SEGMENTER.segment(piece))
    .filter(({ segment, isWordLike }) => isWordLike === true && isTelling(segment))
    .map(({ segment }) => segment.replaceAll("’", "'"));
}

function isTelling(word: string): boolean {
  const letters = word.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 1) return /\p{Script=Han}/u.test(word);
  return letters > 2 || (letters === 2 && !/\p{Script=Latin}/u.test(word));
}

function commonWords(
  all: readonly Int32Array[],
  songs: readonly { readonly language: string }[],
  wordCount: number,
): ReadonlySet<number> {
  const withLyrics = all
    .map((words, index) => ({ words, language: songs[index]!.language }))
    .filter(({ words }) => words.length > 0);
  const languages = groupBy(withLyrics, ({ language }) => language);
  const groups = [
    { group: withLyrics, share: COMMON.ofAll },
    ...[...languages].flatMap(([language, group]) =>
      language === "" || group.length < ENOUGH_SONGS ? [] : [{ group, share: COMMON.ofLanguage }],
    ),
  ];
  const common = new Set<number>();
  for (const { group, share } of groups) {
    const counts = countSongs(
      group.map(({ words }) => words),
      wordCount,
    );
    counts.forEach((count, word) => {
      if (count > 1 && count > share * group.length) common.add(word);
    });
  }
  return common;
}

function countSongs(songs: readonly Int32Array[], wordCount: number): Int32Array {
  const counts = new Int32Array(wordCount);
  for (const words of songs) for (const word of words) counts[word]!++;
  return counts;
}
