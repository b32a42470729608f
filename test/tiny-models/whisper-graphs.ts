// Whisper's two graphs as Transformers.js loads them. Weights have the names of the published checkpoints.
import { createGraph, type GraphBuilder, type Value, type Weights } from "./graph.ts";
import { attend, attendBehind, feedForward, gelu, layerNorm, linear, splitHeads } from "./layers.ts";

export interface WhisperShape {
  readonly bands: number;
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
  readonly inner: number;
  readonly vocabulary: number;
  /** Encoder positions: half of the spectrogram's frames. */
  readonly audioPositions: number;
  readonly textPositions: number;
}

const EPSILON = 1e-5;
const PROJECTIONS = "self_attn";
const HIDDEN = ["batch", "frames", "width"] as const;

/** `input_features` [batch, bands, 2 · audioPositions] → `last_hidden_state` [batch, audioPositions, width]. */
export function whisperEncoder(
  shape: WhisperShape,
  weights: Weights,
  options: { readonly quantised: boolean },
): Uint8Array {
  const { bands, width, layers, inner, audioPositions } = shape;
  const g = createGraph("whisper-encoder", weights, options);
  const features = g.input("input_features", "float", ["batch", bands, 2 * audioPositions]);
  const convolve = (name: string, x: Value, channels: number, stride: number): Value => {
    const inputs = [x, g.weight(`${name}.weight`, [width, channels, 3]), g.weight(`${name}.bias`, [width])];
    return gelu(g, g.node("Conv", inputs, { kernel_shape: [3], pads: [1, 1], strides: [stride] }));
  };
  const heard = convolve("encoder.conv2", convolve("encoder.conv1", features, bands, 1), width, 2);
  let x = g.node("Add", [
    g.node("Transpose", [heard], { perm: [0, 2, 1] }),
    g.weight("encoder.embed_positions.weight", [audioPositions, width]),
  ]);
  for (let layer = 0; layer < layers; layer++) {
    const at = `encoder.layers.${layer}`;
    const normal = layerNorm(g, `${at}.self_attn_layer_norm`, x, width, EPSILON);
    const { q, k, v } = projections(g, `${at}.${PROJECTIONS}`, normal, normal, shape);
    x = residual(g, x, linear(g, `${at}.${PROJECTIONS}.out_proj`, attend(g, { q, k, v }, shape), width, width));
    x = residual(g, x, feedForwardOf(g, at, x, width, inner));
  }
  g.output("last_hidden_state", layerNorm(g, "encoder.layer_norm", x, width, EPSILON), HIDDEN);
  return g.bytes();
}

/**
 * The decoder with its cache: `input_ids` [batch, tokens], `encoder_hidden_states`, and for each layer
 * `past_key_values.i.{decoder,encoder}.{key,value}` [batch, heads, past, width / heads] → `logits` [batch, tokens, vocabulary]
 * and `present.i.…`. With `use_cache_branch` the encoder's keys and values come from the cache and those given back are empty:
 * published models branch, this one projects none of the encoder's frames.
 */
export function whisperDecoder(
  shape: WhisperShape,
  weights: Weights,
  options: { readonly quantised: boolean },
): Uint8Array {
  const { width, heads, layers, inner, vocabulary, textPositions } = shape;
  const g = createGraph("whisper-decoder", weights, options);
  const ids = g.input("input_ids", "int64", ["batch", "tokens"]);
  const hidden = g.input("encoder_hidden_states", "float", HIDDEN);
  const pasts = Array.from({ length: layers }, (_, layer) => pastOf(g, layer, heads, width / heads));
  const cached = g.input("use_cache_branch", "bool", [1]);

  // 1. What there is before these tokens, and which frames are still to be projected.
  const past = sizeOf(g, pasts[0]!.decoder.key, 2);
  const end = g.node("Add", [past, sizeOf(g, ids, 1)]);
  const fresh = g.node("Sub", [g.integers([1]), g.node("Cast", [cached], { to: 7 })]);
  const frames = slice(g, hidden, g.integers([0]), g.node("Mul", [sizeOf(g, hidden, 1), fresh]), 1);

  // 2. Tokens and their places.
  const embedding = ["decoder.embed_tokens.weight", [vocabulary, width]] as const;
  const positions = slice(g, g.weight("decoder.embed_positions.weight", [textPositions, width]), past, end, 0);
  let x = g.node("Add", [g.rows(...embedding, ids), positions]);

  // 3. Layers. A token sees itself and those before it.
  const later = g.node("Greater", [range(g, g.integers([0]), end, 0), range(g, past, end, 1)]);
  const causal = (scores: Value): Value => g.node("Where", [later, g.number(-1e9), scores]);
  for (let layer = 0; layer < layers; layer++) {
    const at = `decoder.layers.${layer}`;
    const { decoder, encoder } = pasts[layer]!;
    const normal = layerNorm(g, `${at}.self_attn_layer_norm`, x, width, EPSILON);
    const own = grown(g, projections(g, `${at}.self_attn`, normal, normal, shape), decoder);
    x = residual(g, x, linear(g, `${at}.self_attn.out_proj`, attend(g, own, shape, causal), width, width));
    const question = layerNorm(g, `${at}.encoder_attn_layer_norm`, x, width, EPSILON);
    const heard = projections(g, `${at}.encoder_attn`, question, frames, shape);
    const listening = attendBehind(g, heard, encoder, shape);
    x = residual(g, x, linear(g, `${at}.encoder_attn.out_proj`, listening, width, width));
    x = residual(g, x, feedForwardOf(g, at, x, width, inner));
    for (const [name, { k, v }] of Object.entries({ decoder: own, encoder: heard })) {
      g.output(`present.${layer}.${name}.key`, k, ["batch", heads, `${name}_now`, width / heads]);
      g.output(`present.${layer}.${name}.value`, v, ["batch", heads, `${name}_now`, width / heads]);
    }
  }

  // 4. The next token, by the embedding's transpose.
  const last = layerNorm(g, "decoder.layer_norm", x, width, EPSILON);
  g.output("logits", g.scores(last, ...embedding), ["batch", "tokens", vocabulary]);
  return g.bytes();
}

interface KeyValue {
  readonly key: Value;
  readonly value: Value;
}

function pastOf(
  g: GraphBuilder,
  layer: number,
  heads: number,
  size: number,
): { readonly decoder: KeyValue; readonly encoder: KeyValue } {
  const input = (name: string, part: string): Value =>
    g.input(`past_key_values.${layer}.${name}.${part}`, "float", ["batch", heads, `${name}_past`, size]);
  const both = (name: string): KeyValue => ({ key: input(name, "key"), value: input(name, "value") });
  return { decoder: both("decoder"), encoder: both("encoder") };
}

interface Projected {
  readonly q: Value;
  readonly k: Value;
  readonly v: Value;
}

/** Whisper's keys have no bias. */
function projections(g: GraphBuilder, at: string, from: Value, to: Value, shape: WhisperShape): Projected {
  const { width } = shape;
  const project = (name: string, x: Value, bias: boolean): Value =>
    splitHeads(g, linear(g, `${at}.${name}_proj`, x, width, width, bias), shape);
  return { q: project("q", from, true), k: project("k", to, false), v: project("v", to, true) };
}

function grown(g: GraphBuilder, { q, k, v }: Projected, { key, value }: KeyValue): Projected {
  return { q, k: g.node("Concat", [key, k], { axis: 2 }), v: g.node("Concat", [value, v], { axis: 2 }) };
}

function feedForwardOf(g: GraphBuilder, at: string, x: Value, width: number, inner: number): Value {
  return feedForward(
    g,
    [`${at}.fc1`, `${at}.fc2`],
    layerNorm(g, `${at}.final_layer_norm`, x, width, EPSILON),
    width,
    inner,
  );
}

function residual(g: GraphBuilder, x: Value, change: Value): Value {
  return g.node("Add", [x, change]);
}

/** The size of an axis, as a vector of one integer. */
function sizeOf(g: GraphBuilder, x: Value, axis: number): Value {
  return g.node("Gather", [g.node("Shape", [x]), g.integers([axis])], { axis: 0 });
}

function slice(g: GraphBuilder, x: Value, start: Value, end: Value, axis: number): Value {
  return g.node("Slice", [x, start, end, g.integers([axis])]);
}

/** start … end − 1 along the axis of a matrix whose other axis is 1. */
function range(g: GraphBuilder, start: Value, end: Value, axis: 0 | 1): Value {
  const scalar = (value: Value): Value => g.node("Squeeze", [value, g.integers([0])]);
  return g.node("Unsqueeze", [g.node("Range", [scalar(start), scalar(end), g.integers([1], [])]), g.integers([axis])]);
}
