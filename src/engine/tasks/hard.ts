import { availableParallelism } from "node:os";
import { join } from "node:path";
import { metricTable, overviewColumns } from "../../shared/contract/metrics.ts";
import { ownLabelNotes } from "../dataset/labels/own-labels.ts";
import type { RunSettings } from "../../shared/contract/settings.ts";
import type { ClusteredRepresentation } from "../analysis/clustering/clustered.ts";
import { canJudge } from "../analysis/doubts/label-doubts.ts";
import { runDoubts } from "../analysis/doubts/run-doubts.ts";
import type { Representation } from "../analysis/representations/representation.ts";
import { withMeans } from "../analysis/seeds/mean-rows.ts";
import { makeRepresentations } from "../analysis/representations/representations.ts";
import { clusterAll, clusterNotes } from "../steps/cluster.ts";
import { drawnRepresentations } from "../steps/pictures/drawn-representations.ts";
import { representationPictures } from "../steps/pictures/representation-pictures.ts";
import { embedLyrics, type EmbeddedLyrics } from "../steps/lyric-embedding.ts";
import { projectAll } from "../steps/maps.ts";
import { curvesPicture, reconstructionPictures } from "../steps/pictures/model-pictures.ts";
import { drawAhead } from "../steps/pictures/draw-ahead.ts";
import { startDrawing } from "../steps/pictures/draw-pictures.ts";
import { writeFiles } from "../steps/write-step.ts";
import type { TaskContext, TaskDefinition, TaskOutcome } from "../steps/context.ts";
import type { PlannedStep } from "../steps/step.ts";
import type { CachedNetwork } from "../steps/training/cached-training.ts";
import { encodeSongs } from "../steps/training/encode-songs.ts";
import { trainContrastiveNetwork } from "../steps/training/train-contrastive.ts";
import { audioTraining, type TrainedAudioModel } from "../steps/training/train-model.ts";
import { ensureMetaWithGenre } from "../dataset/genres/write-genres.ts";
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
import { HARD_FILES, HARD_MODEL_FOLDERS, HARD_SCHEMA } from "../results/files/hard.ts";
import { melMetadata } from "../results/files/input-metadata.ts";
import { writeAudioFeatures } from "../results/files/medium.ts";
import { writeSeeds } from "../results/files/seeds.ts";
import { writeTags } from "../results/files/tags.ts";
import { writeContrastive, writeModel, writeOriginal } from "../results/files/models.ts";

const trainBetaVae = audioTraining(
  { name: "train-beta-vae", label: "Training the β-VAE" },
  { name: "beta-vae", label: "β-VAE" },
);
const trainAutoencoder = audioTraining(
  { name: "train-ae", label: "Training the autoencoder" },
  { name: "ae", label: "Autoencoder", beta: null },
);

/** What is trained beside others takes one of two cores. */
const half =
  (whole: (songs: number) => number) =>
  (songs: number): number =>
    whole(songs) / 2;

/** What is trained, drawn or searched with a seed. */
const analyseSteps = (settings: RunSettings): readonly PlannedStep[] => [
  ...(settings.architecture === "contrastive"
    ? [{ step: trainContrastiveNetwork, weight: contrastiveWeight(settings) }]
    : [
        { step: trainBetaVae, weight: half(autoencoderWeight(settings)) },
        { step: trainAutoencoder, weight: half(autoencoderWeight(settings)) },
        { step: trainContrastiveNetwork, weight: half(contrastiveWeight(settings)) },
      ]),
  { step: encodeSongs, weight: ENCODE_WEIGHT },
  { step: embedLyrics, weight: WEIGHTS.lyrics },
  { step: clusterAll, weight: WEIGHTS.cluster },
];

/** β-VAE, autoencoder, contrastive network, lyrics and hybrids, clustered, measured, mapped and reported. */
export const hardTask: TaskDefinition = {
  task: "hard",
  label: "Hard",
  plan: (settings) => [...PREPARE, ...planOfSeeds(analyseSteps(settings), settings), ...FINISH],
  run: runHard,
};

interface Analysed {
  /** Null where the contrastive network is in their place, and without sounds. */
  readonly autoencoders: { readonly betaVae: TrainedAudioModel; readonly ae: TrainedAudioModel } | null;
  /** Null without sounds. */
  readonly contrastive: CachedNetwork | null;
  readonly lyrics: EmbeddedLyrics;
  readonly representations: readonly Representation[];
  readonly clustered: readonly ClusteredRepresentation[];
}

/** Networks, lyrics, representations, clusterings and their scores with the seed of the context's settings. */
async function analyse(context: TaskContext, prepared: Prepared): Promise<Analysed> {
  const { steps, settings } = context;
  const { model, set, sounds, k, alphas } = prepared;
  const networks = sounds === null ? null : await trainNetworks({ steps, settings }, sounds);
  const { autoencoders = null, contrastive = null, meanMel } = networks ?? {};
  const lyrics = await steps.run(embedLyrics, { songs: set.songs, model });
  const representations = makeRepresentations(
    "hard",
    {
      meanMel,
      audioModel: sounds?.audio.matrix,
      lyrics: lyrics.tfidf.matrix,
      lyricsTransformer: lyrics.transformer?.matrix,
      vaeLatent: autoencoders?.betaVae.latents,
      aeLatent: autoencoders?.ae.latents,
      contrastive: contrastive?.latents,
      genres: set.genres,
    },
    { ...settings, alphas },
  );
  const onClustered = drawAhead(context, set);
  const clustered = await steps.run(clusterAll, { task: "hard", representations, k, classes: set, onClustered });
  return { autoencoders, contrastive, lyrics, representations, clustered };
}

/** The networks with the latents of all songs, and the songs' mean spectra. */
async function trainNetworks(context: Pick<TaskContext, "steps" | "settings">, { mels, meanMel }: Sounds) {
  const { autoencoders, contrastive } = await trainAll(context, mels);
  const all = await encodeAll(context, { mels, meanMel }, [...Object.values(autoencoders ?? {}), contrastive]);
  return {
    autoencoders: autoencoders && { betaVae: all.of(autoencoders.betaVae), ae: all.of(autoencoders.ae) },
    contrastive: all.of(contrastive),
    meanMel: all.meanMel,
  };
}

/**
 * All at once, each on a core of its own: nothing waits for another core at every step, as replicas of one network do. One
 * after the other where there is one core or an accelerator, and with a β of 0, where the autoencoders are one training.
 */
async function trainAll({ steps, settings }: Pick<TaskContext, "steps" | "settings">, mels: Sounds["mels"]) {
  const { architecture, beta, executionProvider } = settings;
  if (architecture === "contrastive")
    return { autoencoders: null, contrastive: await steps.run(trainContrastiveNetwork, mels) };
  if (beta === 0 || executionProvider !== "cpu" || availableParallelism() === 1) {
    const autoencoders = { betaVae: await steps.run(trainBetaVae, mels), ae: await steps.run(trainAutoencoder, mels) };
    return { autoencoders, contrastive: await steps.run(trainContrastiveNetwork, mels) };
  }
  const [betaVae, ae, contrastive] = await steps.runAtOnce(
    [trainBetaVae, trainAutoencoder, trainContrastiveNetwork],
    mels,
  );
  return { autoencoders: { betaVae, ae }, contrastive };
}

async function runHard(context: TaskContext): Promise<TaskOutcome> {
  const { steps, settings, out, signal } = context;
  const prepared = await prepare(context, { task: "hard", labels: "genres", onFound: ensureMetaWithGenre });
  const { model, set, sounds, k, kChosen, alphas } = prepared;
  const tags = sounds?.audio.tags ?? null;
  const { analysed, seeds } = await analyseSeeds("hard", context, (seeded) => analyse(seeded, prepared), resultsOf);
  const { autoencoders, contrastive, lyrics, representations, clustered } = analysed;
  context.warn(runDoubts("hard", set, k, clustered));
  const rows = resultsOf(analysed).map(({ row }) => row);
  const bestBy = canJudge(set.genres) ? ["ARI_genre", "NMI_genre"] : ["silhouette"];

  // Maps of what is drawn: the networks, lyrics, and the best hybrid of each audio.
  const judged = withMeans(clustered, seeds);
  const drawn = drawnRepresentations(judged, bestBy);
  const projected = await steps.run(projectAll, { representations: drawn.map(({ representation }) => representation) });

  // Pictures.
  await startDrawing(context, [
    ...(contrastive === null ? [] : [curvesPicture([...Object.values(autoencoders ?? {}), contrastive])]),
    ...drawn.flatMap((item, index) => representationPictures(item, projected[index]!, set, tags)),
    ...(sounds === null || autoencoders === null
      ? []
      : await reconstructionPictures(sounds.mels, settings, autoencoders)),
  ]);

  // Arrays and tables.
  await steps.run(writeFiles, async () => {
    const made = melMetadata(settings, set);
    await writeClustered(out, HARD_SCHEMA, set, clustered, projected, { signal });
    await writeSeeds(out, HARD_SCHEMA.seeds, set, seeds, { signal });
    if (lyrics.transformer !== null) await HARD_FILES.lyricsByMeaning.write(out, lyrics.transformer.matrix);
    if (sounds?.audio.readsTexts) await HARD_FILES.soundByMeaning.write(out, sounds.audio.matrix);
    if (tags !== null) await writeTags(out, set, clustered, tags, { signal });
    if (sounds !== null && autoencoders !== null) {
      await writeModel(join(out, HARD_MODEL_FOLDERS.betaVae), autoencoders.betaVae, made);
      await writeModel(join(out, HARD_MODEL_FOLDERS.autoencoder), autoencoders.ae, made);
      await writeOriginal(join(out, HARD_MODEL_FOLDERS.betaVae), sounds.mels);
    }
    if (contrastive !== null) await writeContrastive(join(out, HARD_MODEL_FOLDERS.contrastive), contrastive, made);
    if (sounds !== null && settings.writeFeatures) await writeAudioFeatures(context, sounds.mels);
  });

  const { songs, total, table, fingerprint } = set;
  return {
    settings: usedSettings(settings, autoencoders?.betaVae ?? contrastive, {
      k,
      alphas,
      ...(model && { modelWeights: model.weights }),
    }),
    dataFingerprint: fingerprint,
    rows: { total, used: songs.length },
    table,
    ...(set.sound && { sound: set.sound }),
    metrics: rows,
    seeds: seeds.map(({ row }) => row),
    columns: overviewColumns("hard", settings.ownLabels),
    bestBy,
    ...(kChosen !== undefined && { kChosen }),
    notes: [
      ...genreFeatureNotes(settings, representations, sounds === null ? "audio" : "lyrics"),
      ...ownLabelNotes(set),
      ...clusterNotes(clustered),
    ],
    view: viewSourceOf(set, clustered, projected, metricTable("hard", settings.ownLabels), { seeds, tags }),
  };
}

function genreFeatureNotes(
  { includeGenreFeature }: RunSettings,
  representations: readonly Representation[],
  missing: "audio" | "lyrics",
): string[] {
  if (!includeGenreFeature || representations.some(({ holdsLabel }) => holdsLabel === "genre")) return [];
  return [`No song has ${missing}: nothing is joined with the genre, although the genre feature was asked for.`];
}
