import { DEFAULT_AUDIO_MODEL } from "./audio-models.ts";
import { DEFAULT_EMBEDDING_MODEL, MODEL_WEIGHTS, type ModelWeights } from "./models.ts";
import { SIZES } from "./scale/sizes.ts";
import type { Architecture, ExecutionProvider } from "./train.ts";

/** The three tasks. */
export type Task = "easy" | "medium" | "hard";

export const TASKS: readonly Task[] = ["easy", "medium", "hard"];

/** What a task is called in a sentence. */
export const TASK_LABELS: Readonly<Record<Task, string>> = { easy: "Easy", medium: "Medium", hard: "Hard" };

/** How lyrics become vectors beside the reference's TF-IDF, which is always there. */
export type LyricsEmbedding = "tfidf" | "transformer";

/** What stands between the genres of a cell that names several; `auto`: what the table shows (classes/several-genres.ts). */
export type GenreSeparator = (typeof GENRE_SEPARATORS)[number];

export const GENRE_SEPARATORS = ["auto", "|", ";", ",", "/", "none"] as const;

/** Every setting of a run. `null` means: the default of the task and the architecture, or derived from the data. */
export interface RunSettings {
  /** Seed of every random draw. */
  readonly seed: number;
  /** Networks and random methods run with so many seeds: `seed`, `seed` + 1, … */
  readonly seeds: number;
  readonly architecture: Architecture;
  readonly epochs: number | null;
  readonly latentDim: number | null;
  /** Weight of the Kullback–Leibler divergence in the β-VAE's loss. */
  readonly beta: number;
  /** Epochs over which β rises linearly from 0. */
  readonly klWarmup: number | null;
  /** Epochs without half a percent of improvement after which a training ends; 0: never. */
  readonly patience: number | null;
  /** Share of the songs that the networks do not train on; 0: none. */
  readonly validation: number;
  /** The most songs that networks train on, and whose spectrograms are kept: of more, so many are drawn by the seed. */
  readonly trainingSongs: number;
  /** Seconds of audio from the start of each song, or from `offset` on (Medium, Hard). */
  readonly seconds: number;
  /** Seconds at the start of each song that are left out, such as silence or talk (Medium, Hard). */
  readonly offset: number;
  /** The pretrained audio model: a known name, or an ONNX file with its description beside it. */
  readonly audioModel: string;
  /** Number of clusters; null: the number of languages (Medium) or genres (Hard), 2 (Easy), or chosen where songs have no such labels. */
  readonly k: number | null;
  /** Audio weights of the hybrids; null: the task's list. */
  readonly alphas: readonly number[] | null;
  readonly dbscanEps: readonly number[];
  readonly dbscanMinSamples: number;
  readonly hdbscanMinClusterSize: number;
  /** Nearest songs of each song, itself counted, in the graph of spectral clustering. */
  readonly spectralNeighbours: number;
  /** Add the genre as one-hot columns to one more set of representations (Hard). It leaks the label. */
  readonly includeGenreFeature: boolean;
  /** Weight of the genre columns. */
  readonly gamma: number;
  /** `transformer` adds representations of a sentence embedding model to those of the TF-IDF. */
  readonly lyricsEmbedding: LyricsEmbedding;
  /** The sentence embedding model: a name, a hub id or a folder. */
  readonly embeddingModel: string;
  readonly modelWeights: ModelWeights;
  /** Where models lie, one folder each; null: the user's own folder for them. */
  readonly modelsDir: string | null;
  readonly executionProvider: ExecutionProvider;
  /** ffmpeg to use; null: the optional package's, then the PATH's. */
  readonly ffmpegPath: string | null;
  readonly genreSeparator: GenreSeparator;
  /** Score clusters against the user's own labels too, those of `annotations.csv`. */
  readonly ownLabels: boolean;
  /** Keep the log-mel spectrograms as an array beside the results (Hard; Medium always does). */
  readonly writeFeatures: boolean;
  /** The data folder, relative to the workspace. */
  readonly dataDir: string;
  /** Folders outside the workspace into which links in the audio folder may lead; relative to the workspace, or absolute. */
  readonly audioRoots: readonly string[];
}

export type SettingRule =
  | { readonly kind: "integer" | "number"; readonly min: number; readonly max: number }
  | { readonly kind: "numbers"; readonly min: number; readonly max: number; readonly maxCount: number }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  | { readonly kind: "boolean" }
  | { readonly kind: "text" }
  | { readonly kind: "texts"; readonly maxCount: number };

export interface SettingDescription<T> {
  /** Kebab-case name of the command line's flag. */
  readonly flag: string;
  /** For people, where the flag's words are not it. */
  readonly title?: string;
  readonly description: string;
  readonly rule: SettingRule;
  readonly default: T;
  /** The tasks that look at it. */
  readonly tasks: readonly Task[];
}

type SettingEntry<T> = Pick<SettingDescription<T>, "title" | "description" | "rule"> &
  Partial<Pick<SettingDescription<T>, "flag" | "tasks">> &
  (null extends T ? { readonly default?: T } : { readonly default: T });

const SPECTROGRAM: readonly Task[] = ["medium", "hard"];

/** What is said of each setting. Left out are flags that are the name in kebab-case, a default of null, and all tasks. */
const TABLE: { readonly [K in keyof RunSettings]: SettingEntry<RunSettings[K]> } = {
  seed: {
    description: "Seed of every random draw: the same seed and data give the same results.",
    rule: { kind: "integer", min: 0, max: 2 ** 32 - 1 },
    default: 42,
  },
  seeds: {
    description: "Train and cluster with so many seeds, from the seed on; scores get mean, deviation and stability.",
    rule: { kind: "integer", min: 1, max: 100 },
    default: 1,
  },
  architecture: {
    description:
      "compact: ours, fast; reference: the layers of the Python reference; contrastive: a network without a decoder in place of the autoencoders.",
    rule: { kind: "choice", choices: ["compact", "reference", "contrastive"] },
    default: "compact",
    tasks: SPECTROGRAM,
  },
  epochs: {
    description: "Training epochs (default: the architecture's own).",
    rule: { kind: "integer", min: 1, max: 100_000 },
  },
  latentDim: {
    description: "Latent dimensions (default: 8 in Easy, 16 elsewhere).",
    rule: { kind: "integer", min: 1, max: 512 },
  },
  beta: {
    description: "Weight of the KL divergence in the loss of the β-VAE.",
    rule: { kind: "number", min: 0, max: 1000 },
    default: 0.1,
  },
  klWarmup: {
    title: "KL warmup",
    description: "Epochs over which β rises linearly from 0 (default: the architecture's own).",
    rule: { kind: "integer", min: 0, max: 100_000 },
  },
  patience: {
    description:
      "Epochs after which training ends where the mean loss of as many (with --validation: the error of the songs held out) has not fallen by half a percent; 0: never (default: 10 for the autoencoders of compact, 0 for all other networks).",
    rule: { kind: "integer", min: 0, max: 100_000 },
  },
  validation: {
    description: "Share of the songs held out from training, to see whether the networks generalise: 0.1 is a tenth.",
    rule: { kind: "number", min: 0, max: 0.5 },
    default: 0,
  },
  trainingSongs: {
    description:
      "The most songs that networks train on: of more, so many are drawn by the seed, and all others are encoded afterwards.",
    rule: { kind: "integer", min: 4, max: 1_000_000 },
    default: SIZES.fitSongs,
  },
  seconds: {
    description: "Seconds of audio from the start of each song.",
    rule: { kind: "number", min: 1, max: 600 },
    default: 30,
    tasks: SPECTROGRAM,
  },
  offset: {
    description:
      "Seconds to skip at the start of each song, such as silence or talk. Medium and Hard hear the song from there on; Easy and transcription hear whole songs.",
    rule: { kind: "number", min: 0, max: 600 },
    default: 0,
    tasks: SPECTROGRAM,
  },
  audioModel: {
    description:
      "Pretrained audio model: musicnn, which is built in; an ONNX file with its description beside it; clap, a hub id or a folder of such a model.",
    rule: { kind: "text" },
    default: DEFAULT_AUDIO_MODEL,
    tasks: SPECTROGRAM,
  },
  k: {
    description:
      "Number of clusters (default: 2 in Easy, the number of languages in Medium, of genres in Hard; without such labels the one of 2 to 12 with the highest silhouette).",
    rule: { kind: "integer", min: 2, max: 10_000 },
  },
  alphas: {
    description: "Audio weights of the hybrid representations, separated by commas (default: the task's list).",
    rule: { kind: "numbers", min: 0, max: 1000, maxCount: 50 },
    tasks: SPECTROGRAM,
  },
  dbscanEps: {
    title: "DBSCAN eps",
    description: "Radii for DBSCAN, separated by commas; one more radius is chosen from the data.",
    rule: { kind: "numbers", min: 1e-9, max: 1e9, maxCount: 50 },
    default: [0.5, 1, 1.5],
    tasks: SPECTROGRAM,
  },
  dbscanMinSamples: {
    title: "DBSCAN min samples",
    description: "Neighbours within the radius, itself included, that make a song a core point of DBSCAN.",
    rule: { kind: "integer", min: 1, max: 10_000 },
    default: 3,
    tasks: SPECTROGRAM,
  },
  hdbscanMinClusterSize: {
    title: "HDBSCAN min cluster size",
    description: "Songs of the smallest cluster that HDBSCAN looks for.",
    rule: { kind: "integer", min: 2, max: 1000 },
    default: 5,
    tasks: SPECTROGRAM,
  },
  spectralNeighbours: {
    description: "Nearest songs, itself included, that each song is joined with for spectral clustering.",
    rule: { kind: "integer", min: 2, max: 1000 },
    default: 5,
    tasks: SPECTROGRAM,
  },
  includeGenreFeature: {
    description: "Add genre one-hot representations. They contain the label that they are scored against.",
    rule: { kind: "boolean" },
    default: false,
    tasks: ["hard"],
  },
  gamma: {
    description: "Weight of the genre one-hot columns.",
    rule: { kind: "number", min: 0, max: 1000 },
    default: 1,
    tasks: ["hard"],
  },
  lyricsEmbedding: {
    description:
      "transformer: beside the TF-IDF, representations of a multilingual model; songs of one meaning lie close.",
    rule: { kind: "choice", choices: ["tfidf", "transformer"] },
    default: "tfidf",
    tasks: SPECTROGRAM,
  },
  embeddingModel: {
    description: "Sentence embedding model of the transformer: a hub id or a folder.",
    rule: { kind: "text" },
    default: DEFAULT_EMBEDDING_MODEL,
    tasks: SPECTROGRAM,
  },
  modelWeights: {
    description:
      "Weights of language, speech and audio models: 8-bit (quantised) or float32 (full); auto: float32 for lyrics, and for sound and speech 8-bit on the processor.",
    rule: { kind: "choice", choices: MODEL_WEIGHTS },
    default: "auto",
    tasks: SPECTROGRAM,
  },
  modelsDir: {
    description: "Folder of language, speech and audio models (default: a folder of yours, see `latentune models`).",
    rule: { kind: "text" },
    tasks: SPECTROGRAM,
  },
  executionProvider: {
    description: "Where the networks run.",
    rule: { kind: "choice", choices: ["cpu", "webgpu", "cuda", "coreml", "dml"] },
    default: "cpu",
  },
  ffmpegPath: {
    flag: "ffmpeg",
    description: "ffmpeg for formats without a decoder of ours (default: found by itself).",
    rule: { kind: "text" },
  },
  genreSeparator: {
    description:
      "What stands between the genres of a cell that names several, of which the first counts: auto goes by the table, none takes each cell for one genre.",
    rule: { kind: "choice", choices: GENRE_SEPARATORS },
    default: "auto",
  },
  ownLabels: {
    description:
      "Score clusters against your own labels too: those that the panel keeps in annotations.csv. Songs without one are left out.",
    rule: { kind: "boolean" },
    default: false,
    tasks: SPECTROGRAM,
  },
  writeFeatures: {
    description:
      "Write the log-mel spectrograms that networks are trained on into the results, a megabyte a song: audio_features/. Medium always does.",
    rule: { kind: "boolean" },
    default: false,
    tasks: ["hard"],
  },
  dataDir: { description: "The data folder, relative to the workspace.", rule: { kind: "text" }, default: "data" },
  audioRoots: {
    description: "Folders outside the workspace into which links in the audio folder may lead.",
    rule: { kind: "texts", maxCount: 100 },
    default: [],
  },
};

/** One description per setting: flags, editor settings and checks are derived from it. */
export const SETTINGS = Object.fromEntries(
  Object.entries(TABLE).map(([name, entry]) => {
    const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return [name, { flag, default: null, tasks: TASKS, ...entry }];
  }),
) as unknown as { readonly [K in keyof RunSettings]: SettingDescription<RunSettings[K]> };

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly (keyof RunSettings)[];

export const DEFAULT_SETTINGS: RunSettings = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, { default: value }]) => [name, value]),
) as unknown as RunSettings;

/** Why a value does not fit a setting, or undefined if it does. `null` is checked by the caller. */
export function settingProblem(name: keyof RunSettings, value: unknown): string | undefined {
  const { flag, rule, default: fallback } = SETTINGS[name];
  if (value === null) return fallback === null ? undefined : `--${flag} must have a value.`;
  const wrong = (expected: string): string => `--${flag} must be ${expected}, not ${JSON.stringify(value)}.`;
  switch (rule.kind) {
    case "boolean":
      return typeof value === "boolean" ? undefined : wrong("true or false");
    case "text":
      return typeof value === "string" && value !== "" ? undefined : wrong("a text that is not empty");
    case "choice":
      return typeof value === "string" && rule.choices.includes(value)
        ? undefined
        : wrong(`one of ${rule.choices.join(", ")}`);
    case "integer":
      return inRange(value, rule) && Number.isInteger(value)
        ? undefined
        : wrong(`a whole number from ${rule.min} to ${rule.max}`);
    case "number":
      return inRange(value, rule) ? undefined : wrong(`a number from ${rule.min} to ${rule.max}`);
    case "numbers":
      return Array.isArray(value) &&
        value.length > 0 &&
        value.length <= rule.maxCount &&
        value.every((item) => inRange(item, rule)) &&
        new Set(value).size === value.length
        ? undefined
        : wrong(`1 to ${rule.maxCount} different numbers from ${rule.min} to ${rule.max}`);
    case "texts":
      return Array.isArray(value) &&
        value.length <= rule.maxCount &&
        value.every((item) => typeof item === "string" && item !== "") &&
        new Set(value).size === value.length
        ? undefined
        : wrong(`at most ${rule.maxCount} different texts that are not empty`);
  }
}

function inRange(value: unknown, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= min && value <= max;
}
