import { DEFAULT_SPEECH_MODEL, SPEECH_MODELS } from "../src/shared/contract/models.ts";
import { SETTINGS, type RunSettings, type SettingDescription } from "../src/shared/contract/settings.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Settings that belong to this machine: a folder's settings may set them only where the user trusts it. */
const OF_THE_MACHINE: readonly (keyof RunSettings)[] = ["ffmpegPath", "modelsDir", "audioRoots"];

/** What an untrusted workspace may not set: every path, and every name of a model. */
export const RESTRICTED: readonly string[] = [
  ...names()
    .filter((name) => ["text", "texts"].includes(SETTINGS[name].rule.kind))
    .map((name) => `latentune.${name}`),
  "latentune.whisperModel",
];

/** A group of settings under its own heading in the editor of settings. */
export interface SettingGroup {
  readonly title: string;
  readonly order: number;
  readonly properties: Readonly<Record<string, JsonSchema>>;
}

const GROUPS = ["Data", "Training", "Clustering", "Lyrics", "Editor"] as const;
type Group = (typeof GROUPS)[number];

/** Where each setting stands, in the order of the groups. */
const GROUP_OF: Readonly<Record<keyof RunSettings, Group>> = {
  dataDir: "Data",
  audioRoots: "Data",
  genreSeparator: "Data",
  seconds: "Data",
  offset: "Data",
  ffmpegPath: "Data",
  architecture: "Training",
  epochs: "Training",
  latentDim: "Training",
  beta: "Training",
  klWarmup: "Training",
  patience: "Training",
  validation: "Training",
  trainingSongs: "Training",
  audioModel: "Training",
  seed: "Training",
  seeds: "Training",
  executionProvider: "Training",
  k: "Clustering",
  alphas: "Clustering",
  dbscanEps: "Clustering",
  dbscanMinSamples: "Clustering",
  hdbscanMinClusterSize: "Clustering",
  spectralNeighbours: "Clustering",
  includeGenreFeature: "Clustering",
  ownLabels: "Clustering",
  writeFeatures: "Training",
  gamma: "Clustering",
  lyricsEmbedding: "Lyrics",
  embeddingModel: "Lyrics",
  modelWeights: "Lyrics",
  modelsDir: "Lyrics",
};

/**
 * What the editor says in other words than the command line, which names flags, and shows no meaning beside each choice: there
 * the description of a setting has them all.
 */
const IN_EDITOR: Readonly<
  Partial<
    Record<keyof RunSettings, { readonly description: string; readonly meanings?: Readonly<Record<string, string>> }>
  >
> = {
  patience: {
    description:
      "Epochs after which training ends where the mean loss of as many (with Validation: the error of the songs held out) has not fallen by half a percent; 0: never. Empty: 10 for the autoencoders of compact, 0 for all other networks.",
  },
  ffmpegPath: {
    description: "The ffmpeg that decodes formats for which there is no decoder of ours. Empty: it is found by itself.",
  },
  alphas: { description: "Audio weights of the hybrid representations. Empty: the task's list." },
  dbscanEps: { description: "Radii for DBSCAN. One more radius is chosen from the data." },
  architecture: {
    description: "Which networks learn from the spectrograms.",
    meanings: {
      compact: "A β-VAE and an autoencoder of our own layers, which train in a fraction of the time.",
      reference: "A β-VAE and an autoencoder with the layers of the Python reference.",
      contrastive: "One network without a decoder: it learns to tell each song's excerpts from those of others.",
    },
  },
  lyricsEmbedding: {
    description: "How lyrics become numbers.",
    meanings: {
      tfidf: "By the letters that their words share, with TF-IDF: songs of one language lie close.",
      transformer:
        "Also by a multilingual model, in representations of its own: songs of one meaning lie close, whatever their language.",
    },
  },
  modelWeights: {
    description: "With what precision language, speech and audio models are downloaded and run.",
    meanings: {
      auto: "32-bit for vectors of lyrics; for speech and sound 8-bit on the processor, 32-bit elsewhere.",
      quantised: "8-bit: a quarter of the download and of the memory.",
      full: "32-bit: as the model was trained.",
    },
  },
  executionProvider: {
    description: "What computes the networks.",
    meanings: {
      cpu: "The processor, which every machine has.",
      webgpu: "The graphics card by WebGPU.",
      cuda: "An NVIDIA card by CUDA.",
      coreml: "Core ML, on a Mac.",
      dml: "DirectML, on Windows.",
    },
  },
  genreSeparator: {
    description: "What stands between the genres of a cell that names several. The first of them counts.",
    meanings: {
      auto: "What the table shows.",
      "|": "A vertical bar: rock|pop.",
      ";": "A semicolon: rock; pop.",
      ",": "A comma: rock, pop.",
      "/": "A slash: rock/pop.",
      none: "Nothing: each cell is one genre, whatever it contains.",
    },
  },
};

/** The settings of the editor, from the table of settings; configuration.js writes them into package.json and package.nls.json. */
export function configurationSchema(): readonly SettingGroup[] {
  const placed = Object.keys(GROUP_OF) as (keyof RunSettings)[];
  const others: Partial<Record<Group, Readonly<Record<string, JsonSchema>>>> = {
    Lyrics: OF_TRANSCRIPTION,
    Editor: { ...OF_THE_PANEL, ...OF_THE_QUEUE },
  };
  return GROUPS.map((title, order) => ({
    title,
    order,
    properties: {
      ...Object.fromEntries(
        placed
          .filter((name) => GROUP_OF[name] === title)
          .map((name, place) => [`latentune.${name}`, { order: place, ...settingSchema(name) }]),
      ),
      ...others[title],
    },
  }));
}

/** Groups of settings whose texts are keys, and the texts of the keys: package.json names them, package.nls.json has them. */
export function withKeys(groups: readonly SettingGroup[]): {
  readonly groups: readonly SettingGroup[];
  readonly texts: Readonly<Record<string, string>>;
} {
  const texts: Record<string, string> = {};
  const keyed = (key: string, text: unknown): string => {
    texts[key] = String(text);
    return `%${key}%`;
  };
  const keyedSetting = ([name, setting]: readonly [string, JsonSchema]): readonly [string, JsonSchema] => {
    const key = name.replace("latentune.", "setting.");
    const keyedField = ([field, value]: readonly [string, unknown]): readonly [string, unknown] => {
      if (field === "description") return [field, keyed(key, value)];
      if (field !== "enumDescriptions" || !Array.isArray(value)) return [field, value];
      return [field, value.map((text, index) => keyed(`${key}.${index}`, text))];
    };
    return [name, Object.fromEntries(Object.entries(setting).map(keyedField))];
  };
  return {
    groups: groups.map(({ title, order, properties }) => ({
      title: keyed(`settings.${title.toLowerCase()}`, title),
      order,
      properties: Object.fromEntries(Object.entries(properties).map(keyedSetting)),
    })),
    texts,
  };
}

/** What only transcription goes by is no setting of a run. */
const OF_TRANSCRIPTION: Readonly<Record<string, JsonSchema>> = {
  "latentune.whisperModel": {
    order: 90,
    scope: "resource",
    description: `Speech model that transcribes: ${SPEECH_MODELS.map(({ name }) => name).join(", ")}, a hub id or a folder.`,
    type: "string",
    minLength: 1,
    default: DEFAULT_SPEECH_MODEL,
  },
  "latentune.writeDetectedLanguage": {
    order: 91,
    scope: "resource",
    description:
      "Transcribe: write a language that was detected, and is sure, into the row of a song that has none in lyrics.csv.",
    type: "boolean",
    default: true,
  },
};

/** No folder names the server that songs are given to, and no run keeps its password. */
const OF_THE_QUEUE: Readonly<Record<string, JsonSchema>> = {
  "latentune.queue": {
    order: 95,
    scope: "machine",
    description:
      "Redis or Valkey server whose workers (latentune worker) work on the songs: redis://:password@host:6379, or rediss:// for TLS. Empty: this machine works on them.",
    type: "string",
    default: "",
  },
};

const OF_THE_PANEL: Readonly<Record<string, JsonSchema>> = {
  "latentune.editor.lenses": {
    order: 101,
    scope: "resource",
    description:
      "Lines above each row of lyrics.csv: show the song in the map, play it, its cluster and its nearest song.",
    type: "boolean",
    default: true,
  },
  "latentune.panel.openRow": {
    order: 100,
    scope: "window",
    description:
      "Where “Open Row” opens lyrics.csv when it is not open yet. Where it is open already, its row is shown there.",
    type: "string",
    enum: ["below", "beside"],
    enumDescriptions: [
      "Below the panel, which keeps its width and so its two columns.",
      "Beside the panel, which becomes narrower.",
    ],
    default: "below",
  },
};

function names(): readonly (keyof RunSettings)[] {
  return Object.keys(SETTINGS) as (keyof RunSettings)[];
}

function settingSchema(name: keyof RunSettings): JsonSchema {
  const { description: ofFlag, default: fallback, rule }: SettingDescription<unknown> = SETTINGS[name];
  const { description = ofFlag, meanings } = IN_EDITOR[name] ?? {};
  const scope = OF_THE_MACHINE.includes(name) ? "machine-overridable" : "resource";
  const type = (of: string): string | readonly string[] => (fallback === null ? [of, "null"] : of);
  const shape = ((): JsonSchema => {
    switch (rule.kind) {
      case "boolean":
        return { type: type("boolean") };
      case "text":
        return { type: type("string"), minLength: 1 };
      case "texts":
        return {
          type: type("array"),
          items: { type: "string", minLength: 1 },
          maxItems: rule.maxCount,
          uniqueItems: true,
        };
      case "choice":
        return {
          type: type("string"),
          enum: rule.choices,
          enumDescriptions: rule.choices.map((choice) => meanings?.[choice]),
        };
      case "integer":
      case "number":
        return { type: type(rule.kind), minimum: rule.min, maximum: rule.max };
      case "numbers":
        return {
          type: type("array"),
          items: { type: "number", minimum: rule.min, maximum: rule.max },
          minItems: 1,
          maxItems: rule.maxCount,
          uniqueItems: true,
        };
    }
  })();
  return { scope, description, ...shape, default: fallback };
}
