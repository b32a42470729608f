/** The sizes of a tensor's axes; `[]` is a scalar. Every size is known when the graph is built. */
export type Shape = readonly number[];
export type FourAxes = readonly [number, number, number, number];

/** A graph that cannot be built: a defect of the model's code, found before anything runs. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
}

export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** `(4, 1, 80)`, for messages. */
export function describeShape(shape: Shape): string {
  return `(${shape.join(", ")})`;
}

/** The shape of an elementwise operation on two operands (NumPy's rule). @throws {ShapeError} if they do not fit. */
export function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new ShapeError(`Shapes ${describeShape(a)} and ${describeShape(b)} do not broadcast at axis ${axis}.`);
    }
    return left === 1 ? right : left;
  });
}

/** @throws {ShapeError} unless `condition` holds. */
export function requireShape(condition: boolean, operation: string, why: string): asserts condition {
  if (!condition) throw new ShapeError(`${operation}: ${why}.`);
}

/** The sizes of an image (N, C, H, W) or of a kernel. @throws {ShapeError} unless there are four axes. */
export function fourAxes(
  operation: string,
  { shape }: { readonly shape: Shape },
): readonly [number, number, number, number] {
  requireShape(shape.length === 4, operation, `expected 4 axes, got shape ${describeShape(shape)}`);
  return shape as unknown as FourAxes;
}
