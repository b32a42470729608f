import { join } from "node:path";
import { METRIC_TABLES, overviewColumns } from "../../shared/contract/metrics.ts";
import type { RunSettings } from "../../shared/contract/settings.ts";
import { KMEANS } from "../analysis/clustering/kmeans/method.ts";
import { float32Rounded, type Matrix } from "../core/matrix.ts";
import { runDoubts } from "../analysis/doubts/run-doubts.ts";
import { permutedLabels } from "../analysis/metrics/chance.ts";
import { measureClustering } from "../analysis/metrics/measure.ts";
import { projectionLabel } from "../../shared/contract/projections.ts";
import { describeProjection } from "../analysis/projections/project.ts";
import type { MethodResult } from "../analysis/clustering/clustered.ts";
import type { SeedResult } from "../analysis/seeds/seed-table.ts";
import type { Representation } from "../analysis/representations/representation.ts";
import { makeRepresentations } from "../analysis/representations/representations.ts";
import { easyMethod } from "../analysis/representations/tables.ts";
import type { CachedModel } from "../steps/training/vae-training.ts";
import { defineUncachedStep } from "../steps/define-step.ts";
import type { ProjectedRepresentation } from "../analysis/projections/projected.ts";
import { projectAll } from "../steps/maps.ts";
import type { MethodVariant } from "../analysis/clustering/method.ts";
import { makeMfccFeatures, type MfccFeatures } from "../steps/mfcc-features.ts";
import { curvesPicture } from "../steps/pictures/model-pictures.ts";
import { drawPictures, startDrawing, type PlannedPicture } from "../steps/pictures/draw-pictures.ts";
import { checkClusters } from "../steps/resolve-settings.ts";
import { chooseClusters, numberOfClusters } from "../steps/k/choose-k.ts";
import { readSongs } from "../steps/song-set.ts";
import { mlpTraining } from "../steps/training/train-mlp.ts";
import { makeView } from "../steps/view/view-step.ts";
import { growing } from "../steps/step-weight.ts";
import { writeReports } from "../steps/report/report-step.ts";
import { writeFiles } from "../steps/write-step.ts";
import type { TaskContext, TaskDefinition, TaskOutcome } from "../steps/context.ts";
import { analyseSeeds, planOfSeeds } from "./seeds.ts";
import { usedSettings } from "./used-settings.ts";
import { viewSourceOf } from "../results/view/from-run.ts";
import { writeProjections } from "../results/files/common.ts";
import { EASY_FILES, EASY_SCHEMA, MLP_FOLDER, writeMfccFeatures } from "../results/files/easy.ts";
import { mfccMetadata } from "../results/files/input-metadata.ts";
import { writeSeeds } from "../results/files/seeds.ts";
import { writeMlp } from "../results/files/models.ts";

const trainVae = mlpTraining({ name: "train-mlp-vae", label: "Training the VAE" });

interface ClusterRequest {
  readonly embeddings: readonly Representation[];
  readonly k: number;
}

const clusterEmbeddings = defineUncachedStep({
  name: "cluster",
  label: "Clustering and metrics",
  run: ({ embeddings, k }: ClusterRequest, { settings: { seed } }: Pick<TaskContext, "settings">) =>
    Promise.all(embeddings.map((embedding) => clusterEmbedding(embedding, k, seed))),
});

/** MFCC statistics → VAE → K-Means, against PCA → K-Means. */
export const easyTask: TaskDefinition = {
  task: "easy",
  label: "Easy",
  // Seconds that the steps take on thirty songs and two cores.
  plan: (settings) => [
    { step: readSongs, weight: 0.3 },
    { step: makeMfccFeatures, weight: 3 },
    { step: chooseClusters, weight: 0.1 },
    ...planOfSeeds(
      [
        { step: trainVae, weight: 1 },
        { step: clusterEmbeddings, weight: 0.1 },
      ],
      settings,
    ),
    { step: projectAll, weight: 0.5 },
    { step: drawPictures, weight: 0.6 },
    { step: writeFiles, weight: 0.1 },
    { step: makeView, weight: 0.1 },
    { step: writeReports, weight: growing({ once: 0.4, each: 0.001 }) },
  ],
  run: runEasy,
};

interface Analysed {
  readonly vae: CachedModel;
  readonly results: readonly MethodResult[];
}

/** The network and both embeddings' clusters and scores with the seed of the context's settings. */
async function analyse({ steps, settings }: TaskContext, mfcc: MfccFeatures, k: number): Promise<Analysed> {
  const vae = await steps.run(trainVae, mfcc);
  const embeddings = embeddingsOf(vae, mfcc.features, settings);
  return { vae, results: await steps.run(clusterEmbeddings, { embeddings, k }) };
}

function embeddingsOf({ latents }: CachedModel, mfcc: Matrix, settings: RunSettings): Representation[] {
  return makeRepresentations("easy", { vaeLatent: latents, mfcc }, { ...settings, alphas: [] });
}

async function runEasy(context: TaskContext): Promise<TaskOutcome> {
  const { steps, settings } = context;

  // The rows of the table and their audio files.
  const found = await steps.run(readSongs, null);
  checkClusters(settings, found.dataset.songs);

  // Forty numbers per song. From here on only songs that can be used.
  const mfcc = await steps.run(makeMfccFeatures, found);
  const { k, ...chosen } = await numberOfClusters(context, {
    labels: mfcc.languages,
    withLabels: 2,
    data: () => ({ matrix: mfcc.features, name: "MFCC statistics" }),
  });

  const { analysed, seeds } = await analyseSeeds(
    "easy",
    context,
    (seeded) => analyse(seeded, mfcc, k),
    ({ results }) => results,
  );
  const { vae, results } = analysed;
  // From the values that X.npy has (float32), so that a view made again from the files is the same.
  const mapped = embeddingsOf(vae, float32Rounded(mfcc.features), settings);

  const doubted = mapped.map((representation, index) => ({ representation, methods: [results[index]!] }));
  context.warn(runDoubts("easy", mfcc, k, doubted));

  // Maps and pictures.
  const projected = await steps.run(projectAll, { representations: mapped });
  await startDrawing(context, [...mapPictures(projected[0]!, mfcc, results[0]!.labels), curvesPicture([vae])]);

  // Arrays and tables.
  await steps.run(writeFiles, () => writeEasy(context, { mfcc, vae, results, projected, seeds }));

  return {
    settings: usedSettings(settings, vae, { k, alphas: [] }),
    dataFingerprint: mfcc.fingerprint,
    rows: { total: mfcc.total, used: mfcc.songs.length },
    table: mfcc.table,
    ...(mfcc.sound && { sound: mfcc.sound }),
    metrics: results.map(({ row }) => row),
    seeds: seeds.map(({ row }) => row),
    columns: overviewColumns("easy"),
    bestBy: ["silhouette"],
    ...chosen,
    notes: [],
    // The table of clusters has no silhouettes of songs: they are computed for the view.
    view: viewSourceOf(
      mfcc,
      mapped.map((representation, index) => {
        const { method, label, labels, row } = results[index]!;
        return { representation, methods: [{ method, label, labels, row }] };
      }),
      projected,
      METRIC_TABLES.easy,
      { seeds, tags: null },
    ),
  };
}

/** The Easy task's only method, under the name that its table has for it. */
async function clusterEmbedding(representation: Representation, k: number, seed: number): Promise<MethodResult> {
  const { name, matrix } = representation;
  const [{ run, ...variant }] = KMEANS.variants({}) as [MethodVariant];
  const method = easyMethod(name);
  const found = { ...variant, method, marksNoise: false, ...(await run({ matrix, k, seed, stream: method })) };
  const classes = { languages: [], genres: [] };
  const measured = await measureClustering("easy", representation, found, classes, permutedLabels(classes), { seed });
  return { ...found, ...measured };
}

function mapPictures(
  { projections }: ProjectedRepresentation,
  { languages }: MfccFeatures,
  labels: Int32Array,
): PlannedPicture[] {
  const projection = projections.umap!;
  const common = {
    coordinates: projection.coordinates,
    caption: describeProjection(projection),
    axes: projectionLabel(projection.method),
  };
  const clusters = "VAE latents by cluster, K-Means";
  const language = "VAE latents by language";
  const byCluster: PlannedPicture = {
    path: "plots/umap_vae_clusters.png",
    plot: { kind: "scatter", input: { ...common, groups: { kind: "cluster", labels }, title: clusters } },
  };
  if (languages.every((name) => name === "")) return [byCluster];
  return [
    byCluster,
    {
      path: "plots/umap_language.png",
      plot: {
        kind: "scatter",
        input: { ...common, groups: { kind: "category", name: "language", labels: languages }, title: language },
      },
    },
  ];
}

interface EasyArrays {
  readonly mfcc: MfccFeatures;
  readonly vae: CachedModel;
  readonly results: readonly MethodResult[];
  readonly projected: readonly ProjectedRepresentation[];
  readonly seeds: readonly SeedResult[];
}

async function writeEasy(
  { out, signal }: Pick<TaskContext, "out" | "signal">,
  { mfcc, vae, results, projected, seeds }: EasyArrays,
): Promise<void> {
  const { songs } = mfcc;
  const sized = { songs: songs.length, signal };
  await writeMfccFeatures(out, mfcc);
  await writeMlp(join(out, MLP_FOLDER), vae, mfccMetadata(mfcc));
  await EASY_SCHEMA.metrics.write(
    out,
    results.map(({ row }) => row),
    sized,
  );
  await writeSeeds(out, EASY_SCHEMA.seeds, mfcc, seeds, { signal });
  await EASY_FILES.clusters.write(
    out,
    function* () {
      for (const [index, song] of songs.entries())
        yield { song, clusters: Object.fromEntries(results.map(({ row, labels }) => [row.rep, labels[index]!])) };
    },
    sized,
  );
  await writeProjections(out, projected);
  await EASY_FILES.songs.write(out, () => songs, sized);
}
