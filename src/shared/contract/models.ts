/**
 * What a model is for: writing down sung words, placing lyrics by their meaning, or songs by their sound. `audio-text`: the other half of one for
 * sound, which places a text among the songs.
 */
export type ModelKind = "speech" | "embedding" | "audio" | "audio-text";

/**
 * Which of a model's weights are used. `quantised`: 8-bit, a quarter of the size; `full`: float32. `auto`: for speech and
 * sound quantised on the processor and full elsewhere, for lyrics full, or else those of the two that are there.
 */
export type ModelWeights = "auto" | "quantised" | "full";

export const MODEL_WEIGHTS: readonly ModelWeights[] = ["auto", "quantised", "full"];

/** A model that can be named by a short name, and what a person must know before it is downloaded. */
export interface KnownModel {
  /** What people type: `small`. */
  readonly name: string;
  readonly kind: ModelKind;
  /** The repository on the hub. */
  readonly id: string;
  /** About what it takes on disk, in MB (10⁶ bytes); a download tells the exact number first. */
  readonly megabytes: Readonly<Record<Exclude<ModelWeights, "auto">, number>>;
  readonly licence: string;
  readonly languages: string;
}

const whisper = (name: string, quantised: number, full: number, licence = "MIT"): KnownModel => ({
  name,
  kind: "speech",
  id: `Xenova/whisper-${name}`,
  megabytes: { quantised, full },
  licence,
  languages: "99, Bangla among them",
});

/** Whisper (Radford et al. 2022) in the sizes of the reference. */
export const SPEECH_MODELS: readonly KnownModel[] = [
  whisper("tiny", 45, 156),
  whisper("base", 81, 296),
  whisper("small", 253, 972),
  whisper("medium", 780, 3_060),
  whisper("large-v3", 1_560, 6_180),
];

export const DEFAULT_SPEECH_MODEL = "small";

/**
 * Candidates for the lyric embedding that Transformers.js loads:
 *
 * | model | languages | licence |
 * |---|---|---|
 * | multilingual-e5-small | about 100, Bangla among them | MIT |
 * | paraphrase-multilingual-MiniLM-L12-v2 | 50, Bangla not among them | Apache-2.0 |
 * | LaBSE | 109, Bangla among them | Apache-2.0 |
 *
 * The second is what most tutorials name; half of the reference's songs are Bangla. The third is four times the size.
 */
export const EMBEDDING_MODELS: readonly KnownModel[] = [
  {
    name: "e5-small",
    kind: "embedding",
    id: "Xenova/multilingual-e5-small",
    megabytes: { quantised: 136, full: 488 },
    licence: "MIT",
    languages: "about 100, Bangla among them",
  },
  {
    name: "minilm",
    kind: "embedding",
    id: "Xenova/paraphrase-multilingual-MiniLM-L12-v2",
    megabytes: { quantised: 136, full: 488 },
    licence: "Apache-2.0",
    languages: "50, without Bangla",
  },
];

export const DEFAULT_EMBEDDING_MODEL = "Xenova/multilingual-e5-small";

const CLAP = { name: "clap", id: "Xenova/clap-htsat-unfused", licence: "Apache-2.0" } as const;

/** Models of sound by the hub, in halves: who runs a task needs no half that reads. The one that the product holds is no download. */
export const AUDIO_HUB_MODELS: readonly KnownModel[] = [
  { ...CLAP, kind: "audio", megabytes: { quantised: 33, full: 118 }, languages: "any: it hears no words" },
  { ...CLAP, kind: "audio-text", megabytes: { quantised: 128, full: 503 }, languages: "English" },
];

export const KNOWN_MODELS: readonly KnownModel[] = [...SPEECH_MODELS, ...EMBEDDING_MODELS, ...AUDIO_HUB_MODELS];

/** The model of a short name, of a hub id, or undefined. */
export function knownModel(model: string, kind: ModelKind): KnownModel | undefined {
  return KNOWN_MODELS.find((known) => known.kind === kind && (known.name === model || known.id === model));
}
