// BERT's graph as Transformers.js loads it for feature extraction. Weights have the names of the published checkpoints.
import { createGraph, type Weights } from "./graph.ts";
import { attend, feedForward, layerNorm, linear, splitHeads } from "./layers.ts";

export interface BertShape {
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
  readonly inner: number;
  readonly vocabulary: number;
  readonly positions: number;
}

const EPSILON = 1e-12;

/** `input_ids`, `attention_mask`, `token_type_ids` [batch, tokens] → `last_hidden_state` [batch, tokens, width]. */
export function bertEncoder(shape: BertShape, weights: Weights, options: { readonly quantised: boolean }): Uint8Array {
  const { width, layers, inner, vocabulary, positions } = shape;
  const g = createGraph("bert", weights, options);
  const [ids, mask, types] = ["input_ids", "attention_mask", "token_type_ids"].map((name) =>
    g.input(name, "int64", ["batch", "tokens"]),
  ) as [string, string, string];

  const count = g.node("Gather", [g.node("Shape", [ids]), g.integers([1])], { axis: 0 });
  const places = g.node("Slice", [
    g.weight("embeddings.position_embeddings.weight", [positions, width]),
    g.integers([0]),
    count,
    g.integers([0]),
  ]);
  const words = g.rows("embeddings.word_embeddings.weight", [vocabulary, width], ids);
  const kinds = g.node("Gather", [g.weight("embeddings.token_type_embeddings.weight", [2, width]), types]);
  let x = layerNorm(g, "embeddings.LayerNorm", g.node("Add", [g.node("Add", [words, kinds]), places]), width, EPSILON);

  const real = g.node("Unsqueeze", [g.node("Cast", [mask], { to: 1 }), g.integers([1, 2])]);
  const penalty = g.node("Mul", [g.node("Sub", [g.number(1), real]), g.number(-1e9)]);
  for (let layer = 0; layer < layers; layer++) {
    const at = `encoder.layer.${layer}`;
    const project = (name: string): string =>
      splitHeads(g, linear(g, `${at}.attention.self.${name}`, x, width, width), shape);
    const mixed = attend(g, { q: project("query"), k: project("key"), v: project("value") }, shape, (scores) =>
      g.node("Add", [scores, penalty]),
    );
    const attended = g.node("Add", [x, linear(g, `${at}.attention.output.dense`, mixed, width, width)]);
    const normal = layerNorm(g, `${at}.attention.output.LayerNorm`, attended, width, EPSILON);
    const changed = feedForward(g, [`${at}.intermediate.dense`, `${at}.output.dense`], normal, width, inner);
    x = layerNorm(g, `${at}.output.LayerNorm`, g.node("Add", [normal, changed]), width, EPSILON);
  }
  g.output("last_hidden_state", x, ["batch", "tokens", width]);
  return g.bytes();
}
