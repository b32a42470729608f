// A model of BERT's shape, layout and tokens, of 100 kB: random weights, words of characters.
import { bertEncoder, type BertShape } from "./bert-graph.ts";
import { randomWeights } from "./random-weights.ts";

/** Letters of three scripts, as they begin a word and as they go on. */
const LETTERS = Array.from("abcdefghijklmnopqrstuvwxyzñáéíóúüçàèêô'অআইঈউএওকখগঘচছজঝটঠডঢণতথদধনপফবভমযরলশষসহািীুূেৈোৌ্ংঃঁয়");
const SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const VOCABULARY = [...new Set([...SPECIAL, ...LETTERS, ...LETTERS.map((letter) => `##${letter}`)])];

const SHAPE: BertShape = { width: 32, heads: 2, layers: 2, inner: 64, vocabulary: VOCABULARY.length, positions: 128 };

/** The files of its folder, in the layout of Transformers.js. */
export function tinyBert(): ReadonlyMap<string, Uint8Array | string> {
  const weights = randomWeights(20_260_102);
  const json = (value: unknown): string => JSON.stringify(value);
  return new Map<string, Uint8Array | string>([
    ["config.json", json(config())],
    ["tokenizer.json", json(tokenizer())],
    [
      "tokenizer_config.json",
      json({
        tokenizer_class: "BertTokenizer",
        model_max_length: SHAPE.positions,
        pad_token: "[PAD]",
        unk_token: "[UNK]",
        cls_token: "[CLS]",
        sep_token: "[SEP]",
        do_lower_case: true,
      }),
    ],
    ["onnx/model.onnx", bertEncoder(SHAPE, weights, { quantised: false })],
    ["onnx/model_quantized.onnx", bertEncoder(SHAPE, weights, { quantised: true })],
  ]);
}

function config(): object {
  return {
    model_type: "bert",
    architectures: ["BertModel"],
    hidden_size: SHAPE.width,
    num_hidden_layers: SHAPE.layers,
    num_attention_heads: SHAPE.heads,
    intermediate_size: SHAPE.inner,
    max_position_embeddings: SHAPE.positions,
    vocab_size: SHAPE.vocabulary,
    type_vocab_size: 2,
    pad_token_id: 0,
  };
}

function tokenizer(): object {
  const id = (text: string): number => VOCABULARY.indexOf(text);
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content) => ({
      id: id(content),
      content,
      special: true,
      normalized: false,
      lstrip: false,
      rstrip: false,
      single_word: false,
    })),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: false,
      lowercase: true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [
        { SpecialToken: { id: "[CLS]", type_id: 0 } },
        { Sequence: { id: "A", type_id: 0 } },
        { SpecialToken: { id: "[SEP]", type_id: 0 } },
      ],
      pair: [],
      special_tokens: Object.fromEntries(
        ["[CLS]", "[SEP]"].map((content) => [content, { id: content, ids: [id(content)], tokens: [content] }]),
      ),
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(VOCABULARY.map((text, index) => [text, index])),
    },
  };
}
