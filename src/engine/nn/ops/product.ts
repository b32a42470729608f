// Matrix products.
import { broadcastShape, describeShape, requireShape } from "../shape.ts";
import { operation, type Value } from "../value.ts";
import type { Operation } from "./operation.ts";
import { sumTo } from "./reduce.ts";

export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * The product of matrices (…, m, k) and (…, k, n) over the last two axes; leading axes broadcast. `transposeA` and
 * `transposeB` take the operand as (…, k, m) or (…, n, k), which the runtime multiplies without moving elements.
 */
export function matmul(a: Value, b: Value, { transposeA = false, transposeB = false }: MatmulOptions = {}): Value {
  const fail = `${describeShape(a.shape)}${transposeA ? "ᵀ" : ""} by ${describeShape(b.shape)}${transposeB ? "ᵀ" : ""}`;
  requireShape(a.shape.length >= 2 && b.shape.length >= 2, "matmul", fail);
  const [m, left] = transposeA ? [a.shape.at(-1)!, a.shape.at(-2)!] : [a.shape.at(-2)!, a.shape.at(-1)!];
  const [right, n] = transposeB ? [b.shape.at(-1)!, b.shape.at(-2)!] : [b.shape.at(-2)!, b.shape.at(-1)!];
  requireShape(left === right, "matmul", fail);
  const lead = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return operation("matmul", [a, b], { transposeA, transposeB }, [...lead, m, n]);
}

export const matmulOperation: Operation<"matmul"> = {
  emit: (emitter, [a, b], { inputs, attributes: { transposeA, transposeB } }) => {
    const [rankA, rankB] = inputs.map((x) => x.shape.length);
    if (rankA === 2 && rankB === 2) {
      return emitter.node("Gemm", [a!, b!], { transA: Number(transposeA), transB: Number(transposeB) });
    }
    // ONNX Runtime folds a Transpose of the last two axes into the product.
    const swapped = (name: string, rank: number): string =>
      emitter.node("Transpose", [name], { perm: [...Array(rank - 2).keys(), rank - 1, rank - 2] });
    return emitter.node("MatMul", [transposeA ? swapped(a!, rankA!) : a!, transposeB ? swapped(b!, rankB!) : b!]);
  },
  gradients: ({ inputs, attributes: { transposeA, transposeB } }, dy) => {
    const [a, b] = inputs as [Value, Value];
    // y = A·B: dA = dy·Bᵀ, dB = Aᵀ·dy; for a transposed operand the whole product is transposed.
    const byA = (): Value =>
      transposeA
        ? matmul(b, dy, { transposeA: transposeB, transposeB: true })
        : matmul(dy, b, { transposeB: !transposeB });
    const byB = (): Value =>
      transposeB
        ? matmul(dy, a, { transposeA: true, transposeB: transposeA })
        : matmul(a, dy, { transposeA: !transposeA });
    return [() => sumTo(byA(), a.shape), () => sumTo(byB(), b.shape)];
  },
};
