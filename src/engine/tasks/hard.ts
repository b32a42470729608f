import { join } from "node:path";
import { METRIC_TABLES, overviewColumns } from "../../shared/contract/metrics.ts";
import type { RunSettings } from "../../shared/contract/settings.ts";
import type { Representation } from "../analysis/representations/representation.ts";
import { makeRepresentations } from "../analysis/representations/representations.ts";
import { clusterAll, clusterNotes } from "../steps/cluster.ts";
import { drawnRepresentations } from "../steps/pictures/drawn-representations.ts";
import { representationPictures } from "../steps/pictures/representation-pictures.ts";
import { makeLogMels, meanMels } from "../steps/log-mels.ts";
import { embedLyrics } from "../steps/lyric-embedding.ts";
import { projectAll } from "../steps/maps.ts";
import { curvesPicture, reconstructionPictures } from "../steps/pictures/model-pictures.ts";
import { drawPictures } from "../steps/pictures/draw-pictures.ts";
import { alphasOf, clusterCount } from "../steps/resolve-settings.ts";
import { readSongsAndModel } from "../steps/sentence-embedding.ts";
import { makeView } from "../steps/view/view-step.ts";
import { writeFiles } from "../steps/write-step.ts";
import type { TaskContext, TaskDefinition, TaskOutcome } from "../steps/context.ts";
import { audioTraining } from "../steps/training/train-model.ts";
import { ensureMetaWithGenre } from "../dataset/genres/write-genres.ts";
import { usedSettings } from "./used-settings.ts";
import { viewSourceOf } from "../results/view/from-run.ts";
import { writeClustered } from "../results/files/clustered.ts";
import { HARD_MODEL_FOLDERS, HARD_SCHEMA } from "../results/files/hard.ts";
import { writeModel } from "../results/files/models.ts";

const trainBetaVae = audioTraining(
  { name: "train-beta-vae", label: "Training the β-VAE" },
  { name: "beta-vae", label: "β-VAE" },
);
const trainAutoencoder = audioTraining(
  { name: "train-ae", label: "Training the autoencoder" },
  { name: "ae", label: "Autoencoder", beta: null },
);

/** β-VAE, autoencoder, lyrics and hybrids, clustered, measured, mapped and reported. */
export const hardTask: TaskDefinition = {
  task: "hard",
  label: "Hard",
  // Seconds that the steps take on thirty songs and two cores.
  plan: [
    { step: readSongsAndModel, weight: 0.3 },
    { step: makeLogMels, weight: 2.5 },
    { step: meanMels, weight: 0.2 },
    { step: trainBetaVae, weight: 19 },
    { step: trainAutoencoder, weight: 19 },
    { step: embedLyrics, weight: 0.2 },
    { step: clusterAll, weight: 0.5 },
    { step: projectAll, weight: 0.5 },
    { step: drawPictures, weight: 2.5 },
    { step: writeFiles, weight: 0.3 },
    { step: makeView, weight: 0.1 },
  ],
  run: runHard,
};

async function runHard(context: TaskContext): Promise<TaskOutcome> {
  const { steps, settings, out } = context;

  // 1. The rows of the table and their audio files; the language model, if one is wanted.
  const { model, found } = await steps.run(readSongsAndModel, null);
  await ensureMetaWithGenre(found.dataset);

  // 2. Spectrograms. From here on only songs that can be used.
  const mels = await steps.run(makeLogMels, found);
  const spectrum = await steps.run(meanMels, mels);
  const k = clusterCount(settings, mels.genres, mels.songs.length);
  const alphas = alphasOf("hard", settings);

  // 3. Both networks.
  const betaVae = await steps.run(trainBetaVae, mels);
  const ae = await steps.run(trainAutoencoder, mels);

  // 4. Lyrics.
  const lyrics = await steps.run(embedLyrics, { songs: mels.songs, model });

  // 5. Representations, clusterings and their scores.
  const representations = makeRepresentations(
    "hard",
    {
      meanMel: spectrum,
      lyrics: lyrics.tfidf.matrix,
      lyricsTransformer: lyrics.transformer?.matrix,
      vaeLatent: betaVae.latents,
      aeLatent: ae.latents,
      genres: mels.genres,
    },
    { ...settings, alphas },
  );
  const clustered = await steps.run(clusterAll, { task: "hard", representations, k, classes: mels });
  const rows = clustered.flatMap(({ methods }) => methods.map(({ row }) => row));
  const hasGenres = mels.genres.some((genre) => genre !== "");
  const bestBy = hasGenres ? ["ARI_genre", "NMI_genre"] : ["silhouette"];
  const category = hasGenres ? "genre" : "language";

  // 6. Maps of what is drawn: both networks, lyrics, and the best hybrid.
  const drawn = drawnRepresentations(clustered, bestBy);
  const projected = await steps.run(projectAll, { representations: drawn.map(({ representation }) => representation) });

  // 7. Pictures.
  const pictures = await steps.run(drawPictures, [
    curvesPicture([betaVae, ae]),
    ...drawn.flatMap((item, index) => representationPictures(item, projected[index]!, mels, { bestBy, category })),
    ...(await reconstructionPictures(mels, settings.seconds, { betaVae, ae })),
  ]);

  // 8. Arrays and tables.
  await steps.run(writeFiles, async () => {
    await writeClustered(out, HARD_SCHEMA, mels, clustered, projected);
    await writeModel(join(out, HARD_MODEL_FOLDERS.betaVae), betaVae);
    await writeModel(join(out, HARD_MODEL_FOLDERS.autoencoder), ae);
  });

  const { songs, total, fingerprint } = mels;
  return {
    title: "Hard task: multi-modal clustering",
    summary: `${songs.length} of ${total} songs, ${k} clusters. ${lyrics.description}.`,
    settings: usedSettings(settings, betaVae, { k, alphas, ...(model && { modelWeights: model.weights }) }),
    dataFingerprint: fingerprint,
    rows: { total, used: songs.length },
    metrics: rows,
    columns: overviewColumns("hard"),
    bestBy,
    metricsFile: HARD_SCHEMA.metrics.csv.path,
    pictures,
    notes: [...genreFeatureNotes(settings, representations), ...clusterNotes(clustered)],
    view: viewSourceOf(mels, clustered, projected, METRIC_TABLES.hard),
  };
}

function genreFeatureNotes({ includeGenreFeature }: RunSettings, representations: readonly Representation[]): string[] {
  if (!includeGenreFeature) return [];
  const holding = representations.filter(({ holdsLabel }) => holdsLabel === "genre");
  return holding.length > 0
    ? [
        `These contain the genre that they are scored against, so that their genre scores say nothing about the audio or the lyrics: ${holding.map(({ label }) => label).join("; ")}.`,
      ]
    : ["No song has lyrics: nothing is joined with the genre, although the genre feature was asked for."];
}
