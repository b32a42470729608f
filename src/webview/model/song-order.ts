import { songTitle } from "../../shared/names.ts";
import type { Shown } from "../data/shown.ts";
import type { SongColumn, SongSort } from "../../shared/contract/scale/song-table.ts";

/** The songs in the order of the table, in a run whose texts are in memory. Undefined numbers and empty texts come last whichever way it is sorted; ties keep the order of the file. */
export function songOrder(shown: Shown, { column, descending }: SongSort, model: string | null): Uint32Array {
  const order = Uint32Array.from({ length: shown.run.songCount }, (_, song) => song);
  if (column === null) return order;
  const sign = descending ? -1 : 1;
  const numbers = numbersOf(shown, column, model);
  if (numbers !== undefined) {
    return order.sort(
      (a, b) =>
        last(Number.isNaN(numbers[a]!), Number.isNaN(numbers[b]!)) || sign * (numbers[a]! - numbers[b]!) || a - b,
    );
  }
  const ranks = ranksOf(textsOf(shown, column));
  return order.sort((a, b) => last(ranks[a] === EMPTY, ranks[b] === EMPTY) || sign * (ranks[a]! - ranks[b]!) || a - b);
}

const EMPTY = -1;
const byLanguage = new Intl.Collator(undefined, { numeric: true });

/** Each text's place among the different ones: ten thousand rows share few genres, and comparing words is the slow part. */
function ranksOf(texts: readonly string[]): Int32Array {
  const distinct = [...new Set(texts)].filter((text) => text !== "").sort((a, b) => byLanguage.compare(a, b));
  const places = new Map(distinct.map((text, place) => [text, place]));
  return Int32Array.from(texts, (text) => places.get(text) ?? EMPTY);
}

function last(a: boolean, b: boolean): number {
  return Number(a) - Number(b);
}

function numbersOf(shown: Shown, column: SongColumn, model: string | null): ArrayLike<number> | undefined {
  if (column === "cluster") return Float64Array.from(shown.labels, (label) => (label < 0 ? NaN : label));
  if (column === "silhouette") return shown.silhouette;
  if (column !== "error") return undefined;
  return (model === null ? undefined : shown.errors.get(model)) ?? new Float64Array(shown.run.songCount).fill(NaN);
}

function textsOf({ run: { songs } }: Shown, column: SongColumn): readonly string[] {
  const { filename = [], language = [], genre = [] } = songs.lists ?? {};
  if (column === "language") return language;
  return column === "genre" ? genre : filename.map(songTitle);
}
