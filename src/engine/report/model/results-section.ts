import { winningRow } from "../../../shared/best-row.ts";
import { metricColumn } from "../../../shared/contract/metrics.ts";
import { greatest } from "../../../shared/extremes.ts";
import { groupBy } from "../../../shared/group-by.ts";
import { labelIn } from "../../../shared/labels.ts";
import { K_CRITERIA, type KCriterion } from "../../../shared/contract/k-sweep.ts";
import { formatLoss, formatNumber, formatSeconds } from "../../../shared/format.ts";
import { heldOutSongs, type ModelRecord } from "../../../shared/contract/run.ts";
import { bestFigures, finalLosses, furtherFigures, otherMaps, spectrogramFigure, trainingFigure } from "./figures.ts";
import { canWin, chanceClaim, columnWords, nameOf, scoreClaim, type ReportContext } from "./context.ts";
import { clusterTable } from "./cluster-table.ts";
import { shortList } from "./label-groups.ts";
import type { Block, Claim, ReportFigure, Section, Sentence, Table } from "./report.ts";
import { bestTable, fullTable } from "./score-tables.ts";
import { claim, listed, say, see } from "./sentence.ts";

/** What the run came to: scores, clusters, maps, networks, sweeps. */
export function resultsSection(context: ReportContext): Section {
  const best = bestTable(context);
  const all = fullTable(context);
  const clusters = clusterTable(context);
  const models = modelTable(context);
  const figures = bestFigures(context);
  const others = otherMaps(context);
  const training = trainingFigure(context);
  const blocks: Block[] = [
    { kind: "paragraph", sentences: resultSentences(context, { best, clusters, figures, others }) },
    ...(best === undefined ? [] : [best]),
    ...figures,
    ...(clusters === undefined ? [] : [clusters]),
    ...others,
    ...(models === undefined ? [] : [{ kind: "paragraph" as const, lead: "Networks.", sentences: networkSentences(context, training) }, models]), // prettier-ignore
    ...training,
    ...spectrogramFigure(context),
    ...betaSweep(context),
    ...kSweeps(context),
    ...furtherFigures(context),
    ...(all === undefined ? [] : [all]),
  ];
  return { id: "results", title: "Results", blocks };
}

interface Shown {
  readonly best: Table | undefined;
  readonly clusters: Table | undefined;
  readonly figures: readonly ReportFigure[];
  readonly others: readonly ReportFigure[];
}

function resultSentences(context: ReportContext, { best, clusters, figures, others }: Shown): Sentence[] {
  const [map] = figures;
  return [
    ...pointed([...runnerUp(context), ...bestMethod(context)], best),
    ...otherLabel(context),
    ...(map === undefined ? [] : [mapSentence(context, map, clusters)]),
    ...others.map(({ id, panels }) => say`${panels.length === 1 ? "The other representation is" : "The other representations are"} in ${see(id)}.`), // prettier-ignore
  ];
}

/** The first of some sentences points to the table that has the rest of what it says. */
function pointed([first, ...others]: readonly Sentence[], table: Table | undefined): Sentence[] {
  if (table === undefined) return first === undefined ? [] : [first, ...others];
  if (first === undefined) return [say`All scores are in ${see(table.id)}.`];
  const [end] = first.slice(-1);
  const open = typeof end === "string" ? [...first.slice(0, -1), end.replace(/\.$/, "")] : first;
  return [say`${open} (${see(table.id)}).`, ...others];
}

/** What is mapped: the best representation, or the best that has a map. */
function mapSentence({ winner, drawn }: ReportContext, map: ReportFigure, clusters: Table | undefined): Sentence {
  const held = clusters === undefined ? "" : say`${see("clusters")} has what ${winner === undefined ? "its" : "the best"} clusters hold`; // prettier-ignore
  if (winner === undefined || drawn.some(({ name }) => name === winner.rep))
    return say`${see(map.id)} shows ${winner === undefined ? "a representation" : "the best representation"} on a map${held === "" ? "" : say`, and ${held}`}.`;
  return say`The best representation has no map of its own; ${see(map.id)} shows the best that has one${held === "" ? "" : say`, and ${held}`}.`; // prettier-ignore
}

/** How far the best is ahead of the next representation, in a run of several seeds beside what these vary. */
function runnerUp(context: ReportContext): Sentence[] {
  const { best, winner, bestBy } = context;
  const [first = ""] = bestBy;
  const next = best.filter((row) => row !== winner && canWin(row, first));
  const sign = first === "davies_bouldin" ? -1 : 1;
  const second = next.toSorted((a, b) => sign * (Number(b.values[first]) - Number(a.values[first])))[0];
  if (winner === undefined || second === undefined) return [];
  if (second.values[first] === winner.values[first]) {
    const equal = next.filter((row) => row.values[first] === winner.values[first]).length;
    return [say`The same ${columnWords(first)} is reached by ${claim(formatNumber(equal), equal, { from: "equal-to-best", column: first })} other ${equal === 1 ? "representation" : "representations"}.`]; // prettier-ignore
  }
  const names = next.filter((row) => row.values[first] === second.values[first]).map(({ rep }) => nameOf(context, rep));
  const are = names.length === 1 ? "representation is" : "representations are";
  return [
    say`By ${columnWords(first)} the next ${are} ${shortList(names)} with ${scoreClaim(context, second, first)}.`,
  ];
}

/** Which method is best most often, or which are. */
function bestMethod({ best, manifest }: ReportContext): Sentence[] {
  const counts = [...groupBy(best, ({ method }) => method)].map(([method, rows]) => ({ method, count: rows.length }));
  const most = greatest(counts.map(({ count }) => count));
  // Easy has a method of its own name for each representation.
  if (counts.length < 2 || manifest.task === "easy") return [];
  const first = counts.filter(({ count }) => count === most);
  const of = claim(formatNumber(best.length), best.length, { from: "best-rows" });
  const own = claim(formatNumber(most), most, { from: "best-rows", method: first[0]!.method });
  const names = shortList(first.map(({ method }) => labelIn(manifest.labels, method)));
  const is = first.length === 1 ? "is the best method" : "are each the best method";
  return [say`${names} ${is} of ${own} of ${of} representations.`];
}

/** The best against the label that does not decide. */
function otherLabel(context: ReportContext): Sentence[] {
  const { judged, bestBy, manifest } = context;
  const column = metricColumn(bestBy[0] ?? "")?.against === "genre" ? "ARI_language" : "";
  const row = winningRow(judged, [column]);
  if (row === undefined) return [];
  const equal = judged.filter((other) => other !== row && canWin(other, column) && other.values[column] === row.values[column]).length; // prettier-ignore
  const tie = equal === 0 ? "" : say`; the same is reached by ${claim(formatNumber(equal), equal, { from: "equal-rows", column })} other ${equal === 1 ? "clustering" : "clusterings"}`; // prettier-ignore
  const name = (part: "rep" | "method"): Claim => claim(labelIn(manifest.labels, row[part]), row[part], { from: "best", by: [column], part }); // prettier-ignore
  return [
    say`Against the language, the highest ARI is ${scoreClaim(context, row, column)}${chanceClaim(context, row, column)}, of ${name("rep")} by ${name("method")}${tie}.`,
  ];
}

function networkSentences({ manifest: { models } }: ReportContext, training: readonly ReportFigure[]): Sentence[] {
  const shown = training.length === 0 ? "" : say`, and ${see("training")} its course`;
  return [
    say`The training ended at a loss of ${listed(finalLosses(models))}; ${see("models")} has its terms${shown}.`,
    ...models.flatMap((model, index): Sentence[] => {
      const { reconstruction, validation } = model.final;
      if (reconstruction === undefined || validation === undefined) return [];
      const times = validation / reconstruction;
      const [seen, held] = [
        claim(formatLoss(reconstruction), reconstruction, {
          from: "run",
          path: ["models", index, "final", "reconstruction"],
        }),
        claim(formatLoss(validation), validation, { from: "run", path: ["models", index, "final", "validation"] }),
      ];
      const verdict = times > 1.5 ? ": it remembers its songs more than it knows music" : "";
      return [say`On songs held out, the mean squared error of the ${model.label} is ${held}, on those trained on ${seen}${verdict}.`]; // prettier-ignore
    }),
  ];
}

/** The error of songs held out, where it is what the column has: the loss of a network without a decoder is none beside an MSE. */
function comparable({ final }: ModelRecord, decodes: boolean): number | undefined {
  return decodes === (final.reconstruction !== undefined) ? final.validation : undefined;
}

function modelTable({ manifest: { models } }: ReportContext): Table | undefined {
  if (models.length === 0) return undefined;
  const hold = models.some((model) => heldOutSongs(model) > 0);
  const decodes = models.some(({ final }) => final.reconstruction !== undefined);
  const numeric = (label: string, better: "lower" | null = null) => ({ label, numeric: true, better });
  return {
    kind: "table",
    id: "models",
    title: "Models",
    caption: [say`The networks after their last epoch.`],
    columns: [
      { label: "model", numeric: false },
      { label: "architecture", numeric: false },
      numeric("weights"),
      numeric("epochs"),
      ...(decodes ? [numeric("MSE", "lower"), numeric("KL")] : []),
      numeric("loss", "lower"),
      ...(hold ? [numeric(decodes ? "MSE held out" : "loss held out", "lower"), numeric("songs held out")] : []),
      numeric("trained in"),
    ],
    rows: models.map((model) => ({
      cells: [
        { text: model.label },
        { text: model.architecture },
        { text: formatNumber(model.parameterCount), value: model.parameterCount },
        { text: model.stoppedEarly ? `${model.final.epoch} of ${model.final.epochs}` : `${model.final.epoch}`, value: model.final.epoch }, // prettier-ignore
        ...(decodes ? [model.final.reconstruction, model.final.kl].map((value) => ({ text: formatLoss(value), value: value ?? null })) : []), // prettier-ignore
        { text: formatLoss(model.final.total), value: model.final.total },
        ...(hold
          ? [
              { text: formatLoss(comparable(model, decodes)), value: comparable(model, decodes) ?? null },
              { text: `${heldOutSongs(model)}`, value: heldOutSongs(model) },
            ]
          : []),
        { text: formatSeconds(model.seconds), value: model.seconds },
      ],
    })),
    notes: hold ? [HELD_OUT] : [],
    wide: decodes,
  };
}

const HELD_OUT =
  "Songs held out were not trained on. Where their MSE is far above that of training, the network remembers its songs more than it knows music. The MSE of training has the β-VAE's sampling noise in it, the other has not.";

function betaSweep({ betaSweep: points, genres }: ReportContext): Block[] {
  if (points.length === 0) return [];
  const hasGenres = genres.some((genre) => genre !== "") && points.some(({ nmiGenre }) => nmiGenre !== null);
  const quality = hasGenres ? "nmiGenre" : "nmiLanguage";
  const column = hasGenres ? "NMI_genre" : "NMI_language";
  const best = points.reduce((most, point) => ((point[quality] ?? -1) > (most[quality] ?? -1) ? point : most));
  const value = best[quality];
  const betas = (of: typeof points): Sentence =>
    listed(of.map(({ beta }) => claim(String(beta), beta, { from: "beta-sweep", beta, column: "beta" })));
  const equal = points.filter((point) => point !== best && point[quality] === value);
  const tie = equal.length === 0 ? "" : say`, and as much at ${betas(equal)}`;
  const sentence =
    value === null
      ? say`β was varied over ${betas(points)}.`
      : say`Of β in ${betas(points)}, K-Means of the latents agrees most with the ${hasGenres ? "genre" : "language"} at β = ${claim(String(best.beta), best.beta, { from: "best-beta", column })}${tie} (NMI ${claim(formatNumber(value), value, { from: "beta-sweep", beta: best.beta, column })}; ${see("beta-sweep")}).`;
  return [
    { kind: "paragraph", lead: "β sweep.", sentences: [sentence] },
    {
      kind: "figure",
      id: "beta-sweep",
      title: "β sweep",
      caption: [say`What β does: reconstruction error and divergence of the last epoch, and the agreement of K-Means' clusters.`, say`A larger β buys smoother latents with a larger error.`], // prettier-ignore
      panels: [
        {
          label: "",
          plot: {
            kind: "beta-sweep",
            input: {
              points: points.map((point) => ({ ...point, quality: point[quality] })),
              qualityName: `NMI with ${hasGenres ? "genre" : "language"}`,
              title: "What β does",
            },
          },
        },
      ],
      wide: true,
    },
  ];
}

/** What the last panel of a sweep shows. */
function distanceCaption({ kDistance: { distances, eps, minSamples } }: ReportContext["kSweeps"][number]): Sentence[] {
  if (distances.length === 0) return [];
  const knee = eps === null ? "" : ": DBSCAN's ε is taken where the curve bends, at the mark";
  return [
    say`The last panel has how far the songs are from their neighbour ${formatNumber(Math.max(1, minSamples - 1))}${knee}.`,
  ];
}

/** How sentences call the criteria. */
const KINDS_OF_CURVE: Readonly<Record<KCriterion, string>> = {
  silhouette: "the silhouette",
  davies_bouldin: "Davies–Bouldin",
  calinski_harabasz: "Caliński–Harabasz",
  bic: "BIC",
  stability: "stability",
};

function kSweeps({ kSweeps: sweeps, winner }: ReportContext): Block[] {
  if (sweeps.length === 0) return [];
  const shown = sweeps.find(({ representation }) => representation === winner?.rep) ?? sweeps[0]!;
  const found = K_CRITERIA.flatMap((name): Sentence[] => {
    const k = shown.best[name];
    return k === null ? [] : [say`${claim(formatNumber(k), k, { from: "k-sweep", rep: shown.representation, best: name })} by ${KINDS_OF_CURVE[name]}`]; // prettier-ignore
  });
  const figure = (sweep: (typeof sweeps)[number]): ReportFigure => ({
    kind: "figure",
    id: `k-sweep-${sweep.representation}`,
    title: `k sweep of ${sweep.label}`,
    caption: [say`${sweep.label} clustered by K-Means with every number of clusters; of Davies–Bouldin and BIC lower is better. Marked is the best by each criterion among those with two songs a cluster or more.`, say`Where the criteria agree on a k, the songs have that many groups.`, ...distanceCaption(sweep)], // prettier-ignore
    panels: [{ label: "", plot: { kind: "k-sweep", input: sweep } }],
    wide: true,
    ...(sweep !== shown && { appendix: true }),
  });
  return [
    {
      kind: "paragraph",
      lead: "Number of clusters.",
      sentences: [say`In a sweep of k, the best number of clusters of ${shown.label} is ${listed(found)} (${see(`k-sweep-${shown.representation}`)}).`], // prettier-ignore
    },
    figure(shown),
    ...sweeps.filter((sweep) => sweep !== shown).map(figure),
  ];
}
