import { METRIC_TABLES, OWN_COLUMNS } from "../../../shared/contract/metrics.ts";
import { BETA_SWEEP, K_SWEEP, METRICS_FILES } from "../../../shared/contract/result-files.ts";
import type { MethodSettings } from "../../analysis/clustering/methods.ts";
import { file, json } from "../schema/file.ts";
import { metricsFile } from "../schema/metrics.ts";
import { songTable } from "../schema/song-table.ts";
import { integer, number, table, text, type Column } from "../schema/table.ts";
import { VIEW_FILES } from "../view/files.ts";
import { clusteredFiles, clusteredReaders } from "./clustered.ts";
import { K_SWEEP_FILES } from "./k-sweep.ts";
import { CONTRASTIVE_FILES, CONTRASTIVE_FOLDER, MODEL_FILES } from "./models.ts";
import { seedFiles } from "./seeds.ts";
import type { TaskSchema } from "./task-schema.ts";

/** What one β came to. Scores are of K-Means on the standardised latents; null where undefined. */
export interface SweepPoint {
  readonly beta: number;
  readonly reconstruction: number;
  /** null at β = 0: an autoencoder has none. */
  readonly kl: number | null;
  readonly silhouette: number | null;
  readonly nmiGenre: number | null;
  readonly nmiLanguage: number | null;
}

export const HARD_FILES = {
  ...clusteredFiles("hard"),
  betaSweep: table<SweepPoint>()(`${BETA_SWEEP.folder}/${BETA_SWEEP.table}`, {
    beta: number(({ beta }) => beta),
    reconstruction: number(({ reconstruction }) => reconstruction),
    kl: number(({ kl }) => kl),
    silhouette: number(({ silhouette }) => silhouette),
    NMI_genre: number(({ nmiGenre }) => nmiGenre),
    NMI_language: number(({ nmiLanguage }) => nmiLanguage),
  }),
  betaSweepPicture: file(`${BETA_SWEEP.folder}/${BETA_SWEEP.picture}`),
  betaSweepReport: file(`${BETA_SWEEP.folder}/${BETA_SWEEP.report}`),
} as const;

interface LabelledSong {
  readonly filename: string;
  readonly language: string;
  readonly genre: string;
}

interface EmbeddedSong {
  readonly song: LabelledSong;
  /** The song's cluster by the name of the method. */
  readonly clusters: Readonly<Record<string, number>>;
}

/** The clusters of one embedding, a column per method. */
function embeddingClusters(methods: readonly string[]) {
  const byMethod = (method: string): Column<EmbeddedSong, number> => integer(({ clusters }) => clusters[method]!);
  return songTable<EmbeddedSong>()("clusters.csv", {
    filename: text(({ song }) => song.filename),
    language: text(({ song }) => song.language),
    genre: text(({ song }) => song.genre),
    ...Object.fromEntries(methods.map((method) => [method, byMethod(method)])),
  });
}

/** What an embedding's tables are about, and the settings that they were made with. */
interface EmbeddingRecord extends MethodSettings {
  readonly embedding: string;
  readonly songs: string;
  readonly standardised: boolean;
  readonly k: number;
  readonly seed: number;
}

/** The folder of tables about any embedding that was clustered by itself. */
export const EMBEDDING_FILES = {
  record: json("embedding.json", isEmbeddingRecord),
  metrics: metricsFile("metrics", METRIC_TABLES.hard),
  clusters: embeddingClusters,
} as const;

function isEmbeddingRecord(value: unknown): value is EmbeddingRecord {
  return typeof (value as Partial<EmbeddingRecord> | null)?.embedding === "string";
}

/** The folders of the Hard task's networks; the first two only with an architecture that has a decoder. */
export const HARD_MODEL_FOLDERS = {
  betaVae: "beta_vae_audio",
  autoencoder: "ae_audio",
  contrastive: CONTRASTIVE_FOLDER,
} as const;
export const BETA_SWEEP_FOLDER = file(`${BETA_SWEEP.folder}/beta{beta}`);
export const EMBEDDING_FOLDER = file("clustering/embeddings/{embedding}");

export const HARD_SCHEMA = {
  files: HARD_FILES,
  folders: {
    "": HARD_FILES,
    [HARD_MODEL_FOLDERS.betaVae]: MODEL_FILES,
    [HARD_MODEL_FOLDERS.autoencoder]: MODEL_FILES,
    [HARD_MODEL_FOLDERS.contrastive]: CONTRASTIVE_FILES,
    [BETA_SWEEP_FOLDER.path]: MODEL_FILES,
    [K_SWEEP.folder]: K_SWEEP_FILES,
    [EMBEDDING_FOLDER.path]: {
      record: EMBEDDING_FILES.record,
      metrics: EMBEDDING_FILES.metrics.csv,
      metricsRecords: EMBEDDING_FILES.metrics.json,
      clusters: embeddingClusters([]),
    },
    view: VIEW_FILES,
  },
  metrics: metricsFile(METRICS_FILES.hard, METRIC_TABLES.hard, undefined, OWN_COLUMNS),
  seeds: seedFiles("hard"),
  models: {
    "beta-vae": { folder: HARD_MODEL_FOLDERS.betaVae, files: MODEL_FILES },
    ae: { folder: HARD_MODEL_FOLDERS.autoencoder, files: MODEL_FILES },
    contrastive: { folder: HARD_MODEL_FOLDERS.contrastive, files: CONTRASTIVE_FILES },
  },
  ...clusteredReaders(HARD_FILES),
} satisfies TaskSchema & { readonly files: typeof HARD_FILES };
