// A model of Whisper's shape, layout and tokens, of half a megabyte: random weights but for its sense of place, which makes it sing.
import { WHISPER_LANGUAGES } from "../../src/engine/speech/languages.ts";
import type { Weights } from "./graph.ts";
import { randomWeights } from "./random-weights.ts";
import { whisperDecoder, whisperEncoder, type WhisperShape } from "./whisper-graphs.ts";

/**
 * What it says to whatever it hears: `sings` three lines of words that depend on the sound; `hums` takes everything for
 * no speech; `loops` says one word over and over; `mumbles` knows no next token.
 */
export type Voice = "sings" | "hums" | "loops" | "mumbles";

const WORDS = [
  "luna",
  "sol",
  "amor",
  "noche",
  "cielo",
  "vida",
  "mar",
  "flor",
  "agua",
  "fuego",
  "calle",
  "sombra",
].flatMap((word) => [word, ` ${word}`]);

const LANGUAGES = Object.keys(WHISPER_LANGUAGES);
const TIMESTAMPS = 1501;

/** Tokens in Whisper's order: bytes, words, end of text, start, languages, tasks, no speech, no timestamps, timestamps. */
const END_OF_TEXT = 256 + WORDS.length;
const SPECIAL = [
  "<|endoftext|>",
  "<|startoftranscript|>",
  ...LANGUAGES.map((code) => `<|${code}|>`),
  "<|translate|>",
  "<|transcribe|>",
  "<|startoflm|>",
  "<|startofprev|>",
  "<|nospeech|>",
  "<|notimestamps|>",
];
const token = (content: string): number => END_OF_TEXT + SPECIAL.indexOf(content);
const word = (text: string): number => 256 + WORDS.indexOf(text);
const time = (seconds: number): number => END_OF_TEXT + SPECIAL.length + Math.round(seconds / 0.02);

const SHAPE: WhisperShape = {
  bands: 80,
  width: 48,
  heads: 2,
  layers: 1,
  inner: 48,
  vocabulary: END_OF_TEXT + SPECIAL.length + TIMESTAMPS,
  audioPositions: 1500,
  textPositions: 128,
};

/** The files of its folder, in the layout of Transformers.js. */
export function tinyWhisper(voice: Voice): ReadonlyMap<string, Uint8Array | string> {
  const weights = withVoice(voice);
  const json = (value: unknown): string => JSON.stringify(value);
  return new Map<string, Uint8Array | string>([
    ["config.json", json(config())],
    ["generation_config.json", json(generationConfig())],
    [
      "preprocessor_config.json",
      json({ feature_extractor_type: "WhisperFeatureExtractor", feature_size: 80, sampling_rate: 16_000 }),
    ],
    ["tokenizer.json", json(tokenizer())],
    [
      "tokenizer_config.json",
      json({
        tokenizer_class: "WhisperTokenizer",
        eos_token: "<|endoftext|>",
        unk_token: "<|endoftext|>",
        clean_up_tokenization_spaces: false,
      }),
    ],
    ["onnx/encoder_model.onnx", whisperEncoder(SHAPE, weights, { quantised: false })],
    ["onnx/decoder_model_merged.onnx", whisperDecoder(SHAPE, weights, { quantised: false })],
    ["onnx/encoder_model_quantized.onnx", whisperEncoder(SHAPE, weights, { quantised: true })],
    ["onnx/decoder_model_merged_quantized.onnx", whisperDecoder(SHAPE, weights, { quantised: true })],
  ]);
}

/** What comes after each position; several tokens: the sound chooses; none: nothing is likelier than anything else. */
function score(voice: Voice): readonly (readonly number[])[] {
  const pairs = WORDS.filter((text) => text.startsWith(" ")).map((text, index, all) => [
    word(text),
    word(all[(index + 5) % all.length]!),
  ]);
  const line = (from: number, to: number, first: number, count: number): number[][] => [
    [time(from)],
    ...Array.from({ length: count }, (_, index) => pairs[(first + index) % pairs.length]!),
    [time(to)],
  ];
  const anything = Array.from({ length: 100 }, () => []);
  const heard = voice === "hums" ? "<|nospeech|>" : "<|es|>";
  const prompt = [[token(heard)], [token("<|transcribe|>")]];
  switch (voice) {
    case "sings":
      return [...prompt, ...line(0, 8, 0, 5), ...line(8, 17, 5, 6), ...line(17, 28, 11, 5), [token("<|endoftext|>")]];
    case "loops":
      return [
        ...prompt,
        [time(0)],
        ...Array.from({ length: 60 }, () => [word(" amor")]),
        [time(29)],
        [token("<|endoftext|>")],
      ];
    case "hums":
    case "mumbles":
      return [...prompt, ...anything];
  }
}

/** How loud the sense of place is beside the token itself, in lengths of a token's vector. */
const LOUD = 5;
/** Where anything may come next: loud along the one axis that no token has a part of, so that all are equally unlikely. */
const DEAFENING = 40;

/**
 * Random weights, but the vector of each place points to the token that follows there. The final norm makes all vectors
 * equally long, so the product with the embedding is highest for that token.
 */
function withVoice(voice: Voice): Weights {
  const random = randomWeights(20_260_101);
  const { width, vocabulary, textPositions } = SHAPE;
  const embedding = random("decoder.embed_tokens.weight", [vocabulary, width]);
  for (let at = width - 1; at < embedding.length; at += width) embedding[at] = 0;
  const follow = score(voice);
  return (name, dims) => {
    const values = name === "decoder.embed_tokens.weight" ? embedding : random(name, dims);
    if (name === "decoder.layer_norm.weight") return values.fill(4);
    // What was heard may choose between words; nothing may shout the place down.
    if (/^decoder\..*(?:out_proj|fc2)\.weight$/.test(name))
      return values.map((value) => value * (name.includes("encoder_attn") ? 0.3 : 0.05));
    if (name !== "decoder.embed_positions.weight") return values;
    const places = new Float32Array(textPositions * width);
    for (const [place, choices] of follow.entries()) {
      const sum = new Float64Array(width);
      for (const id of choices) for (let at = 0; at < width; at++) sum[at]! += embedding[id * width + at]!;
      const length = Math.hypot(...sum);
      for (let at = 0; at < width; at++) places[place * width + at] = length === 0 ? 0 : (LOUD * sum[at]!) / length;
      if (choices.length === 0) places[place * width + width - 1] = DEAFENING;
    }
    return places;
  };
}

function config(): object {
  return {
    model_type: "whisper",
    architectures: ["WhisperForConditionalGeneration"],
    is_encoder_decoder: true,
    num_mel_bins: SHAPE.bands,
    d_model: SHAPE.width,
    encoder_layers: SHAPE.layers,
    decoder_layers: SHAPE.layers,
    encoder_attention_heads: SHAPE.heads,
    decoder_attention_heads: SHAPE.heads,
    encoder_ffn_dim: SHAPE.inner,
    decoder_ffn_dim: SHAPE.inner,
    vocab_size: SHAPE.vocabulary,
    max_source_positions: SHAPE.audioPositions,
    max_target_positions: SHAPE.textPositions,
    decoder_start_token_id: token("<|startoftranscript|>"),
    eos_token_id: END_OF_TEXT,
  };
}

function generationConfig(): object {
  return {
    decoder_start_token_id: token("<|startoftranscript|>"),
    eos_token_id: END_OF_TEXT,
    no_timestamps_token_id: token("<|notimestamps|>"),
    is_multilingual: true,
    lang_to_id: Object.fromEntries(LANGUAGES.map((code) => [`<|${code}|>`, token(`<|${code}|>`)])),
    task_to_id: { transcribe: token("<|transcribe|>"), translate: token("<|translate|>") },
    begin_suppress_tokens: [32, END_OF_TEXT],
    suppress_tokens: [
      "<|startoftranscript|>",
      "<|translate|>",
      "<|transcribe|>",
      "<|startoflm|>",
      "<|startofprev|>",
      "<|nospeech|>",
    ].map(token),
    max_initial_timestamp_index: 50,
  };
}

function tokenizer(): object {
  const added = SPECIAL.map((content, index) => ({
    id: END_OF_TEXT + index,
    content,
    special: true,
    normalized: false,
    lstrip: false,
    rstrip: false,
    single_word: false,
  }));
  const texts = [...byteCharacters(), ...WORDS.map((text) => text.replace(" ", "Ġ"))];
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: added,
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: { type: "BPE", vocab: Object.fromEntries(texts.map((text, id) => [text, id])), merges: [] },
  };
}

/** GPT-2's printable stand-ins for the 256 bytes, in the order of the bytes. */
function byteCharacters(): string[] {
  const printable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let shifted = 0;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : 256 + shifted++));
}
