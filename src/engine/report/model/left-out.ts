import type { AUDIO_DIAGNOSTICS } from "../../../shared/contract/audio.ts";
import type { DATASET_DIAGNOSTICS, FATAL_DIAGNOSTICS } from "../../../shared/contract/dataset.ts";
import { countOf, formatNumber } from "../../../shared/format.ts";
import type { RunManifest } from "../../../shared/contract/run.ts";
import { groupBy } from "../../../shared/group-by.ts";
import type { Sentence } from "./report.ts";
import { claim, listed, say } from "./sentence.ts";

type ErrorsOf<Codes> = { [Code in keyof Codes]: Codes[Code] extends "error" ? Code : never }[keyof Codes];
type RowError = Exclude<
  ErrorsOf<typeof DATASET_DIAGNOSTICS & typeof AUDIO_DIAGNOSTICS>,
  (typeof FATAL_DIAGNOSTICS)[number]
>;

/** What follows the number of rows that an error keeps out: every such error has words. */
const REASONS: Readonly<Record<RowError, string>> = {
  "quoting-broken": "whose quotes are broken",
  "nul-byte": "with bytes that are no text",
  "row-too-long": "with too many cells",
  "header-repeated": "that repeat the header",
  "filename-empty": "without a file name",
  "filename-duplicate": "with the file name of another row",
  "audio-missing": "without an audio file",
  "audio-name-uncertain": "whose audio file is uncertain",
  "audio-duplicate": "with the audio file of another row",
  "audio-outside": "whose audio file lies outside the folder",
  "audio-link-broken": "whose audio file is a broken link",
  "audio-unreadable": "whose file cannot be read",
  "audio-empty": "whose file is empty",
  "audio-not-sound": "whose file is no sound",
  "audio-unsupported": "whose file is of an unsupported format",
  "audio-corrupt": "whose file cannot be decoded",
  "audio-timed-out": "whose file took too long to decode",
  "audio-too-short": "whose sound is too short",
  "audio-silent": "whose sound is silent",
  "audio-failed": "on whose file the decoding failed",
};

/** Why rows are not among the songs: each row by the first error at it, so that the counts add up. */
export function leftOut({ rows, warnings }: Pick<RunManifest, "rows" | "warnings">): Sentence[] {
  const count = rows.total - rows.used;
  if (count <= 0) return [];
  const errors = warnings.filter(({ code, severity }) => severity === "error" && code in REASONS);
  const rowsOf = groupBy(errors, ({ row, line, filename }) => row ?? line ?? filename);
  const first = Array.from(rowsOf.values(), ([error]) => error!);
  const told = [...groupBy(first, ({ code }) => code as keyof typeof REASONS)].map(([code, { length }]) => ({ code, words: REASONS[code], count: length })); // prettier-ignore
  const rest = count - first.length;
  // Rows whose files lie outside have one diagnostic together, and those without lyrics none, where lyrics are what is used.
  const outside = told.find(({ code }) => code === "audio-outside");
  if (outside !== undefined) outside.count += rest;
  const others = warnings.some(({ code }) => code === "audio-none") ? "without lyrics" : "for a reason that the run did not record"; // prettier-ignore
  const reasons = [
    ...told,
    ...(rest > 0 && outside === undefined ? [{ code: null, words: others, count: rest }] : []),
  ].map(({ code, words, count: of }) => say`${claim(formatNumber(of), of, { from: "left-out", code })} ${words}`);
  const left = claim(countOf(count, "row"), count, { from: "left-out" });
  return [say`${left} ${count === 1 ? "was" : "were"} left out: ${listed(reasons)}.`];
}
