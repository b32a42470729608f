import {
  advance,
  f32LoadSplat,
  F32X4_ADD,
  F32X4_DIVIDE,
  F32X4_MULTIPLY,
  F32X4_SQUARE_ROOT,
  F32X4_SUBTRACT,
  f32x4,
  get,
  LESS,
  load,
  repeatWhile,
  set,
  store,
  tee,
  wasmLibrary,
  type Code,
  type WasmFunction,
} from "../core/simd/assembler.ts";
import type { AdamSettings } from "./adam.ts";

/** Four float32, in bytes. */
const STEP = 16;

/**
 * `adam(weight, mean, variance, gradient, end, scalars)`: addresses of float32, of which the gradient's go up to before
 * `end`; four at a time, so that up to three further ones are read and written. At `scalars` lie stepSize ·
 * varianceCorrection and ε · varianceCorrection.
 */
function adamFunction({ beta1, beta2 }: AdamSettings): WasmFunction {
  const [weight, mean, variance, gradient, end, scalars, rate, epsilon, g, m, v] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
  ] as const;
  const multiplied = (a: Code, b: Code): Code => [...a, ...b, ...F32X4_MULTIPLY];
  // β · moment + (1 − β) · value, kept in a local and in memory.
  const decay = (moment: number, beta: number, value: Code, result: number): Code => [
    ...get(moment),
    ...multiplied([...get(moment), ...load()], f32x4(beta)),
    ...multiplied(value, f32x4(1 - beta)),
    ...F32X4_ADD,
    ...tee(result),
    ...store(),
  ];
  return {
    name: "adam",
    params: 6,
    integers: 0,
    vectors: 5,
    body: [
      ...[...get(scalars), ...f32LoadSplat(0), ...set(rate)],
      ...[...get(scalars), ...f32LoadSplat(4), ...set(epsilon)],
      ...repeatWhile(
        [
          ...[...get(gradient), ...load(), ...set(g)],
          ...decay(mean, beta1, get(g), m),
          ...decay(variance, beta2, multiplied(get(g), get(g)), v),
          // weight − rate · m / (√v + ε)
          ...get(weight),
          ...[...get(weight), ...load()],
          ...[...get(m), ...get(v), ...F32X4_SQUARE_ROOT, ...get(epsilon), ...F32X4_ADD, ...F32X4_DIVIDE],
          ...[...get(rate), ...F32X4_MULTIPLY, ...F32X4_SUBTRACT, ...store()],
          ...[weight, mean, variance, gradient].flatMap((address) => advance(address, STEP)),
        ],
        [...get(gradient), ...get(end), ...LESS],
      ),
    ],
  };
}

export const adamLibrary = (settings: AdamSettings): ReturnType<typeof wasmLibrary> =>
  wasmLibrary(() => [adamFunction(settings)]);
