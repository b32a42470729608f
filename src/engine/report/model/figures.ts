import { bestRow } from "../../../shared/best-row.ts";
import { valueRange } from "../../../shared/figures/mel.ts";
import { projectionCaption, projectionLabel } from "../../../shared/contract/projections.ts";
import { countOf, formatLoss, formatNumber } from "../../../shared/format.ts";
import { describeRepresentations } from "../../analysis/representations/representations.ts";
import { taggedName } from "../../analysis/describe/cluster-tags.ts";
import type { ScatterPlotInput } from "../plots/scatter.ts";
import { runClaim, type ReportContext } from "./context.ts";
import type { FigurePanel, ReportFigure, Sentence } from "./report.ts";
import { claim, listed, say } from "./sentence.ts";
import type { DrawnClustering, DrawnRepresentation } from "./source.ts";

/** The maps and clusters of the best representation that is drawn. */
export function bestFigures(context: ReportContext): ReportFigure[] {
  const { winner, drawn, bestBy } = context;
  const of = drawn.find(({ name }) => name === winner?.rep) ?? bestDrawn(context);
  const clustering = of && shownClustering(of, of.clusterings, bestBy);
  return of === undefined || clustering === undefined ? [] : [mapFigure(context, of, clustering), ...distribution(context, of, clustering)]; // prettier-ignore
}

function bestDrawn({ drawn, judged, bestBy }: ReportContext): DrawnRepresentation | undefined {
  const rows = judged.filter(({ rep }) => drawn.some(({ name }) => name === rep));
  const best = bestRow(rows, bestBy);
  return drawn.find(({ name }) => name === best?.rep);
}

/** The best of some clusterings. */
function shownClustering(
  { name }: DrawnRepresentation,
  clusterings: readonly DrawnClustering[],
  bestBy: readonly string[],
): DrawnClustering | undefined {
  // prettier-ignore
  const best = bestRow(clusterings.map(({ method, metrics }) => ({ rep: name, method, values: metrics })), bestBy); // prettier-ignore
  return clusterings.find(({ method }) => method === best?.method);
}

function mapFigure(context: ReportContext, of: DrawnRepresentation, clustering: DrawnClustering): ReportFigure {
  const { category, shownLabels } = context;
  const common = { kind: "figure", id: `map-${of.name}`, title: of.label } as const;
  if (shownLabels === null) {
    return {
      ...common,
      caption: [
        say`${of.label}, each mark a song, coloured by the clusters of ${clustering.label}.`,
        mapFacts(context, of),
      ],
      panels: [clusterPanel(context, of, clustering)],
      wide: false,
    };
  }
  return {
    ...common,
    caption: [
      say`${of.label}, each mark a song: on the left coloured by ${category}, on the right by the clusters of ${clustering.label}.`,
      say`Where a colour on the left fills one region that has one colour on the right, the clusters found the ${category}.`,
      mapFacts(context, of),
    ],
    panels: [labelPanel(context, of, shownLabels), clusterPanel(context, of, clustering)],
    wide: true,
  };
}

/** `t-SNE · perplexity 9.67 · …` */
function mapFacts({ view }: ReportContext, { name, map }: DrawnRepresentation): Sentence {
  const index = view.representations.findIndex((each) => each.name === name);
  const at = view.representations[index]!.projections.indexOf(map);
  if (map.trustworthiness === null) return say`${projectionCaption(map)}.`;
  const trust = claim(formatNumber(map.trustworthiness), map.trustworthiness, { from: "view", path: ["representations", index, "projections", at, "trustworthiness"] }); // prettier-ignore
  const [before = "", after = ""] = projectionCaption(map).split(/(?<=trustworthiness )[^ ]+/);
  return say`${before}${trust}${after}.`;
}

function labelPanel(
  { category, manifest }: ReportContext,
  of: DrawnRepresentation,
  labels: readonly string[],
): FigurePanel {
  const title = `${of.label} by ${category}`;
  const picture = manifest.task === "easy" ? "umap_language" : `${mapName(manifest, of.name)}_${of.map.method}_by_${category}`; // prettier-ignore
  return {
    label: `By ${category}`,
    ...pictureOf(manifest, picture, of.name),
    plot: scatter(of, title, { kind: "category", name: category, labels }),
  };
}

function clusterPanel(
  { manifest, tags, winner }: ReportContext,
  of: DrawnRepresentation,
  { method, label, songClusters }: DrawnClustering,
): FigurePanel {
  // prettier-ignore
  const isTagged = tags !== undefined && winner?.rep === of.name && winner.method === method;
  const names = isTagged ? { names: tags.map(taggedName) } : {};
  const picture = manifest.task === "easy" ? "umap_vae_clusters" : `${mapName(manifest, of.name)}_${of.map.method}_by_cluster_${method}`; // prettier-ignore
  return {
    label: `By cluster, ${label}`,
    ...pictureOf(manifest, picture, of.name),
    plot: scatter(of, `${of.label} by cluster, ${label}`, { kind: "cluster", labels: songClusters, ...names }),
  };
}

function scatter(of: DrawnRepresentation, title: string, groups: ScatterPlotInput["groups"]): FigurePanel["plot"] {
  const input = { coordinates: of.coordinates, groups, title, axes: projectionLabel(of.map.method) };
  return { kind: "scatter", input: { ...input, caption: projectionCaption(of.map) } };
}

function distribution(
  { category, shownLabels: categories, manifest, view }: ReportContext,
  of: DrawnRepresentation,
  clustering: DrawnClustering,
): ReportFigure[] {
  if (categories === null) return [];
  const { method, label, clusters } = clustering;
  const rep = view.representations.findIndex(({ name }) => name === of.name);
  const at = view.representations[rep]!.clusterings.findIndex((each) => each.method === method);
  const found = claim(countOf(clusters.length, "cluster"), clusters.length, { from: "view", path: ["representations", rep, "clusterings", at, "clusters", "length"] }); // prettier-ignore
  const title = `${of.label}, ${label}: ${category}s of the clusters`;
  return [
    {
      kind: "figure",
      id: `distribution-${of.name}`,
      title: of.label,
      caption: [
        say`The ${category}s of the ${found} of ${of.label}, ${label}: a bar of one colour is a cluster of one ${category}.`,
      ],
      panels: [
        {
          label: "",
          ...pictureOf(manifest, `${of.name}_cluster_vs_${category}_${method}`, of.name),
          plot: {
            kind: "distribution",
            input: { clusters: clustering.songClusters, categories, name: category, title },
          },
        },
      ],
      wide: true,
    },
  ];
}

/** Maps of the other drawn representations by their songs' labels, all in one figure; by clusters they are further figures. */
export function otherMaps(context: ReportContext): ReportFigure[] {
  const { drawn, category, shownLabels, winner } = context;
  const others = drawn.filter(({ name }) => name !== winner?.rep);
  if (others.length === 0 || drawn.length < 2 || shownLabels === null) return [];
  return [
    {
      kind: "figure",
      id: "maps",
      title: "Maps",
      caption: [
        say`${others.length === 1 ? others[0]!.label : "The other representations"} by ${category}, in the colours of the map above.`,
        say`A representation that knows the ${category} has regions of one colour.`,
      ],
      panels: others.map((of) => ({ ...labelPanel(context, of, shownLabels), label: of.label })),
      wide: others.length > 1,
    },
  ];
}

/** For formats with room: every drawn representation by its best clustering, as the run's folder has pictures of. */
export function furtherFigures(context: ReportContext): ReportFigure[] {
  const { drawn, winner, bestBy } = context;
  return drawn
    .filter(({ name }) => name !== winner?.rep)
    .flatMap((of): ReportFigure[] => {
      const clustering = shownClustering(of, of.clusterings.filter(({ pictured }) => pictured), bestBy); // prettier-ignore
      if (clustering === undefined) return [];
      return [mapFigure(context, of, clustering), ...distribution(context, of, clustering)].map((figure) => ({ ...figure, appendix: true })); // prettier-ignore
    });
}

/** The loss of each network's last epoch: `0.1252 (β-VAE)`. */
export function finalLosses(models: ReportContext["manifest"]["models"]): Sentence[] {
  return models.map(({ label, final: { total } }, index) => say`${claim(formatLoss(total), total, { from: "run", path: ["models", index, "final", "total"] })} (${label})`); // prettier-ignore
}

export function trainingFigure({ histories, manifest: { models, files } }: ReportContext): ReportFigure[] {
  if (histories.length === 0) return [];
  const decodes = histories.some(({ epochs }) => epochs.some(({ reconstruction }) => reconstruction !== undefined));
  return [
    {
      kind: "figure",
      id: "training",
      title: "Training",
      caption: [
        say`${decodes ? "Loss, reconstruction error and KL divergence over the epochs" : "Loss over the epochs"}, on logarithmic axes; the last epoch's loss is ${listed(finalLosses(models))}.`,
        ...(models.some(({ stoppedEarly }) => stoppedEarly !== undefined) ? [say`A curve that is shorter than others ended where its loss no longer fell.`] : []), // prettier-ignore
        say`Curves that still fall at the end ask for more epochs.`,
      ],
      panels: [
        {
          label: "",
          ...(files.includes("plots/training_curves.png") && { picture: "plots/training_curves.png" }),
          plot: {
            kind: "curves",
            input: { models: histories.map(({ label: name, epochs }) => ({ name, epochs })), title: "Training" },
          },
        },
      ],
      wide: true,
    },
  ];
}

export function spectrogramFigure(context: ReportContext): ReportFigure[] {
  const { spectrograms, manifest } = context;
  if (spectrograms === null) return [];
  const { song, original, reconstructions } = spectrograms;
  const range = valueRange(original);
  const { seconds, offset } = manifest.settings;
  const panel = (label: string, mel: Float32Array, picture: string): FigurePanel => ({
    label,
    ...(manifest.files.includes(picture) && { picture }),
    plot: {
      kind: "mel",
      input: { mel, seconds, ...(offset > 0 && { offset }), range, title: song === null ? label : `${label}: ${song}` },
    },
  });
  const losses = reconstructions.flatMap(({ label }): Sentence[] => {
    const index = manifest.models.findIndex((model) => model.label === label);
    const error = manifest.models[index]?.final.reconstruction;
    return error === undefined ? [] : [say`${runClaim(error, "models", index, "final", "reconstruction")} (${label})`];
  });
  const pictures: Readonly<Record<string, string>> = { Autoencoder: "plots/recon_AE_sample0.png", "β-VAE": "plots/recon_betaVAE_sample0.png" }; // prettier-ignore
  return [
    {
      kind: "figure",
      id: "spectrograms",
      title: `Reconstruction of the first song${song === null ? " trained on" : ""}`, // prettier-ignore
      caption: [
        say`Spectrogram of ${song === null ? "the first song trained on" : `“${song}”`} and what the networks make of it, on one colour scale: what is blurred or missing in a reconstruction is not in the latents.`,
        say`Mean squared error over all songs in the last epoch: ${listed(losses)}.`,
      ],
      panels: [
        panel("Original", original, "plots/orig_logmel_sample0.png"),
        ...reconstructions.map(({ label, mel }) => panel(label, mel, pictures[label] ?? "")),
      ],
      wide: true,
    },
  ];
}

/** The picture that the run's folder has, where it has it. The Easy task's pictures are those of the VAE alone. */
function pictureOf(
  { files, task }: ReportContext["manifest"],
  name: string,
  rep: string,
): { readonly picture?: string } {
  const path = `plots/${name}.png`;
  return files.includes(path) && (task !== "easy" || rep === "VAE") ? { picture: path } : {};
}

function mapName({ task, settings }: ReportContext["manifest"], rep: string): string {
  return describeRepresentations(task, settings).get(rep)?.mapName ?? rep;
}
