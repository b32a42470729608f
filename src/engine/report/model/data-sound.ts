import type { SoundRecord } from "../../../shared/contract/run.ts";
import { countOf, formatNumber, formatSeconds } from "../../../shared/format.ts";
import type { ReportContext } from "./context.ts";
import type { Claim, Sentence } from "./report.ts";
import { claim, listed, say } from "./sentence.ts";

/** Sample rates that are named; others are so few that a word is enough. */
const MOST_RATES = 3;

/** How long the sound is, and what the files are; none in runs of versions that did not record it. */
export function soundSentences({ manifest: { sound, rows } }: Pick<ReportContext, "manifest">): Sentence[] {
  if (sound === undefined) return [];
  return [heardFor(sound), ...filesLast(sound, rows.used), filesAre(sound)];
}

function heardFor(sound: SoundRecord): Sentence {
  const { heard } = sound;
  const of = (name: keyof typeof heard): Claim => secondsClaim(heard[name], "heard", name);
  const whole = isWhole(sound) ? ", and no file is longer" : "";
  if (formatSeconds(heard.shortest) === formatSeconds(heard.longest)) return say`That is ${of("total")} of sound, ${of("median")} of each song${whole}.`; // prettier-ignore
  return say`That is ${of("total")} of sound, from ${of("shortest")} to ${of("longest")} of a song with a median of ${of("median")}${whole}.`;
}

/** Whether all files are known to end where the hearing does. */
function isWhole({ heard, files }: SoundRecord): boolean {
  return files !== undefined && files.total === heard.total && files.longest === heard.longest;
}

function filesLast(sound: SoundRecord, used: number): Sentence[] {
  const { files } = sound;
  if (files === undefined || isWhole(sound)) return [];
  const of = (name: "total" | "median" | "shortest" | "longest"): Claim => secondsClaim(files[name], "files", name);
  const known = files.songs === used ? "The files last" : say`The ${claimOf(countOf(files.songs, "file"), files.songs, "files", "songs")} whose length is known last`; // prettier-ignore
  return [say`${known} ${of("total")} in all, from ${of("shortest")} to ${of("longest")}, with a median of ${of("median")}.`]; // prettier-ignore
}

function filesAre({ sampleRates, channels }: SoundRecord): Sentence {
  const rates = sampleRates.slice(0, MOST_RATES).map(({ hertz, songs }, index): Sentence => {
    const rate = claimOf(`${formatNumber(hertz)} Hz`, hertz, "sampleRates", index, "hertz");
    return sampleRates.length === 1 ? [rate] : say`${rate} (${songsClaim(songs, "sampleRates", index)})`;
  });
  const others = sampleRates.length > MOST_RATES ? ["other rates"] : [];
  const layouts = channels.map(({ channels: count, songs }, index): Sentence =>
    channels.length === 1 ? [layoutOf(count)] : say`${layoutOf(count)} (${songsClaim(songs, "channels", index)})`,
  );
  const mixed = channels.some(({ channels: count }) => count > 1) ? "; channels are mixed to their mean" : "";
  return say`The files have ${listed([...rates, ...others])} and are ${listed(layouts)}${mixed}.`;
}

function layoutOf(channels: number): string {
  return channels === 1 ? "mono" : channels === 2 ? "stereo" : `of ${channels} channels`;
}

function songsClaim(songs: number, ...path: readonly (string | number)[]): Claim {
  return claimOf(countOf(songs, "song"), songs, ...path, "songs");
}

function secondsClaim(seconds: number, ...path: readonly (string | number)[]): Claim {
  return claimOf(formatSeconds(seconds), seconds, ...path);
}

/** Of a number of the run's record of its sound. */
function claimOf(text: string, value: number, ...path: readonly (string | number)[]): Claim {
  return claim(text, value, { from: "run", path: ["sound", ...path] });
}
