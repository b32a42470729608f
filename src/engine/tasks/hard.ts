import { join } from "node:path";
import { METRIC_TABLES, overviewColumns } from "../../shared/contract/metrics.ts";
import type { RunSettings } from "../../shared/contract/settings.ts";
import type { Representation } from "../analysis/representations/representation.ts";
import { makeRepresentations } from "../analysis/representations/representations.ts";
import { clusterAll, clusterNotes } from "../steps/cluster.ts";
import { drawnRepresentations } from "../steps/drawn-representations.ts";
import { representationPictures } from "../steps/representation-pictures.ts";
import { makeLogMels, meanMels } from "../steps/log-mels.ts";
import { embedLyrics } from "../steps/lyric-embedding.ts";
import { projectAll } from "../steps/maps.ts";
import { METRICS_FILES, writeMetrics } from "../results/metrics-file.ts";
import { curvesPicture, reconstructionPictures } from "../steps/model-pictures.ts";
import { drawPictures } from "../steps/pictures.ts";
import { alphasOf, clusterCount } from "../steps/resolve-settings.ts";
import { findSentenceModel } from "../steps/sentence-embedding.ts";
import { findSongs } from "../steps/song-set.ts";
import { VIEW_STEP } from "../steps/step-runner.ts";
import type { TaskContext, TaskDefinition, TaskOutcome } from "../steps/context.ts";
import { trainAudioModel } from "../steps/train-model.ts";
import { ensureMetaWithGenre } from "../dataset/genres/meta-with-genre.ts";
import { viewSourceOf } from "../results/view/from-run.ts";
import {
  writeClusters,
  writeModel,
  writeProjections,
  writeRepresentations,
  writeSongs,
} from "../results/write-results.ts";

/** β-VAE, autoencoder, lyrics and hybrids, clustered, measured, mapped and reported. */
export const hardTask: TaskDefinition = {
  task: "hard",
  label: "Hard",
  // Seconds that the steps take on thirty songs and two cores.
  plan: [
    { name: "read-data", label: "Reading the data", weight: 0.3 },
    { name: "log-mel", label: "Decoding songs, log-mel spectrograms", weight: 2.5 },
    { name: "mean-mel", label: "Mean spectra", weight: 0.2 },
    { name: "train-beta-vae", label: "Training the β-VAE", weight: 19 },
    { name: "train-ae", label: "Training the autoencoder", weight: 19 },
    { name: "embed-lyrics", label: "Embedding lyrics", weight: 0.2 },
    { name: "cluster", label: "Clustering and metrics", weight: 0.5 },
    { name: "project", label: "Maps in two dimensions", weight: 0.5 },
    { name: "draw", label: "Drawing pictures", weight: 2.5 },
    { name: "write", label: "Writing arrays and tables", weight: 0.3 },
    VIEW_STEP,
  ],
  run: runHard,
};

async function runHard(context: TaskContext): Promise<TaskOutcome> {
  const { steps, settings, out } = context;

  // 1. The rows of the table and their audio files; the language model, if one is wanted.
  const { model, found } = await steps.run("read-data", async (report) => ({
    model: await findSentenceModel(context, report),
    found: await findSongs(context, report),
  }));
  await ensureMetaWithGenre(found.dataset);

  // 2. Spectrograms. From here on only songs that can be used.
  const mels = await steps.run("log-mel", (report) => makeLogMels(context, report, found));
  const spectrum = await steps.run("mean-mel", (report) => meanMels(context, report, mels));
  const k = clusterCount(settings, mels.genres, mels.songs.length);
  const alphas = alphasOf("hard", settings);

  // 3. Both networks.
  const betaVae = await steps.run("train-beta-vae", (report) =>
    trainAudioModel(context, report, mels, { name: "beta-vae", label: "β-VAE", beta: settings.beta }),
  );
  const ae = await steps.run("train-ae", (report) =>
    trainAudioModel(context, report, mels, { name: "ae", label: "Autoencoder", beta: null }),
  );

  // 4. Lyrics.
  const lyrics = await steps.run("embed-lyrics", (report) => embedLyrics(context, report, mels.songs, model));

  // 5. Representations, partitions and their scores.
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
  const clustered = await steps.run("cluster", (report) =>
    clusterAll(context, report, { task: "hard", representations, k, classes: mels }),
  );
  const rows = clustered.flatMap(({ methods }) => methods.map(({ row }) => row));
  const hasGenres = mels.genres.some((genre) => genre !== "");
  const bestBy = hasGenres ? ["ARI_genre", "NMI_genre"] : ["silhouette"];
  const category = hasGenres ? "genre" : "language";

  // 6. Maps of what is drawn: both networks, lyrics, and the best hybrid.
  const drawn = drawnRepresentations(clustered, bestBy);
  const projected = await steps.run("project", (report) =>
    projectAll(
      context,
      report,
      drawn.map(({ representation }) => representation),
    ),
  );

  // 7. Pictures.
  const pictures = await steps.run("draw", async (report) =>
    drawPictures(context, report, [
      curvesPicture([betaVae, ae]),
      ...drawn.flatMap((item, index) => representationPictures(item, projected[index]!, mels, { bestBy, category })),
      ...(await reconstructionPictures(mels, settings.seconds, { betaVae, ae })),
    ]),
  );

  // 8. Arrays and tables.
  await steps.run("write", async () => {
    await writeMetrics(out, METRICS_FILES.hard, METRIC_TABLES.hard, rows);
    await writeClusters(out, "clustering/clusters_hard.csv", mels, clustered);
    await writeSongs(out, mels);
    await writeRepresentations(out, clustered);
    await writeProjections(out, projected);
    await writeModel(join(out, "beta_vae_audio"), betaVae);
    await writeModel(join(out, "ae_audio"), ae);
  });

  const { songs, total, fingerprint } = mels;
  return {
    title: "Hard task: multi-modal clustering",
    summary: `${songs.length} of ${total} songs, ${k} clusters. ${lyrics.description}.`,
    settings: {
      ...settings,
      modelWeights: model?.weights ?? settings.modelWeights,
      k,
      alphas,
      epochs: betaVae.epochs,
      latentDim: betaVae.latents.cols,
      klWarmup: betaVae.klWarmup,
    },
    dataFingerprint: fingerprint,
    rows: { total, used: songs.length },
    metrics: rows,
    columns: overviewColumns("hard"),
    bestBy,
    metricsFile: `${METRICS_FILES.hard}.csv`,
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
