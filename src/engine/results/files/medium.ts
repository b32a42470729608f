import { join } from "node:path";
import type { SongRow } from "../../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { METRIC_TABLES, OWN_COLUMNS } from "../../../shared/contract/metrics.ts";
import { K_SWEEP, METRICS_FILES } from "../../../shared/contract/result-files.ts";
import { countOf, formatNumber } from "../../../shared/format.ts";
import { LOG_MEL } from "../../audio/features/log-mel.ts";
import { throwIfCancelled } from "../../core/errors.ts";
import { temporaryName, whileUnfinished } from "../../core/files.ts";
import type { Matrix } from "../../core/matrix.ts";
import { writeNpyRows } from "../../core/npy.ts";
import { array } from "../schema/array.ts";
import { metricsFile } from "../schema/metrics.ts";
import { songTable } from "../schema/song-table.ts";
import { integer, number, text } from "../schema/table.ts";
import { VIEW_FILES } from "../view/files.ts";
import { clusteredFiles, clusteredReaders } from "./clustered.ts";
import type { Songs } from "./common.ts";
import { K_SWEEP_FILES } from "./k-sweep.ts";
import { CONTRASTIVE_FILES, CONTRASTIVE_FOLDER, MODEL_FILES } from "./models.ts";
import { seedFiles } from "./seeds.ts";
import type { TaskSchema } from "./task-schema.ts";

interface SpectrogramRow {
  readonly song: SongRow;
  readonly seconds: number;
  readonly bands: number;
  readonly frames: number;
}

export const MEDIUM_FILES = {
  ...clusteredFiles("medium"),
  /** The lyrics as the reference embeds them. */
  lyrics: array("embeddings/Z_lyr.npy", "float32", ["songs", "dimensions"]),
  lyricsMeta: songTable<SongRow>()("embeddings/lyrics_meta.csv", {
    filename: text(({ filename }) => filename),
    language: text(({ language }) => language),
  }),
  /** All spectrograms in one array; only in the results folder, and only of so many songs that networks train on all. */
  spectrograms: array("audio_features/X_aud_logmel.npy", "float32", ["songs", 1, "bands", "frames"]),
  spectrogramsMeta: songTable<SpectrogramRow>()("audio_features/audio_meta.csv", {
    filename: text(({ song }) => song.filename),
    language: text(({ song }) => song.language),
    audio_path: text(({ song }) => song.audioRelative),
    sr: integer(() => LOG_MEL.sampleRate),
    seconds: number(({ seconds }) => seconds),
    mel_bins: integer(({ bands }) => bands),
    frames: integer(({ frames }) => frames),
  }),
} as const;

/** The folder of the Medium task's network, unless it is the contrastive one. */
export const CONV_VAE_FOLDER = "conv_vae_audio";

export const MEDIUM_SCHEMA = {
  files: MEDIUM_FILES,
  folders: {
    "": MEDIUM_FILES,
    [CONV_VAE_FOLDER]: MODEL_FILES,
    [CONTRASTIVE_FOLDER]: CONTRASTIVE_FILES,
    [K_SWEEP.folder]: K_SWEEP_FILES,
    view: VIEW_FILES,
  },
  metrics: metricsFile(METRICS_FILES.medium, METRIC_TABLES.medium, undefined, OWN_COLUMNS),
  seeds: seedFiles("medium"),
  models: {
    "beta-vae": { folder: CONV_VAE_FOLDER, files: MODEL_FILES },
    contrastive: { folder: CONTRASTIVE_FOLDER, files: CONTRASTIVE_FILES },
  },
  ...clusteredReaders(MEDIUM_FILES),
} satisfies TaskSchema & { readonly files: typeof MEDIUM_FILES };

interface Embedding {
  readonly matrix: Matrix;
}

/** Writes the vectors of the lyrics, and which row is which song. */
export async function writeLyricEmbedding(
  folder: string,
  { tfidf, transformer }: { readonly tfidf: Embedding; readonly transformer: Embedding | null },
  { songs }: Songs,
): Promise<void> {
  await MEDIUM_FILES.lyrics.write(folder, tfidf.matrix);
  if (transformer !== null) await MEDIUM_FILES.lyricsByMeaning.write(folder, transformer.matrix);
  await MEDIUM_FILES.lyricsMeta.write(folder, () => songs, { songs: songs.length });
}

/** Where a run's files go, and how those that are too large to keep twice are announced. */
interface BulkPlace {
  readonly paths: { readonly runs: string };
  readonly settings: { readonly seconds: number };
  readonly out: string;
  readonly signal: AbortSignal | undefined;
  readonly warn: (diagnostics: readonly Diagnostic[]) => void;
  readonly addBulkFile: (target: string, source: string) => void;
}

interface Spectrograms {
  /** A song's spectrogram, bands × frames. */
  readonly spectrogram: (song: number) => Promise<{ readonly data: Float32Array }>;
  readonly bands: number;
  readonly frames: number;
  /** Given where the spectrograms of some songs only are kept. */
  readonly sample?: Uint32Array;
}

/**
 * Writes all spectrograms, song by song, where they are kept. They are not kept twice: at a megabyte per song the array moves to the results
 * folder, and the run keeps only its table.
 */
export async function writeAudioFeatures(
  { paths, settings: { seconds }, out, signal, warn, addBulkFile }: BulkPlace,
  { songs, spectrogram, bands, frames, sample }: Songs & Spectrograms,
): Promise<void> {
  await MEDIUM_FILES.spectrogramsMeta.write(
    out,
    function* () {
      for (const song of songs) yield { song, seconds, bands, frames };
    },
    { songs: songs.length, signal },
  );
  if (sample !== undefined) {
    warn([
      {
        code: "spectrograms-left-out",
        severity: "info",
        message: `${MEDIUM_FILES.spectrograms.path} is not written: only the spectrograms of ${formatNumber(sample.length)} of ${countOf(songs.length, "song")} are kept, those that networks are trained on.`,
        remedy: "Raise --training-songs to keep those of all, a megabyte each.",
      },
    ]);
    return;
  }
  async function* spectrograms(): AsyncGenerator<Float32Array> {
    for (let song = 0; song < songs.length; song++) {
      throwIfCancelled(signal);
      yield (await spectrogram(song)).data;
    }
  }
  // Under a temporary name among the runs: there it is removed with the garbage if this process is killed.
  const bulk = temporaryName(join(paths.runs, "spectrograms.npy"));
  await whileUnfinished(bulk, () => writeNpyRows(bulk, [songs.length, 1, bands, frames], spectrograms()));
  addBulkFile(MEDIUM_FILES.spectrograms.path, bulk);
}
