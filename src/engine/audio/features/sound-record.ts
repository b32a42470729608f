import type { SoundRecord, SpreadOfSeconds } from "../../../shared/contract/run.ts";
import { groupBy } from "../../../shared/group-by.ts";
import type { SourceSound } from "./kept-feature.ts";

/** What was heard of the songs, and what their files are; undefined where that is not known of all. */
export function soundRecord(
  songs: readonly { readonly seconds: number; readonly source: SourceSound | undefined }[],
): SoundRecord | undefined {
  const sources = songs.flatMap(({ source }) => source ?? []);
  const heard = spreadOf(songs.map(({ seconds }) => seconds));
  if (sources.length < songs.length || heard === undefined) return undefined;
  const lengths = sources.flatMap(({ seconds }) => seconds ?? []);
  const files = spreadOf(lengths);
  return {
    heard,
    ...(files !== undefined && { files: { songs: lengths.length, ...files } }),
    sampleRates: counted(sources.map(({ sampleRate }) => sampleRate)).map(([hertz, count]) => ({
      hertz,
      songs: count,
    })),
    channels: counted(sources.map(({ channels }) => channels)).map(([channels, count]) => ({ channels, songs: count })),
  };
}

function spreadOf(values: readonly number[]): SpreadOfSeconds | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  const total = sorted.reduce((sum, value) => sum + value, 0);
  const [shortest, longest] = [sorted[0]!, sorted.at(-1)!];
  return { total: round(total), median: round(median), shortest: round(shortest), longest: round(longest) };
}

/** To hundredths: the last digits of a length are the decoder's. */
function round(seconds: number): number {
  return Math.round(100 * seconds) / 100;
}

/** The most frequent first, then the larger one. */
function counted(values: readonly number[]): [number, number][] {
  const groups = groupBy(values, (value) => value);
  return Array.from(groups, ([value, { length }]): [number, number] => [value, length]).sort(([a, x], [b, y]) => y - x || b - a); // prettier-ignore
}
