import type { ModelKind, ModelWeights } from "../../shared/contract/models.ts";

/** The weights that a folder has or that are downloaded. */
export type StoredWeights = Exclude<ModelWeights, "auto">;

const TOKENIZER = ["tokenizer.json", "tokenizer_config.json"] as const;

/** What Transformers.js reads of a model beside its weights; relative, with forward slashes. */
const PLAIN_FILES: Readonly<Record<ModelKind, readonly string[]>> = {
  speech: ["config.json", "generation_config.json", ...TOKENIZER],
  embedding: ["config.json", ...TOKENIZER],
  audio: ["config.json", "preprocessor_config.json"],
  "audio-text": ["config.json", ...TOKENIZER],
};

const GRAPHS: Readonly<Record<ModelKind, readonly string[]>> = {
  speech: ["encoder_model", "decoder_model_merged"],
  embedding: ["model"],
  audio: ["audio_model"],
  "audio-text": ["text_model"],
};

const SUFFIX: Readonly<Record<StoredWeights, string>> = { quantised: "_quantized", full: "" };

/** Transformers.js' names of the weights. */
export const DTYPE = { quantised: "q8", full: "fp32" } as const satisfies Record<StoredWeights, string>;

/** The files that a model's folder must hold: Transformers.js' own layout, so that a folder of the hub fits as it is. */
export function modelFiles(kind: ModelKind, weights: StoredWeights): string[] {
  return [...PLAIN_FILES[kind], ...GRAPHS[kind].map((graph) => `onnx/${graph}${SUFFIX[weights]}.onnx`)];
}

/** Files that large models have in addition: weights beyond 2 GB do not fit into the graph's file. */
export function externalData(file: string): string | undefined {
  return file.endsWith(".onnx") ? `${file}_data` : undefined;
}
