import { formatNumber } from "../../shared/format.ts";
import { songTitle } from "../../shared/names.ts";
import type { SongTexts } from "../../shared/contract/scale/song-table.ts";
import type { ViewSongs } from "../../shared/contract/view.ts";

/** One of few names per song. */
export interface SongLabels {
  readonly names: readonly string[];
  /** Song → place in `names`. */
  readonly codes: Int32Array;
}

/** What the views say of one song in words. */
export type SongText = Pick<SongTexts, "filename" | "audio" | "row"> & {
  /** Empty in a run of many songs, and without lyrics. */
  readonly firstLyric: string;
};

/** The songs of a run: labels of all of them, and the texts of each, in memory or from the host. */
export interface RunSongs {
  readonly count: number;
  readonly genre: SongLabels;
  readonly language: SongLabels;
  /** All texts; null where there are too many to hold them: then the engine sorts, filters and searches. */
  readonly lists: ViewSongs | null;
  /** The texts of a song; null while they are on their way, of which who opened the run hears. */
  text(song: number): SongText | null;
  /** Takes over texts that have come with a page of the table. */
  keep(texts: readonly SongTexts[]): void;
}

/** What a song is called: its number until its name has come. */
export function titleOf({ songs }: { readonly songs: RunSongs }, song: number): string {
  const text = songs.text(song);
  return text === null ? `Song ${formatNumber(song + 1)}` : songTitle(text.filename);
}

export function labelOf({ names, codes }: SongLabels, song: number): string {
  return names[codes[song]!] ?? "";
}

/** The songs of a run whose texts are all there. */
export function songsInMemory(lists: ViewSongs): RunSongs {
  const { filename, audio, row, firstLyric } = lists;
  return {
    count: filename.length,
    genre: coded(lists.genre),
    language: coded(lists.language),
    lists,
    text: (song) => ({
      filename: filename[song]!,
      audio: audio[song]!,
      row: row[song]!,
      firstLyric: firstLyric[song]!,
    }),
    keep: () => undefined,
  };
}

/** A label per song as codes. */
export function coded(labels: readonly string[]): SongLabels {
  const places = new Map<string, number>();
  const codes = Int32Array.from(labels, (label) => {
    const place = places.get(label) ?? places.size;
    places.set(label, place);
    return place;
  });
  return { names: [...places.keys()], codes };
}

/** Texts that are kept: what one looks at, and a good deal of where one has been. */
const KEPT = 20_000;
/** The host is asked for at most so many at once. */
const MOST_ASKED = 1_000;

/**
 * The songs of a run of many: their texts are asked for when a view needs them, together for all that needs some at one time.
 * @param ask the host @param arrived called after texts have come
 */
export function songsFromHost(
  labels: { readonly genre: SongLabels; readonly language: SongLabels },
  ask: (songs: readonly number[]) => Promise<readonly SongTexts[]>,
  arrived: () => void,
  failed: (error: unknown) => void,
): RunSongs {
  const kept = new Map<number, SongText>();
  const wanted = new Set<number>();
  const asked = new Set<number>();
  let waiting = false;

  function keep(texts: readonly SongTexts[]): void {
    for (const { song, filename, audio, row } of texts) {
      kept.delete(song);
      kept.set(song, { filename, audio, row, firstLyric: "" });
    }
    for (const song of kept.keys()) {
      if (kept.size <= KEPT) break;
      kept.delete(song);
    }
  }
  async function fetchWanted(): Promise<void> {
    // All views draw first: what they lack is one question.
    await new Promise((resolve) => setTimeout(resolve));
    waiting = false;
    const songs = [...wanted].slice(-MOST_ASKED);
    wanted.clear();
    for (const song of songs) asked.add(song);
    try {
      keep(await ask(songs));
      for (const song of songs) asked.delete(song);
      arrived();
    } catch (error) {
      // They stay asked for: asking again with every picture that tells of the failure would not mend it.
      failed(error);
    }
  }
  return {
    count: labels.genre.codes.length,
    ...labels,
    lists: null,
    text(song) {
      const known = kept.get(song);
      if (known !== undefined) return known;
      if (!asked.has(song)) wanted.add(song);
      if (!waiting && wanted.size > 0) {
        waiting = true;
        void fetchWanted();
      }
      return null;
    },
    keep,
  };
}
