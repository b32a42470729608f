import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { ExecutionProvider } from "../../shared/contract/train.ts";
import { nativeCall } from "../core/native/thread.ts";
import type { LocatedModel } from "../hub/locate.ts";
import {
  loadOptions,
  loadPart,
  loadTokenizer,
  loadTransformers,
  readObject,
  unusable,
  type TransformersModule,
} from "../hub/transformers.ts";
import type { SpeechModel } from "./model.ts";
import { createDecoder } from "./whisper-decoder.ts";

/**
 * Texts of a window that are followed at once. Ten excerpts with Whisper base: in float32 five texts have a word error rate of 0.55 instead
 * of 0.63; in 8 bits 0.56 instead of 0.60, for twice the time, and two or three texts nothing. Whoever takes 8 bits wants to be done soon.
 */
const BEAMS = { full: 5, quantised: 1 } as const;

/** What is used of the library's model, whose own types say no more than `Object`. */
interface LibraryModel {
  readonly sessions: { readonly model: InferenceSession; readonly decoder_model_merged: InferenceSession };
  dispose(): Promise<unknown>;
}

/**
 * Loads a Whisper model from its folder.
 * @throws {ModelError} if its files are no such model; {LatentuneError} if the execution provider is not there.
 */
export async function loadWhisper(located: LocatedModel, executionProvider: ExecutionProvider): Promise<SpeechModel> {
  const options = await loadOptions(located, executionProvider);
  const library = await loadTransformers();
  const { heads, width, ...facts } = await readFacts(located);
  const tokenizer = await loadTokenizer(library, located);
  const model = await loadPart(
    located,
    async (folder) =>
      (await library.WhisperForConditionalGeneration.from_pretrained(folder, options)) as unknown as LibraryModel,
  );
  const { model: encoder, decoder_model_merged: decoder } = model.sessions;
  if (!encoder.inputNames.includes("input_features") || !decoder.inputNames.includes("encoder_hidden_states")) {
    await model.dispose();
    throw unusable(located, "its graphs are no encoder and decoder of Whisper.");
  }
  const tensors = tensorsOf(library);
  const { heardWindow } = createDecoder(decoder, tensors, { heads, size: width / heads });
  return {
    id: located.id,
    beams: BEAMS[located.weights],
    ...facts,
    async listen({ bands, frames, data }) {
      const features = tensors("float32", data, [1, bands, frames]);
      const { last_hidden_state: hidden } = await nativeCall(() => encoder.run({ input_features: features }));
      return heardWindow(hidden!);
    },
    text(tokens) {
      const said = tokens.filter((token) => token < facts.tokens.endOfText);
      if (said.length === 0) return "";
      // Tokens are bytes: a character that a decoding left unfinished comes out as U+FFFD.
      return tokenizer.decode(said, { skip_special_tokens: true }).replaceAll("\ufffd", "");
    },
    async dispose() {
      await model.dispose();
    },
  };
}

/** Makes the runtime's tensors by the library, so that both are of the same runtime. */
function tensorsOf({ Tensor: LibraryTensor }: TransformersModule) {
  return (
    type: "float32" | "int64" | "bool",
    data: Float32Array | BigInt64Array | readonly boolean[],
    dims: readonly number[],
  ): Tensor => new LibraryTensor(type, data, [...dims]).ort_tensor;
}

/** What the model's own files say about its tokens; see Hugging Face's `GenerationConfig` of Whisper. */
async function readFacts(
  located: LocatedModel,
): Promise<Pick<SpeechModel, "tokens" | "bands" | "maxTokens"> & { readonly heads: number; readonly width: number }> {
  const config = await readObject(located, "config.json");
  const generation = await readObject(located, "generation_config.json");
  const number = (from: Readonly<Record<string, unknown>>, name: string, file: string): number => {
    const value = from[name];
    if (typeof value === "number" && Number.isInteger(value)) return value;
    throw unusable(located, `${file} has no number ${name}: this is no Whisper model, or one of a very early export.`);
  };
  const noTimestamps = number(generation, "no_timestamps_token_id", "generation_config.json");
  const tasks = (generation["task_to_id"] ?? {}) as Readonly<Record<string, number>>;
  const languages = Object.entries((generation["lang_to_id"] ?? {}) as Readonly<Record<string, number>>);
  const first = generation["max_initial_timestamp_index"];
  return {
    bands: typeof config["num_mel_bins"] === "number" ? config["num_mel_bins"] : 80,
    maxTokens: number(config, "max_target_positions", "config.json"),
    heads: number(config, "decoder_attention_heads", "config.json"),
    width: number(config, "d_model", "config.json"),
    tokens: {
      endOfText: firstOf(generation["eos_token_id"]) ?? number(config, "eos_token_id", "config.json"),
      startOfTranscript: number(generation, "decoder_start_token_id", "generation_config.json"),
      // `<|nospeech|>` of today, `<|nocaptions|>` of the first models: always the one before.
      noSpeech: noTimestamps - 1,
      noTimestamps,
      firstTimestamp: noTimestamps + 1,
      transcribe: tasks["transcribe"] ?? null,
      languages: new Map(languages.map(([token, index]) => [token.replaceAll(/[<|>]/g, ""), index])),
      suppressed: numbersOf(generation["suppress_tokens"]),
      suppressedFirst: numbersOf(generation["begin_suppress_tokens"]),
      maxFirstTimestamp: typeof first === "number" ? first : 50,
    },
  };
}

function firstOf(value: unknown): number | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "number" ? first : undefined;
}

function numbersOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "number") : [];
}
