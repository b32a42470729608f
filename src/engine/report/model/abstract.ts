import { bestRow, isPartition } from "../../../shared/best-row.ts";
import type { RunDiagnosticCode } from "../../../shared/contract/diagnostic.ts";
import { metricColumn } from "../../../shared/contract/metrics.ts";
import { TASK_LABELS } from "../../../shared/contract/settings.ts";
import { countOf, formatNumber, have } from "../../../shared/format.ts";
import type { MetricTableRow } from "../../analysis/metrics/table.ts";
import { canWin, chanceClaim, columnWords, isBeyondChance, kindsOf, nameOf, noiseOf, noiseShare, scoreClaim, songsClaim, type ReportContext } from "./context.ts"; // prettier-ignore
import { shortList } from "./label-groups.ts";
import type { Claim, Sentence } from "./report.ts";
import { claim, listed, say } from "./sentence.ts";

/** The run in a few sentences: what was clustered, what is best, and how far that can be believed. */
export function abstractOf(context: ReportContext): Sentence[] {
  return [subject(context), ...headline(context), ...stabilitySentence(context), ...kindSentences(context), ...recordingSentence(context), ...chanceSentence(context)]; // prettier-ignore
}

function subject(context: ReportContext): Sentence {
  const { judged, manifest, languages, genres } = context;
  const representations = new Set(judged.map(({ rep }) => rep)).size;
  const methods = new Set(judged.map(({ method }) => method)).size;
  const all: Claim["source"] = { from: "rows", column: "method", is: "defined", than: 0 };
  const count = claim(countOf(judged.length, "clustering"), judged.length, all);
  const kinds = (labels: readonly string[], column: "genre" | "language"): Sentence[] => {
    const found = kindsOf(labels);
    return found === 0 ? [] : [[claim(countOf(found, column), found, { from: "labels", column })]];
  };
  const labels = [...kinds(languages, "language"), ...kinds(genres, "genre")];
  const of = labels.length === 0 ? "" : " of ";
  const seeds = manifest.settings.seeds;
  const repeated = seeds === 1 ? "" : say`, each with ${claim(countOf(seeds, "seed"), seeds, { from: "run", path: ["settings", "seeds"] })}`; // prettier-ignore
  // Easy has a method of its own name for each representation.
  const how =
    manifest.task === "easy"
      ? say`${countOf(representations, "representation")} by K-Means`
      : say`${countOf(representations, "representation")} by ${countOf(methods, "method")}`;
  return say`We cluster ${songsClaim(manifest.rows.used)}${of}${listed(labels)} without supervision: ${how}, ${count} in all${repeated}.`; // prettier-ignore
}

function headline(context: ReportContext): Sentence[] {
  const { winner, bestBy, manifest } = context;
  const [first = "", second] = bestBy;
  if (winner === undefined) {
    const all = context.judged.length;
    return [
      say`No clustering has a score by which it could be the best: ${columnWords(first)} is undefined, or contained in the representation, in all ${claim(formatNumber(all), all, { from: "rows", column: "method", is: "defined", than: 0 })}.`,
    ];
  }
  const name = (part: "rep" | "method"): Claim => claim(nameOf(context, winner[part]), winner[part], { from: "best", by: bestBy, part }); // prettier-ignore
  const tie = second === undefined ? "" : say`; ${withArticle(second)} is ${scoreClaim(context, winner, second)}`;
  const shape = bestBy.includes("silhouette") || typeof winner.values["silhouette"] !== "number" ? "" : say`, the silhouette ${scoreClaim(context, winner, "silhouette")}`; // prettier-ignore
  const chance = isBeyondChance(winner, first) === false ? ", no better than chance" : "";
  const unlabelled = first === "silhouette" && manifest.task !== "easy" ? [unlabelledSentence(context)] : [];
  return [
    ...unlabelled,
    say`By ${withArticle(first)}, the best is ${name("rep")} clustered by ${name("method")}: ${scoreClaim(context, winner, first)}${chanceClaim(context, winner, first)}${chance}${tie}${shape}.`,
    ...noiseSentence(context, winner),
  ];
}

/** That a share of the songs is in no cluster of the best: its silhouette is not of these. */
function noiseSentence(context: ReportContext, winner: MetricTableRow): Sentence[] {
  const noise = noiseOf(winner);
  if (noise === 0) return [];
  const songs = noise === 1 ? "song" : "songs";
  const silent = typeof winner.values["silhouette"] === "number" ? ", of which the silhouette says nothing" : "";
  return [
    say`It leaves ${scoreClaim(context, winner, "n_noise")} ${songs} (${noiseShare(context, winner)}) as noise${silent}.`,
  ];
}

/** `ARI against the genre`, `the silhouette`. */
function withArticle(column: string): string {
  return metricColumn(column)?.against === null ? `the ${columnWords(column)}` : columnWords(column);
}

/** Why the silhouette decides: the label by which the task judges clusters is missing, or all songs have the same. */
function unlabelledSentence({ manifest: { task, rows }, languages, genres }: ReportContext): Sentence {
  const column = task === "hard" ? "genre" : "language";
  const kinds = kindsOf(column === "genre" ? genres : languages);
  if (kinds === 0) return say`None of the ${songsClaim(rows.used, { [column]: "" })} has a ${column} to judge clusters by, so the silhouette decides.`; // prettier-ignore
  return say`The songs have ${claim(countOf(kinds, column), kinds, { from: "labels", column })}, too few to judge clusters by, so the silhouette decides.`; // prettier-ignore
}

/** What audio, lyrics and both together reach. */
function kindSentences(context: ReportContext): Sentence[] {
  const { bestBy, view, best } = context;
  const [first = ""] = bestBy;
  if (columnWords(first) === "silhouette") return [];
  const kindOf = new Map(view.representations.map(({ name, kind }) => [name, kind]));
  const groups = [
    { words: "audio alone", kinds: ["audio", "spectral"] },
    { words: "lyrics alone", kinds: ["lyrics"] },
    { words: "audio and lyrics together", kinds: ["hybrid"] },
  ].flatMap(({ words, kinds }) => {
    const rows = best.filter((row) => kinds.includes(kindOf.get(row.rep) ?? "") && canWin(row, first));
    const row = bestRow(rows, bestBy);
    if (row === undefined) return [];
    const equal = rows.filter(({ values }) => values[first] === row.values[first]);
    return [{ words, row, names: shortList(equal.map(({ rep }) => nameOf(context, rep))) }];
  });
  if (groups.length < 2) return [];
  const clause = ({ words, row, names }: (typeof groups)[number]): Sentence =>
    say`${scoreClaim(context, row, first)} from ${words} (${names})`;
  return [say`The best ${columnWords(first)} is ${listed(groups.map(clause))}.`];
}

/** What scores against the genre measure where each genre is one recording or artist: no reader should find that out at the end. */
function recordingSentence({ manifest: { warnings }, bestBy, genres }: ReportContext): Sentence[] {
  if (metricColumn(bestBy[0] ?? "")?.against !== "genre") return [];
  if (!warnings.some(({ code: of }) => of === ("genre-is-recording" satisfies RunDiagnosticCode))) return [];
  const count = kindsOf(genres);
  return [
    say`But each of the ${claim(countOf(count, "genre"), count, { from: "labels", column: "genre" })} is one or a few recordings, artists or albums, and that may be what these scores measure (see the limits).`,
  ];
}

/** How many clusterings are no better than chance; one of no cluster or of one is no clustering to test. */
function chanceSentence(context: ReportContext): Sentence[] {
  const [first = ""] = context.bestBy;
  const several = context.judged.filter(isPartition);
  const few = context.judged.length - several.length;
  const tested = several.flatMap((row) => isBeyondChance(row, first) ?? []);
  if (tested.length === 0) return [];
  const chance = tested.filter((beyond) => !beyond).length;
  const column = `${first}_p`;
  const none = claim(formatNumber(chance), chance, { from: "rows", column, is: "above", than: 0.05, clusters: 2 });
  const all = claim(countOf(tested.length, "clustering"), tested.length, { from: "rows", column, is: "defined", than: 0, clusters: 2 }); // prettier-ignore
  const rest = claim(formatNumber(few), few, { from: "rows", column: "n_clusters_found", is: "below", than: 2 });
  const others = few === 0 ? "" : say`; ${rest} ${have(few)} one cluster or none`;
  return [
    say`Of ${all} with two clusters or more that ${tested.length === 1 ? "was" : "were"} tested, ${none} ${chance === 1 ? "is" : "are"} no better than chance by ${columnWords(first)} (p > 0.05, permuted labels)${others}.`,
  ];
}

function stabilitySentence(context: ReportContext): Sentence[] {
  const { winner, seeds } = context;
  const row = winner && seeds.find(({ rep, method }) => rep === winner.rep && method === winner.method);
  const stability = row?.values["stability"];
  if (row === undefined || typeof stability !== "number") return [];
  return [
    say`Its clusters have a stability of ${claim(formatNumber(stability), stability, { from: "scores", rep: row.rep, method: row.method, column: "stability" })} over the seeds (mean ARI of every two; 1 is the same clusters each time).`,
  ];
}

/** The title of the paper. */
export function titleOf({ manifest: { task, tuned = [] }, view }: Pick<ReportContext, "manifest" | "view">): string {
  const kinds = new Set(view.representations.map(({ kind }) => kind));
  const hears = ["audio", "spectral"].some((kind) => kinds.has(kind as "audio" | "spectral"));
  const own = {
    easy: "VAE and PCA on MFCC statistics",
    medium: hears ? "audio, lyrics and hybrids" : "lyrics",
    hard: hears ? "multi-modal clustering" : "clustering of lyrics",
  } as const;
  const last = tuned.at(-1);
  return `${TASK_LABELS[task]} task: ${last === undefined ? own[task] : `${last.labels.method}, of ${last.labels.rep}`}`;
}
