import type { Song } from "../../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { countOf } from "../../../shared/format.ts";
import type { Matrix } from "../../core/matrix.ts";
import type { Representation } from "../representations/representation.ts";
import { listed, runDiagnostic } from "./run-diagnostic.ts";

/** Songs in groups of equal keys, groups of one left out, each in the order of the songs. */
export function equalSongs(keys: readonly (string | null)[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [song, key] of keys.entries()) {
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), song]);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

/** Songs whose audio files are equal, byte by byte. */
export function audioDoubts(
  songs: readonly Pick<Song, "filename">[],
  hashes: readonly (string | null)[],
): Diagnostic[] {
  return equalSongs(hashes).map((group) => {
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
  const found = new Map<string, { readonly group: readonly number[]; readonly labels: string[] }>();
  for (const { label, matrix } of representations) {
    for (const group of equalSongs(rowKeys(matrix))) {
      const contents = new Set(group.map((song) => hashes[song] ?? song));
      if (contents.size === 1) continue;
      const entry = found.get(group.join()) ?? { group, labels: [] };
      entry.labels.push(label);
      found.set(group.join(), entry);
    }
  }
  return Array.from(found.values(), ({ group, labels }) => {
    const names = listed(group.map((song) => songs[song]!.filename));
    const where = labels.join("; ");
    if (group.every((song) => songs[song]!.lyrics?.trim() === "")) {
      const message = `${countOf(group.length, "song")} without lyrics have equal rows and are one group to every method (${where}): ${names}.`;
      return runDiagnostic("lyrics-missing-identical", message, "Fill in their lyrics, or transcribe them.");
    }
    const message = `${countOf(group.length, "song")} have equal rows (${where}): ${names}.`;
    return runDiagnostic(
      "rows-identical",
      message,
      "See whether they are the same song twice, or have the same lyrics.",
    );
  });
}

/** The bytes of each row as a text that is equal for equal rows. */
function rowKeys({ rows, cols, data }: Matrix): string[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const width = cols * data.BYTES_PER_ELEMENT;
  return Array.from({ length: rows }, (_, row) => bytes.toString("latin1", row * width, (row + 1) * width));
}
