import { join } from "node:path";
import { METRIC_TABLES, overviewColumns } from "../../shared/contract/metrics.ts";
import { makeRepresentations } from "../analysis/representations/representations.ts";
import { clusterAll, clusterNotes } from "../steps/cluster.ts";
import { representationPictures } from "../steps/pictures/representation-pictures.ts";
import { makeLogMels, meanMels } from "../steps/log-mels.ts";
import { embedLyrics } from "../steps/lyric-embedding.ts";
import { projectAll } from "../steps/maps.ts";
import { curvesPicture } from "../steps/pictures/model-pictures.ts";
import { drawPictures } from "../steps/pictures/draw-pictures.ts";
import { alphasOf, clusterCount } from "../steps/resolve-settings.ts";
import { readSongsAndModel } from "../steps/sentence-embedding.ts";
import { makeView } from "../steps/view/view-step.ts";
import { writeFiles } from "../steps/write-step.ts";
import type { TaskContext, TaskDefinition, TaskOutcome } from "../steps/context.ts";
import { audioTraining } from "../steps/training/train-model.ts";
import { drawnRepresentations } from "../steps/pictures/drawn-representations.ts";
import { usedSettings } from "./used-settings.ts";
import { viewSourceOf } from "../results/view/from-run.ts";
import { writeClustered } from "../results/files/clustered.ts";
import { CONV_VAE_FOLDER, MEDIUM_SCHEMA, writeAudioFeatures, writeLyricEmbedding } from "../results/files/medium.ts";
import { writeModel } from "../results/files/models.ts";

const trainVae = audioTraining(
  { name: "train-vae", label: "Training the Conv-VAE" },
  { name: "beta-vae", label: "Conv-VAE" },
);

/** Conv-VAE on log-mel spectrograms, lyrics and hybrids, clustered by every method and scored against the language. */
export const mediumTask: TaskDefinition = {
  task: "medium",
  label: "Medium",
  // Seconds that the steps take on thirty songs and two cores.
  plan: [
    { step: readSongsAndModel, weight: 0.3 },
    { step: makeLogMels, weight: 2.5 },
    { step: meanMels, weight: 0.2 },
    { step: trainVae, weight: 19 },
    { step: embedLyrics, weight: 0.2 },
    { step: clusterAll, weight: 0.5 },
    { step: projectAll, weight: 0.5 },
    { step: drawPictures, weight: 2 },
    { step: writeFiles, weight: 0.5 },
    { step: makeView, weight: 0.1 },
  ],
  run: runMedium,
};

async function runMedium(context: TaskContext): Promise<TaskOutcome> {
  const { steps, settings, out } = context;

  // 1. The rows of the table and their audio files; the language model, if one is wanted.
  const { model, found } = await steps.run(readSongsAndModel, null);

  // 2. Spectrograms. From here on only songs that can be used.
  const mels = await steps.run(makeLogMels, found);
  const meanMel = await steps.run(meanMels, mels);
  const k = clusterCount(settings, mels.languages, mels.songs.length);
  const alphas = alphasOf("medium", settings);

  // 3. The network.
  const vae = await steps.run(trainVae, mels);

  // 4. Lyrics.
  const lyrics = await steps.run(embedLyrics, { songs: mels.songs, model });

  // 5. Representations, clusterings and their scores.
  const representations = makeRepresentations(
    "medium",
    { meanMel, vaeLatent: vae.latents, lyrics: lyrics.tfidf.matrix, lyricsTransformer: lyrics.transformer?.matrix },
    { ...settings, alphas },
  );
  const clustered = await steps.run(clusterAll, { task: "medium", representations, k, classes: mels });
  const rows = clustered.flatMap(({ methods }) => methods.map(({ row }) => row));
  const bestBy = mels.languages.some((language) => language !== "") ? ["ARI", "silhouette"] : ["silhouette"];

  // 6. Maps of what is drawn.
  const drawn = drawnRepresentations(clustered, bestBy);
  const projected = await steps.run(projectAll, { representations: drawn.map(({ representation }) => representation) });

  // 7. Pictures.
  const pictures = await steps.run(drawPictures, [
    curvesPicture([vae]),
    ...drawn.flatMap((item, index) =>
      representationPictures(item, projected[index]!, mels, { bestBy, category: "language" }),
    ),
  ]);

  // 8. Arrays and tables.
  await steps.run(writeFiles, async () => {
    await writeClustered(out, MEDIUM_SCHEMA, mels, clustered, projected);
    await writeModel(join(out, CONV_VAE_FOLDER), vae);
    await writeLyricEmbedding(out, lyrics, mels);
    await writeAudioFeatures(context, mels);
  });

  const { songs, total, fingerprint } = mels;
  return {
    title: "Medium task: audio, lyrics and hybrids",
    summary: `${songs.length} of ${total} songs, ${k} clusters. ${lyrics.description}.`,
    settings: usedSettings(settings, vae, { k, alphas, ...(model && { modelWeights: model.weights }) }),
    dataFingerprint: fingerprint,
    rows: { total, used: songs.length },
    metrics: rows,
    columns: overviewColumns("medium"),
    bestBy,
    metricsFile: MEDIUM_SCHEMA.metrics.csv.path,
    pictures,
    notes: clusterNotes(clustered),
    view: viewSourceOf(mels, clustered, projected, METRIC_TABLES.medium),
  };
}
