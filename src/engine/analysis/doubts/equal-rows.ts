import type { Song } from "../../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { groupBy } from "../../../shared/group-by.ts";
import { countOf } from "../../../shared/format.ts";
import type { Matrix } from "../../core/matrix.ts";
import type { Representation } from "../representations/representation.ts";
import { listed, listedLabels, runDiagnostic } from "./run-diagnostic.ts";

/** So many groups are told one by one; of more, one diagnostic tells how many there are. */
const MOST_GROUPS = 20;

const SAME_SONG = "See whether they are the same song twice, or have the same lyrics.";

/** Songs with equal rows, and the labels of the representations in which they have. */
interface EqualGroup {
  readonly group: readonly number[];
  readonly labels: string[];
}

/** Songs in groups of equal keys, groups of one left out, each in the order of the songs. */
export function equalSongs(keys: readonly (string | null)[]): number[][] {
  const known = [...keys.keys()].filter((song) => keys[song] !== null);
  return [...groupBy(known, (song) => keys[song]).values()].filter(({ length }) => length > 1);
}

/** Songs whose audio files are equal, byte by byte. */
export function audioDoubts(
  songs: readonly Pick<Song, "filename">[],
  hashes: readonly (string | null)[],
): Diagnostic[] {
  const groups = equalSongs(hashes);
  if (groups.length > MOST_GROUPS) {
    const names = listed(groups.map(([first]) => songs[first!]!.filename));
    const message = `${countOf(groups.flat().length, "file")} are one of ${countOf(groups.length, "recording")} that occur several times, byte by byte: ${names}. They lie together in every representation, which raises the scores.`;
    return [runDiagnostic("audio-identical", message, "Keep one of each in lyrics.csv.")];
  }
  return groups.map((group) => {
    const names = group.map((song) => songs[song]!.filename);
    const message = `${countOf(names.length, "file")} are the same recording, byte by byte: ${listed(names)}. They lie together in every representation, which raises the scores.`;
    return runDiagnostic("audio-identical", message, "Keep one of them in lyrics.csv.");
  });
}

/**
 * Songs whose rows of a representation are equal although their files are not: such as songs without lyrics. One diagnostic
 * for a group of songs, however many representations have it.
 */
export function rowDoubts(
  songs: readonly (Pick<Song, "filename"> & Partial<Pick<Song, "lyrics">>)[],
  hashes: readonly (string | null)[],
  representations: readonly Pick<Representation, "label" | "matrix">[],
): Diagnostic[] {
  const found = new Map<string, EqualGroup>();
  for (const { label, matrix } of representations) {
    for (const group of equalRows(matrix)) {
      const contents = new Set(group.map((song) => hashes[song] ?? song));
      if (contents.size === 1) continue;
      const key = group.join();
      const entry = found.get(key) ?? { group, labels: [] };
      entry.labels.push(label);
      found.set(key, entry);
    }
  }
  const [silent, same] = [true, false].map((lacksLyrics) =>
    [...found.values()].filter(
      ({ group }) => group.every((song) => songs[song]!.lyrics?.trim() === "") === lacksLyrics,
    ),
  ) as [EqualGroup[], EqualGroup[]];
  const nameOf = (song: number): string => songs[song]!.filename;
  const withoutLyrics = silent.map(({ group, labels }) => {
    const message = `${countOf(group.length, "song")} without lyrics have equal rows and are one group to every method (${listedLabels(labels)}): ${listed(group.map(nameOf))}.`;
    return runDiagnostic("lyrics-missing-identical", message, "Fill in their lyrics, or transcribe them.");
  });
  if (same.length > MOST_GROUPS) {
    const concerned = new Set(same.flatMap(({ group }) => group));
    const where = listedLabels([...new Set(same.flatMap(({ labels }) => labels))]);
    const names = listed(same.map(({ group }) => nameOf(group[0]!)));
    const message = `${countOf(concerned.size, "song")} have rows equal to others', in ${countOf(same.length, "group")} (${where}): ${names}.`;
    return [...withoutLyrics, runDiagnostic("rows-identical", message, SAME_SONG)];
  }
  const equal = same.map(({ group, labels }) => {
    const message = `${countOf(group.length, "song")} have equal rows (${listedLabels(labels)}): ${listed(group.map(nameOf))}.`;
    return runDiagnostic("rows-identical", message, SAME_SONG);
  });
  return [...withoutLyrics, ...equal];
}

/** Rows of equal numbers in groups, groups of one left out, in the order of their first rows. */
export function equalRows({ rows, cols, data }: Matrix): number[][] {
  const words = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
  const width = 2 * cols;
  // Open addressing: a slot has a row, which stands for all that are equal to it.
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * rows + 2))).fill(-1);
  const groups = new Map<number, number[]>();
  for (let row = 0; row < rows; row++) {
    let hash = 0x811c9dc5;
    for (let at = row * width; at < (row + 1) * width; at++)
      hash = Math.imul(hash ^ words[at]!, 0x01000193) ^ (hash >>> 15);
    let slot = hash & (slots.length - 1);
    while (slots[slot]! >= 0 && !isEqual(words, slots[slot]! * width, row * width, width))
      slot = (slot + 1) & (slots.length - 1);
    const first = slots[slot]!;
    if (first < 0) slots[slot] = row;
    else {
      const group = groups.get(first);
      if (group === undefined) groups.set(first, [first, row]);
      else group.push(row);
    }
  }
  return [...groups.values()].sort(([a], [b]) => a! - b!);
}

function isEqual(words: Int32Array, a: number, b: number, length: number): boolean {
  for (let at = 0; at < length; at++) if (words[a + at] !== words[b + at]) return false;
  return true;
}
