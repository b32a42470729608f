// The layers that Whisper and BERT share. Activations are [batch, tokens, width]; weights of products are [in, out].
import type { GraphBuilder, Value } from "./graph.ts";

export interface Attention {
  readonly heads: number;
  readonly width: number;
}

export function linear(g: GraphBuilder, name: string, x: Value, from: number, to: number, bias = true): Value {
  const product = g.node("MatMul", [x, g.weight(`${name}.weight`, [from, to])]);
  return bias ? g.node("Add", [product, g.weight(`${name}.bias`, [to])]) : product;
}

export function layerNorm(g: GraphBuilder, name: string, x: Value, width: number, epsilon: number): Value {
  const inputs = [x, g.weight(`${name}.weight`, [width]), g.weight(`${name}.bias`, [width])];
  return g.node("LayerNormalization", inputs, { axis: -1, epsilon });
}

/** x · Φ(x), with the error function. */
export function gelu(g: GraphBuilder, x: Value): Value {
  const erf = g.node("Erf", [g.node("Mul", [x, g.number(Math.SQRT1_2)])]);
  return g.node("Mul", [g.node("Mul", [x, g.number(0.5)]), g.node("Add", [erf, g.number(1)])]);
}

/** [batch, tokens, width] → [batch, heads, tokens, width / heads]. */
export function splitHeads(g: GraphBuilder, x: Value, { heads, width }: Attention): Value {
  return g.node("Transpose", [g.node("Reshape", [x, g.integers([0, -1, heads, width / heads])])], {
    perm: [0, 2, 1, 3],
  });
}

/**
 * softmax(q kᵀ / √(width / heads) + mask) v, heads joined again.
 * @param masked changes the scores [batch, heads, queries, keys] before the softmax
 */
export function attend(
  g: GraphBuilder,
  { q, k, v }: { readonly q: Value; readonly k: Value; readonly v: Value },
  { heads, width }: Attention,
  masked: (scores: Value) => Value = (scores) => scores,
): Value {
  const scaled = g.node("Mul", [q, g.number((width / heads) ** -0.5)]);
  const scores = g.node("MatMul", [scaled, g.node("Transpose", [k], { perm: [0, 1, 3, 2] })]);
  const mixed = g.node("MatMul", [g.node("Softmax", [masked(scores)], { axis: -1 }), v]);
  return g.node("Reshape", [g.node("Transpose", [mixed], { perm: [0, 2, 1, 3] }), g.integers([0, -1, width])]);
}

export function feedForward(
  g: GraphBuilder,
  name: readonly [string, string],
  x: Value,
  width: number,
  inner: number,
): Value {
  return linear(g, name[1], gelu(g, linear(g, name[0], x, width, inner)), inner, width);
}
