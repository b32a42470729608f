import {
  ADD,
  F64X2_ADD,
  F64X2_MULTIPLY,
  MULTIPLY,
  SUBTRACT,
  constant,
  f64LoadSplat,
  f64x2,
  get,
  load,
  repeatWhile,
  set,
  store,
  tee,
  type Code,
  type WasmFunction,
} from "../../core/simd/assembler.ts";
import { BUTTERFLIES, ComplexCode, type Butterfly, type Complex } from "./butterflies.ts";

/** Bytes of one element: two complex numbers of float64, as (re, re′, im, im′). */
export const ELEMENT = 32;

/**
 * `pass2` … `pass5`: one pass of Stockham's self-sorting transform (Van Loan, Computational Frameworks for the Fast
 * Fourier Transform, 1992, §1.7) over two interleaved complex signals.
 *
 *   pass⟨r⟩(x, y, twiddles, m, strideBytes):
 *     for j < m, for q < stride:
 *       y[q + stride·(r·j + k)] = w(j, k) · Σ x[q + stride·(j + m·i)] · exp(−2πi·i·k/r)    for k < r
 *
 * with the twiddles w(j, k), 0 < k < r, as (cos, sin) one after the other, and w(j, 0) = 1.
 *
 * `power(z, end, out, count)`: z holds the transform of real signals a + i·b, two by two, and its first element again at
 * `end`; out receives |A[k]|² and |B[k]|² for k < count, as (a, a′, b, b′).
 */
export const fftFunctions = (): readonly WasmFunction[] => [
  ...BUTTERFLIES.map(([radix, butterfly]) => pass(radix, butterfly)),
  power(),
];

const [X, Y, TWIDDLES, M, STRIDE] = [0, 1, 2, 3, 4];
const [STEP, LEFT, AT] = [5, 6, 7];
const advance = (local: number, by: Code): Code => [...get(local), ...by, ...ADD, ...set(local)];
const countDown = (local: number, by: number): Code => [get(local), constant(by), SUBTRACT, tee(local)].flat();

function pass(radix: number, butterfly: Butterfly): WasmFunction {
  const c = new ComplexCode(8);
  const twiddles = Array.from({ length: radix - 1 }, (_, index): Complex => ({
    re: c.keep(get(TWIDDLES), f64LoadSplat(16 * index)),
    im: c.keep(get(TWIDDLES), f64LoadSplat(16 * index + 8)),
  }));
  const outer = c.code.length;

  c.append(get(X), set(AT));
  const inputs = Array.from({ length: radix }, (_, index): Complex => {
    if (index > 0) c.append(advance(AT, get(STEP)));
    return { re: c.keep(get(AT), load()), im: c.keep(get(AT), load(16)) };
  });
  c.append(get(Y), set(AT));
  for (const [index, value] of butterfly(c, inputs).entries()) {
    const turned = index === 0 ? value : c.multiply(value, twiddles[index - 1]!);
    if (index > 0) c.append(advance(AT, get(STRIDE)));
    c.append(get(AT), get(turned.re), store(), get(AT), get(turned.im), store(16));
  }
  c.append(advance(X, constant(ELEMENT)), advance(Y, constant(ELEMENT)));

  const body = [
    [get(M), get(STRIDE), MULTIPLY, set(STEP)].flat(),
    repeatWhile(
      [
        c.code.slice(0, outer),
        [...get(STRIDE), ...set(LEFT)],
        repeatWhile(c.code.slice(outer), countDown(LEFT, ELEMENT)),
        advance(Y, [...get(STRIDE), ...constant(radix - 1), ...MULTIPLY]),
        ...Array.from({ length: radix - 1 }, () => advance(TWIDDLES, constant(16))),
      ].flat(),
      countDown(M, 1),
    ),
  ].flat();
  return { name: `pass${radix}`, params: 5, integers: 3, vectors: c.locals, body };
}

function power(): WasmFunction {
  const [z, end, out, count] = [0, 1, 2, 3];
  const c = new ComplexCode(4);
  const a: Complex = { re: c.keep(get(z), load()), im: c.keep(get(z), load(16)) };
  const mirror: Complex = { re: c.keep(get(end), load()), im: c.keep(get(end), load(16)) };
  const [sum, difference] = [c.add(a, mirror), c.subtract(a, mirror)];
  // A = (Z[k] + conj Z[−k])/2 and B = (Z[k] − conj Z[−k])/2i.
  const quarterOfSquares = (x: number, y: number): Code =>
    [get(x), get(x), F64X2_MULTIPLY, get(y), get(y), F64X2_MULTIPLY, F64X2_ADD, f64x2(0.25), F64X2_MULTIPLY].flat();
  c.append(get(out), quarterOfSquares(sum.re, difference.im), store());
  c.append(get(out), quarterOfSquares(sum.im, difference.re), store(16));
  c.append(advance(z, constant(ELEMENT)), advance(out, constant(ELEMENT)));
  c.append(get(end), constant(ELEMENT), SUBTRACT, set(end));
  return { name: "power", params: 4, integers: 0, vectors: c.locals, body: repeatWhile(c.code, countDown(count, 1)) };
}
