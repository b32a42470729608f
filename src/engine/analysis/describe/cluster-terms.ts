import { NOISE } from "../clustering/labels.ts";
import type { Vocabulary } from "./vocabulary.ts";

const MOST_TERMS = 4;

/**
 * The most telling words of each cluster's lyrics, at most four, best first: class-based TF-IDF (Grootendorst, "BERTopic",
 * 2022) over songs instead of occurrences, so that a chorus counts once: the share of the cluster's songs that have the
 * word, times ln(1 + A / f), f being the songs that have it and A the mean number of words (each once per song) of a
 * cluster. Words that only one song of a larger cluster has, and words that the other songs have as often, are none.
 *
 * @param labels one per song, whether it was read or not; −1 is noise. A cluster of which no song was read has no words.
 * @param count number of clusters.
 */
export function clusterTerms(
  { words, sample, songs, songsWith }: Vocabulary,
  labels: Int32Array,
  count: number,
): string[][] {
  const members = Array.from({ length: count }, (): number[] => []);
  const read = sample === null ? labels : Int32Array.from(sample, (song) => labels[song]!);
  read.forEach((label, song) => {
    if (label !== NOISE) members[label]!.push(song);
  });
  const spoken = songs.reduce((sum, own) => sum + own.length, 0);
  const mean = spoken / Math.max(1, count);
  const counts = new Int32Array(words.length);

  return members.map((cluster) => {
    const touched = new Set<number>();
    for (const song of cluster) {
      for (const word of songs[song]!) {
        counts[word]!++;
        touched.add(word);
      }
    }
    const size = cluster.length;
    const others = songs.length - size;
    const fewest = size > 1 ? 2 : 1;
    const terms = [...touched]
      .map((word) => ({ word, inside: counts[word]!, all: songsWith[word]! }))
      .filter(({ inside, all }) => inside >= fewest && inside * others > (all - inside) * size)
      .map(({ word, inside, all }) => ({ word: words[word]!, score: (inside / size) * Math.log(1 + mean / all) }))
      .sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1));
    for (const word of touched) counts[word] = 0;
    return terms.slice(0, MOST_TERMS).map(({ word }) => word);
  });
}
