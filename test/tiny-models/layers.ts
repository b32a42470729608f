// The layers that Whisper and BERT share. Activations are [batch, tokens, width]; weights of products are [in, out].
import type { GraphBuilder, Value } from "./graph.ts";

export interface Attention {
  readonly heads: number;
  readonly width: number;
}

export function linear(g: GraphBuilder, name: string, x: Value, from: number, to: number, bias = true): Value {
  const product = g.product(x, `${name}.weight`, [from, to]);
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
  shape: Attention,
  masked: (scores: Value) => Value = (scores) => scores,
): Value {
  const weights = g.node("Softmax", [masked(scoresOf(g, q, k, shape))], { axis: -1 });
  return joinHeads(g, g.node("MatMul", [weights, v]), shape);
}

/** As `attend`, with the keys and values behind `past`, which are not copied for it; either of both may be empty. */
export function attendBehind(
  g: GraphBuilder,
  { q, k, v }: { readonly q: Value; readonly k: Value; readonly v: Value },
  past: { readonly key: Value; readonly value: Value },
  shape: Attention,
): Value {
  const scores = [past.key, k].map((keys) => scoresOf(g, q, keys, shape));
  const weights = g.node("Softmax", [g.node("Concat", scores, { axis: -1 })], { axis: -1 });
  const count = g.node("Gather", [g.node("Shape", [past.key]), g.integers([2])], { axis: 0 });
  const part = (start: Value, end: Value): Value => g.node("Slice", [weights, start, end, g.integers([3])]);
  const before = g.node("MatMul", [part(g.integers([0]), count), past.value]);
  const fresh = g.node("MatMul", [part(count, g.integers([2 ** 31])), v]);
  return joinHeads(g, g.node("Add", [before, fresh]), shape);
}

function scoresOf(g: GraphBuilder, q: Value, k: Value, { heads, width }: Attention): Value {
  const scaled = g.node("Mul", [q, g.number((width / heads) ** -0.5)]);
  return g.node("MatMul", [scaled, g.node("Transpose", [k], { perm: [0, 1, 3, 2] })]);
}

/** [batch, heads, tokens, width / heads] → [batch, tokens, width]. */
function joinHeads(g: GraphBuilder, x: Value, { width }: Attention): Value {
  return g.node("Reshape", [g.node("Transpose", [x], { perm: [0, 2, 1, 3] }), g.integers([0, -1, width])]);
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
