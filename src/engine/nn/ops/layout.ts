// Operations that move elements without computing.
import { describeShape, elementCount, fourAxes, requireShape, sameShape, type Shape } from "../shape.ts";
import { operation, type Value } from "../value.ts";
import { CHANNELS_LAST, emitChannelsLast } from "./blocked.ts";
import type { Operation } from "./operation.ts";

/** The same elements in row-major order under another shape. */
export function reshape(x: Value, shape: Shape): Value {
  const fits = elementCount(shape) === elementCount(x.shape);
  requireShape(fits, "reshape", `${describeShape(x.shape)} does not hold ${describeShape(shape)}`);
  return operation("reshape", [x], {}, shape);
}

export const reshapeOperation: Operation<"reshape"> = {
  emit: (emitter, [x], { shape }) => emitter.node("Reshape", [x!, emitter.reshapeTarget(shape)]),
  gradients: ({ inputs: [x] }, dy) => [() => reshape(dy, x!.shape)],
};

/** Axis `i` of the result is axis `permutation[i]` of x. */
export function transpose(x: Value, permutation: readonly number[]): Value {
  const sorted = [...permutation].sort((a, b) => a - b);
  const valid = sorted.length === x.shape.length && sorted.every((axis, index) => axis === index);
  requireShape(valid, "transpose", `[${permutation.join(", ")}] does not permute ${describeShape(x.shape)}`);
  const shape = permutation.map((axis) => x.shape[axis]!);
  return operation("transpose", [x], { permutation }, shape);
}

export const transposeOperation: Operation<"transpose"> = {
  emit: (emitter, [x], { inputs, attributes: { permutation } }) =>
    sameShape(permutation, CHANNELS_LAST)
      ? emitChannelsLast(emitter, x!, inputs[0]!.shape[1]!)
      : emitter.node("Transpose", [x!], { perm: permutation }),
  gradients: ({ attributes: { permutation } }, dy) => {
    const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
    return [() => transpose(dy, inverse)];
  },
};

/** The block [starts, ends) of every axis. */
export function slice(x: Value, starts: readonly number[], ends: readonly number[]): Value {
  const valid =
    starts.length === x.shape.length &&
    ends.length === x.shape.length &&
    x.shape.every((size, axis) => 0 <= starts[axis]! && starts[axis]! < ends[axis]! && ends[axis]! <= size);
  requireShape(valid, "slice", `[${starts.join(", ")}] to [${ends.join(", ")}] of ${describeShape(x.shape)}`);
  const shape = ends.map((end, axis) => end - starts[axis]!);
  return operation("slice", [x], { starts, ends }, shape);
}

/** The block [start, end) of one axis. */
export function sliceAxis(x: Value, axis: number, start: number, end: number): Value {
  const starts = x.shape.map((_, other) => (other === axis ? start : 0));
  return slice(x, starts, x.shape.with(axis, end));
}

export const sliceOperation: Operation<"slice"> = {
  emit: (emitter, [x], { inputs, attributes: { starts, ends } }) => {
    // Only the axes that are cut: an axis that stays whole may be the dynamic batch.
    const axes = inputs[0]!.shape.flatMap((size, axis) => (starts[axis] === 0 && ends[axis] === size ? [] : [axis]));
    const of = (values: readonly number[]): string => emitter.int64(axes.map((axis) => values[axis]!));
    return axes.length === 0
      ? emitter.node("Identity", [x!])
      : emitter.node("Slice", [x!, of(starts), of(ends), emitter.int64(axes)]);
  },
  gradients: ({ inputs: [x], attributes: { starts, ends } }, dy) => {
    const after = ends.map((end, axis) => x!.shape[axis]! - end);
    return [() => pad(dy, starts, after)];
  },
};

/** Zeros before and after the elements of every axis. */
export function pad(x: Value, before: readonly number[], after: readonly number[]): Value {
  const counts = [...before, ...after];
  const valid = before.length === x.shape.length && after.length === x.shape.length && counts.every((n) => n >= 0);
  requireShape(valid, "pad", `[${before.join(", ")}] and [${after.join(", ")}] around ${describeShape(x.shape)}`);
  const shape = x.shape.map((size, axis) => before[axis]! + size + after[axis]!);
  return operation("pad", [x], { before, after }, shape);
}

export const padOperation: Operation<"pad"> = {
  emit: (emitter, [x], { attributes: { before, after } }) =>
    emitter.node("Pad", [x!, emitter.int64([...before, ...after])]),
  gradients: ({ inputs: [x], attributes: { before } }, dy) => {
    const ends = before.map((start, axis) => start + x!.shape[axis]!);
    return [() => slice(dy, before, ends)];
  },
};

/** The parts one after the other along an axis. */
export function concat(parts: readonly Value[], axis: number): Value {
  const [first] = parts;
  requireShape(first !== undefined, "concat", "no parts");
  for (const part of parts) {
    const fits =
      part.shape.length === first.shape.length && part.shape.every((n, i) => i === axis || n === first.shape[i]);
    requireShape(fits, "concat", `${describeShape(part.shape)} beside ${describeShape(first.shape)} at axis ${axis}`);
  }
  if (parts.length === 1) return first;
  const length = parts.reduce((sum, part) => sum + part.shape[axis]!, 0);
  return operation("concat", parts, { axis }, first.shape.with(axis, length));
}

export const concatOperation: Operation<"concat"> = {
  emit: (emitter, parts, { attributes: { axis } }) => emitter.node("Concat", parts, { axis }),
  gradients: ({ inputs, attributes: { axis } }, dy) => {
    let end = 0;
    return inputs.map((part) => {
      const start = end;
      end += part.shape[axis]!;
      const stop = end;
      return () => sliceAxis(dy, axis, start, stop);
    });
  },
};

/**
 * (N, C, H, W) to (N, block²·C, H/block, W/block): channel (p·block + q)·C + c holds the pixels of channel c whose row
 * is p and whose column is q modulo the block (ONNX SpaceToDepth).
 */
export function spaceToDepth(x: Value, block: number): Value {
  const [n, c, h, w] = fourAxes("spaceToDepth", x);
  requireShape(h % block === 0 && w % block === 0, "spaceToDepth", `${h} × ${w} is no multiple of ${block}`);
  return operation("spaceToDepth", [x], { block }, [n, c * block * block, h / block, w / block]);
}

export const spaceToDepthOperation: Operation<"spaceToDepth"> = {
  emit: (emitter, [x], { attributes }) => emitter.node("SpaceToDepth", [x!], { blocksize: attributes.block }),
  gradients: ({ attributes: { block } }, dy) => [() => depthToSpace(dy, block)],
};

/** The inverse of {@link spaceToDepth} (ONNX DepthToSpace, mode DCR). */
export function depthToSpace(x: Value, block: number): Value {
  const [n, c, h, w] = fourAxes("depthToSpace", x);
  requireShape(c % (block * block) === 0, "depthToSpace", `${c} channels are no multiple of ${block}²`);
  return operation("depthToSpace", [x], { block }, [n, c / (block * block), h * block, w * block]);
}

export const depthToSpaceOperation: Operation<"depthToSpace"> = {
  emit: (emitter, [x], { attributes }) => emitter.node("DepthToSpace", [x!], { blocksize: attributes.block }),
  gradients: ({ attributes: { block } }, dy) => [() => spaceToDepth(dy, block)],
};
