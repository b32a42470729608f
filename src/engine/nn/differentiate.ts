import { add } from "./ops/elementwise.ts";
import { OPERATIONS } from "./ops/table.ts";
import { requireShape, sameShape } from "./shape.ts";
import { isOperation, scalar, topologicalOrder, type NodeOf, type OperationKind, type Value } from "./value.ts";

/**
 * The gradients of a scalar by each of `targets`, as expressions (reverse mode). A target that the loss does not depend
 * on is an error: nothing would ever train it.
 *
 * @throws {ShapeError} if the loss is no scalar or does not depend on a target.
 */
export function gradients(loss: Value, targets: readonly Value[]): Value[] {
  requireShape(loss.shape.length === 0, "gradients", "the loss is not a scalar");
  const order = topologicalOrder([loss]);
  const relevant = dependants(order, new Set(targets));
  const adjoints = new Map<Value, Value>([[loss, scalar(1)]]);
  for (const y of order.toReversed()) {
    const dy = adjoints.get(y);
    if (dy === undefined || !isOperation(y)) continue;
    const products = gradientsOf(y, dy);
    y.inputs.forEach((x, index) => {
      if (!relevant.has(x)) return;
      const product = products[index]!();
      requireShape(sameShape(product.shape, x.shape), `gradient of ${y.kind}`, "it has not its operand's shape");
      const sum = adjoints.get(x);
      adjoints.set(x, sum === undefined ? product : add(sum, product));
    });
  }
  return targets.map((target) => {
    const adjoint = adjoints.get(target);
    requireShape(adjoint !== undefined, "gradients", `the loss does not depend on a target of kind ${target.kind}`);
    return adjoint;
  });
}

function gradientsOf<K extends OperationKind>(y: NodeOf<K> & Value, dy: Value): readonly (() => Value)[] {
  return OPERATIONS[y.kind].gradients(y, dy);
}

/** The values that depend on a target: only through them does a gradient flow. */
function dependants(order: readonly Value[], targets: ReadonlySet<Value>): Set<Value> {
  const found = new Set<Value>();
  for (const value of order) {
    if (targets.has(value) || value.inputs.some((x) => found.has(x))) found.add(value);
  }
  return found;
}
