import { unpackLists, type WordIndex } from "../../shared/report-page/word-index.ts";
import { bytesOf } from "./base64.ts";

/** Words whose songs are kept: those of the last few searches, while one types. */
const KEPT = 20;

/** Finds the songs that have a word, or one that holds it. The index is unpacked when it is first asked. */
export function wordFinder(index: WordIndex): (word: string) => ReadonlySet<number> {
  let unpacked: { readonly words: readonly string[]; readonly lists: readonly (readonly number[])[] } | null = null;
  const kept = new Map<string, ReadonlySet<number>>();
  return (word) => {
    const known = kept.get(word);
    if (known !== undefined) return known;
    unpacked ??= { words: index.words.split(" "), lists: unpackLists(bytesOf(index.songs)) };
    const songs = new Set<number>();
    for (const [place, each] of unpacked.words.entries()) {
      if (!each.includes(word)) continue;
      for (const song of unpacked.lists[place] ?? []) songs.add(song);
    }
    if (kept.size >= KEPT) kept.clear();
    kept.set(word, songs);
    return songs;
  };
}
