import { countOf, formatNumber } from "../../../../shared/format.ts";
import { scoreClaim, columnWords, nameOf } from "../context.ts";
import type { Claim, ComparedFact, Sentence, Side } from "../report.ts";
import { claim, listed, say } from "../sentence.ts";
import { changedSettings, settingTitle, valueText } from "../../comparison/changed-settings.ts";
import { scoreChanges, twinColumn } from "../../comparison/score-changes.ts";
import { onSide, rowOfSide, sideName, SIDES, type ComparisonContext } from "./source.ts";

/** Settings that a sentence names; a table has all of them. */
const MOST_LISTED = 5;

/** What a comparison found, as sentences have it. */
export function fact(
  { comparison }: Pick<ComparisonContext, "comparison">,
  what: Exclude<ComparedFact, "settings">,
  noun?: string,
): Claim {
  const value = factValue(comparison, what);
  // What rounding leaves of a 1 is a 1.
  const shown = value === null ? null : Number(value.toPrecision(12));
  return claim(noun === undefined ? formatNumber(shown) : countOf(shown ?? 0, noun), value ?? "undefined", {
    from: "compared",
    what,
  });
}

function factValue(
  { a, b, common, movedCount, matches, agreement, alignment, cells }: ComparisonContext["comparison"],
  what: Exclude<ComparedFact, "settings">,
): number | null {
  const clusters = (side: Side): number => new Set(cells.map((cell) => cell[side]).filter((id) => id >= 0)).size;
  switch (what) {
    case "common":
      return common;
    case "only-a":
      return a.songCount - common;
    case "only-b":
      return b.songCount - common;
    case "moved":
      return movedCount;
    case "matched":
      return matches.length;
    case "clusters-a":
      return clusters("a");
    case "clusters-b":
      return clusters("b");
    case "AMI":
    case "ARI":
      return agreement[what];
    case "disparity":
      return alignment.disparity;
  }
}

export function comparisonAbstract(context: ComparisonContext): Sentence[] {
  return [
    subject(context),
    ...(context.isOneRun ? [] : [settingsSentence(context)]),
    agreementSentence(context),
    movedSentence(context),
    ...scoreSentence(context),
    ...bestSentences(context),
  ];
}

function subject(context: ComparisonContext): Sentence {
  const { a, b, isOneRun } = context;
  const named = (side: Side, { representation, clustering }: ComparisonContext["a"]): Sentence =>
    say`${representation.label} by ${clustering.label} (${sideName(side)}, ${fact(context, `clusters-${side}`, "cluster")})`;
  return say`We compare two clusterings of ${isOneRun ? "one run" : "two runs"} over the ${fact(context, "common", "song")} that both have: ${named("a", a)} and ${named("b", b)}.`;
}

export function settingsSentence({ runs: { a, b } }: ComparisonContext): Sentence {
  const changed = changedSettings(a.manifest.settings, b.manifest.settings);
  const count = claim(countOf(changed.length, "setting"), changed.length, { from: "compared", what: "settings" });
  if (changed.length === 0) return say`The runs differ in ${claim("no setting", 0, count.source)}.`;
  const shown = changed.slice(0, MOST_LISTED);
  const texts = shown.map(({ name, ...values }): Sentence => say`${settingTitle(name)} (${settingOf("a", name, values.a)} → ${settingOf("b", name, values.b)})`); // prettier-ignore
  const more = changed.length - shown.length;
  return say`The runs differ in ${count}: ${listed([...texts, ...(more > 0 ? [`${formatNumber(more)} more`] : [])])}.`;
}

type Value = Parameters<typeof valueText>[0];

function settingOf(side: Side, name: string, value: Value): Sentence {
  if (typeof value !== "number" && typeof value !== "string") return [valueText(value)];
  return onSide(side, [claim(valueText(value), value, { from: "run", path: ["settings", name] })]);
}

function agreementSentence(context: ComparisonContext): Sentence {
  return say`The two agree with an adjusted Rand index of ${fact(context, "ARI")} and an adjusted mutual information of ${fact(context, "AMI")} (1 is the same clusters, 0 is chance).`;
}

function movedSentence(context: ComparisonContext): Sentence {
  const { movedCount } = context.comparison;
  const moved = movedCount === 0 ? claim("no song", 0, fact(context, "moved").source) : fact(context, "moved", "song");
  return say`Once clusters are matched (${fact(context, "matched", "pair")}), ${moved} of ${fact(context, "common")} ${movedCount < 2 ? "is" : "are"} in another cluster.`;
}

/** By the score that decides what is best in A. */
function scoreSentence(context: ComparisonContext): Sentence[] {
  const { runs, a, b } = context;
  const sides = { a: { ...a, manifest: runs.a.manifest }, b: { ...b, manifest: runs.b.manifest } };
  const [first = ""] = runs.a.bestBy;
  const change = scoreChanges(sides.a, sides.b).find(({ columns }) => columns.a === first);
  const rows = { a: rowOfSide(context, "a"), b: rowOfSide(context, "b") };
  if (change === undefined || rows.a === undefined || rows.b === undefined) return [];
  const scores = SIDES.map((side) => onSide(side, scoreClaim(runs[side], rows[side]!, change.columns[side])));
  const verdict =
    change.a === change.b
      ? "the same"
      : change.isBeyond === null
        ? "with one seed each it is not known whether that is more than another seed would change"
        : change.isBeyond
          ? "more than what the seeds vary"
          : "within what the seeds vary";
  return [say`${columnWords(first)} is ${scores[0]!} in A and ${scores[1]!} in B: ${verdict}.`];
}

/** The best clusterings of the two runs, where these are not the compared ones. */
function bestSentences(context: ComparisonContext): Sentence[] {
  const { runs, isOneRun } = context;
  const [first = ""] = runs.a.bestBy;
  const column = twinColumn(first, runs.b.manifest);
  if (isOneRun || column === undefined || column !== runs.b.bestBy[0]) return [];
  const best = SIDES.flatMap((side): Sentence[] => {
    const { winner, bestBy } = runs[side];
    if (winner === undefined) return [];
    const name = (part: "rep" | "method"): Claim => claim(nameOf(runs[side], winner[part]), winner[part], { from: "best", by: bestBy, part }); // prettier-ignore
    return [onSide(side, say`${sideName(side)}'s is ${name("rep")} by ${name("method")} (${scoreClaim(runs[side], winner, bestBy[0]!)})`)]; // prettier-ignore
  });
  return best.length < 2 ? [] : [say`Of the best clusterings of both runs by ${columnWords(first)}, ${listed(best)}.`];
}
