import { partOf } from "../../shared/format.ts";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { SongRow } from "../../shared/contract/dataset.ts";
import { readChecked, writeChecked, type OnDamaged } from "../core/checked-file.ts";
import { shardedPath } from "../core/files.ts";
import { keyOf } from "../core/hash.ts";
import { decodeNpy, encodeNpy } from "../../shared/npy.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { audioModelOf } from "./audio-embedding.ts";
import { modelOfStep } from "./model-of-step.ts";
import { modelFiles } from "../hub/layout.ts";
import type { LocatedModel } from "../hub/locate.ts";
import type { LyricEmbedding } from "../lyrics/embedding.ts";
import { inTurn, sentenceEmbedder, type VectorStore } from "../lyrics/sentence/sentence-embedder.ts";
import { loadSentenceModel } from "../lyrics/sentence/sentence-model.ts";
import { queuedSentences } from "./queue/queued-sentences.ts";
import { SENTENCE_VERSION } from "./queue/sentence-kind.ts";
import type { StepReporter } from "./step.ts";
import type { StepContext } from "./context.ts";
import { defineUncachedStep } from "./define-step.ts";
import { foundSongs, inspectSongs, lyricRows, lyricSongs, type FoundSongs, type SongSet } from "./song-set.ts";
import type { AudioModel } from "../audio/embedding/find-model.ts";

/**
 * The sentence embedding model of the settings; null if lyrics are embedded by TF-IDF only. Called before anything long
 * begins: a model that is missing is reported at once, not after an hour of training.
 * @throws {ModelError} if it is missing or broken, and the user has not agreed to a download.
 */
export async function findSentenceModel(
  { settings, allowDownload = false }: Pick<StepContext, "settings" | "allowDownload">,
  report: StepReporter,
): Promise<LocatedModel | null> {
  const { lyricsEmbedding, embeddingModel: model, modelWeights: weights, modelsDir, executionProvider } = settings;
  if (lyricsEmbedding === "tfidf") return null;
  return modelOfStep({ kind: "embedding", model, weights, modelsDir, executionProvider }, allowDownload, report);
}

/** What was found to be heard, and the model that hears it. */
export interface Heard {
  readonly found: FoundSongs;
  readonly audioModel: AudioModel;
}

interface SongsAndModels {
  readonly model: LocatedModel | null;
  readonly dataset: Dataset;
  /** The audio files and their model; or, where there are none, the rows that have lyrics. */
  readonly songs: Heard | SongSet;
}

/** Reads the data, and finds the models of the settings before anything long begins. */
export const readSongsAndModels = defineUncachedStep({
  name: "read-data",
  label: "Reading the data",
  run: async (
    _input: null,
    context: Pick<StepContext, "paths" | "settings" | "warn" | "allowDownload">,
    report,
  ): Promise<SongsAndModels> => {
    const model = await findSentenceModel(context, report);
    const dataset = await inspectSongs(context, report);
    const rows = lyricRows(dataset);
    if (rows !== null) return { model, dataset, songs: lyricSongs(dataset, rows, context, report) };
    const audioModel = await audioModelOf(context, report);
    return { model, dataset, songs: { audioModel, found: foundSongs(dataset, context, report) } };
  },
});

/** Lyrics by their meaning, one vector per song, each kept by its content. */
export async function embedByMeaning(
  context: Pick<StepContext, "paths" | "settings" | "queue">,
  report: StepReporter,
  songs: readonly SongRow[],
  model: LocatedModel,
): Promise<LyricEmbedding> {
  const { paths, settings, queue } = context;
  const id = await modelKey(model, settings.executionProvider);
  const embedder = sentenceEmbedder({
    id,
    name: `${model.id} (${model.weights} weights)`,
    store: vectorStore(join(paths.cache, "sentence", id), report.damaged),
    load: async () => {
      report.computed();
      if (queue !== undefined) return queuedSentences(model, context, queue, report);
      return inTurn(await loadSentenceModel(model, settings.executionProvider));
    },
  });
  const documents = songs.map(({ lyrics, language }) => ({ lyrics, language }));
  return embedder.embed(documents, {
    signal: report.signal,
    onProgress: (done, total) => {
      report.fraction(done / total, partOf(done, total, "song"));
    },
  });
}

/** A model by its files: another one in the same folder is another model. */
async function modelKey({ kind, id, folder, weights }: LocatedModel, executionProvider: string): Promise<string> {
  const files = await Promise.all(
    modelFiles(kind, weights).map(async (file) => {
      const { size, mtimeMs } = await stat(join(folder, file));
      return [file, size, mtimeMs];
    }),
  );
  return keyOf({ version: SENTENCE_VERSION, id, weights, executionProvider, files });
}

/** Vectors as `.npy` arrays with their digest behind them, one file per lyrics. */
export function vectorStore(folder: string, onDamaged: OnDamaged): VectorStore {
  const pathOf = (key: string): string => shardedPath(folder, `${key}.npy`);
  return {
    get: async (key) => {
      const bytes = await readChecked(pathOf(key), onDamaged);
      const data = bytes && decodeNpy(bytes).data;
      return data instanceof Float64Array ? data : undefined;
    },
    put: (key, vector) =>
      writeChecked(pathOf(key), [encodeNpy({ shape: [vector.length], data: vector })], { sharded: true }),
  };
}
