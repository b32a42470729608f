import { join } from "node:path";
import { metricTable, overviewColumns } from "../../shared/contract/metrics.ts";
import { ownLabelNotes } from "../dataset/labels/own-labels.ts";
import type { RunSettings } from "../../shared/contract/settings.ts";
import type { ClusteredRepresentation } from "../analysis/clustering/clustered.ts";
import type { Matrix } from "../core/matrix.ts";
import { withMeans } from "../analysis/seeds/mean-rows.ts";
import { runDoubts } from "../analysis/doubts/run-doubts.ts";
import { makeRepresentations } from "../analysis/representations/representations.ts";
import { clusterAll, clusterNotes } from "../steps/cluster.ts";
import { representationPictures } from "../steps/pictures/representation-pictures.ts";
import { embedLyrics, type EmbeddedLyrics } from "../steps/lyric-embedding.ts";
import { projectAll } from "../steps/maps.ts";
import { curvesPicture } from "../steps/pictures/model-pictures.ts";
import { drawAhead } from "../steps/pictures/draw-ahead.ts";
import { startDrawing } from "../steps/pictures/draw-pictures.ts";
import { writeFiles } from "../steps/write-step.ts";
import type { TaskContext, TaskDefinition, TaskOutcome } from "../steps/context.ts";
import type { PlannedStep } from "../steps/step.ts";
import type { CachedNetwork } from "../steps/training/cached-training.ts";
import { encodeSongs } from "../steps/training/encode-songs.ts";
import { trainContrastiveNetwork } from "../steps/training/train-contrastive.ts";
import { audioTraining, type TrainedAudioModel } from "../steps/training/train-model.ts";
import { drawnRepresentations } from "../steps/pictures/drawn-representations.ts";
import { autoencoderWeight, contrastiveWeight } from "../steps/training/training-course.ts";
import {
  ENCODE_WEIGHT,
  encodeAll,
  FINISH,
  PREPARE,
  prepare,
  resultsOf,
  WEIGHTS,
  type Prepared,
  type Sounds,
} from "./prepare.ts";
import { analyseSeeds, planOfSeeds } from "./seeds.ts";
import { usedSettings } from "./used-settings.ts";
import { viewSourceOf } from "../results/view/from-run.ts";
import { writeClustered } from "../results/files/clustered.ts";
import {
  CONV_VAE_FOLDER,
  MEDIUM_FILES,
  MEDIUM_SCHEMA,
  writeAudioFeatures,
  writeLyricEmbedding,
} from "../results/files/medium.ts";
import { melMetadata } from "../results/files/input-metadata.ts";
import { writeSeeds } from "../results/files/seeds.ts";
import { writeTags } from "../results/files/tags.ts";
import { CONTRASTIVE_FOLDER, writeContrastive, writeModel, writeOriginal } from "../results/files/models.ts";

const trainVae = audioTraining(
  { name: "train-vae", label: "Training the Conv-VAE" },
  { name: "beta-vae", label: "Conv-VAE" },
);

/** What is trained, drawn or searched with a seed. */
const analyseSteps = (settings: RunSettings): readonly PlannedStep[] => [
  settings.architecture === "contrastive"
    ? { step: trainContrastiveNetwork, weight: contrastiveWeight(settings) }
    : { step: trainVae, weight: autoencoderWeight(settings) },
  { step: encodeSongs, weight: ENCODE_WEIGHT },
  { step: embedLyrics, weight: WEIGHTS.lyrics },
  { step: clusterAll, weight: WEIGHTS.cluster },
];

/** Conv-VAE on log-mel spectrograms, lyrics and hybrids, clustered by every method and scored against the language. */
export const mediumTask: TaskDefinition = {
  task: "medium",
  label: "Medium",
  plan: (settings) => [...PREPARE, ...planOfSeeds(analyseSteps(settings), settings), ...FINISH],
  run: runMedium,
};

/** The network that the architecture has; none without sounds. */
type Network =
  | { readonly vae: TrainedAudioModel; readonly contrastive?: undefined }
  | { readonly vae?: undefined; readonly contrastive: CachedNetwork }
  | { readonly vae?: undefined; readonly contrastive?: undefined };

interface Analysed {
  readonly network: Network;
  readonly lyrics: EmbeddedLyrics;
  readonly clustered: readonly ClusteredRepresentation[];
}

/** The network, lyrics, representations, clusterings and their scores with the seed of the context's settings. */
async function analyse(context: TaskContext, prepared: Prepared): Promise<Analysed> {
  const { steps, settings } = context;
  const { model, set, sounds, k, alphas } = prepared;
  const { network, meanMel } = sounds === null ? { network: {} } : await trainNetwork({ steps, settings }, sounds);
  const lyrics = await steps.run(embedLyrics, { songs: set.songs, model });
  const representations = makeRepresentations(
    "medium",
    {
      meanMel,
      audioModel: sounds?.audio.matrix,
      vaeLatent: network.vae?.latents,
      contrastive: network.contrastive?.latents,
      lyrics: lyrics.tfidf.matrix,
      lyricsTransformer: lyrics.transformer?.matrix,
    },
    { ...settings, alphas },
  );
  const onClustered = drawAhead(context, set);
  const clustered = await steps.run(clusterAll, { task: "medium", representations, k, classes: set, onClustered });
  return { network, lyrics, clustered };
}

/** The architecture's network with the latents of all songs, and the songs' mean spectra. */
async function trainNetwork(
  context: Pick<TaskContext, "steps" | "settings">,
  sounds: Sounds,
): Promise<{ readonly network: Network; readonly meanMel: Matrix }> {
  const { steps, settings } = context;
  if (settings.architecture === "contrastive") {
    const contrastive = await steps.run(trainContrastiveNetwork, sounds.mels);
    const all = await encodeAll(context, sounds, [contrastive]);
    return { network: { contrastive: all.of(contrastive) }, meanMel: all.meanMel };
  }
  const vae = await steps.run(trainVae, sounds.mels);
  const all = await encodeAll(context, sounds, [vae]);
  return { network: { vae: all.of(vae) }, meanMel: all.meanMel };
}

async function runMedium(context: TaskContext): Promise<TaskOutcome> {
  const { steps, settings, out, signal } = context;
  const prepared = await prepare(context, { task: "medium", labels: "languages" });
  const { model, set, sounds, k, kChosen, alphas } = prepared;
  const tags = sounds?.audio.tags ?? null;
  const { analysed, seeds } = await analyseSeeds("medium", context, (seeded) => analyse(seeded, prepared), resultsOf);
  const { network, lyrics, clustered } = analysed;
  const trained = network.vae ?? network.contrastive;
  context.warn(runDoubts("medium", set, k, clustered));
  const rows = resultsOf(analysed).map(({ row }) => row);
  const bestBy = set.languages.some((language) => language !== "") ? ["ARI", "silhouette"] : ["silhouette"];

  // Maps of what is drawn.
  const judged = withMeans(clustered, seeds);
  const drawn = drawnRepresentations(judged, bestBy);
  const projected = await steps.run(projectAll, { representations: drawn.map(({ representation }) => representation) });

  // Pictures.
  await startDrawing(context, [
    ...(trained === undefined ? [] : [curvesPicture([trained])]),
    ...drawn.flatMap((item, index) => representationPictures(item, projected[index]!, set, tags)),
  ]);

  // Arrays and tables.
  await steps.run(writeFiles, async () => {
    const made = melMetadata(settings, set);
    await writeClustered(out, MEDIUM_SCHEMA, set, clustered, projected, { signal });
    await writeSeeds(out, MEDIUM_SCHEMA.seeds, set, seeds, { signal });
    if (tags !== null) await writeTags(out, set, clustered, tags, { signal });
    if (network.vae) await writeModel(join(out, CONV_VAE_FOLDER), network.vae, made);
    else if (network.contrastive) await writeContrastive(join(out, CONTRASTIVE_FOLDER), network.contrastive, made);
    await writeLyricEmbedding(out, lyrics, set);
    if (sounds?.audio.readsTexts) await MEDIUM_FILES.soundByMeaning.write(out, sounds.audio.matrix);
    if (sounds !== null) {
      if (network.vae) await writeOriginal(join(out, CONV_VAE_FOLDER), sounds.mels);
      await writeAudioFeatures(context, sounds.mels);
    }
  });

  const { songs, total, table, fingerprint } = set;
  return {
    settings: usedSettings(settings, trained ?? null, { k, alphas, ...(model && { modelWeights: model.weights }) }),
    dataFingerprint: fingerprint,
    rows: { total, used: songs.length },
    table,
    ...(set.sound && { sound: set.sound }),
    metrics: rows,
    seeds: seeds.map(({ row }) => row),
    columns: overviewColumns("medium", settings.ownLabels),
    bestBy,
    ...(kChosen !== undefined && { kChosen }),
    notes: [...ownLabelNotes(set), ...clusterNotes(clustered)],
    view: viewSourceOf(set, clustered, projected, metricTable("medium", settings.ownLabels), { seeds, tags }),
  };
}
