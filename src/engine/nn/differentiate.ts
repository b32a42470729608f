import { add } from "./ops/elementwise.ts";
import { OPERATIONS } from "./ops/table.ts";
import { requireShape, sameShape } from "./shape.ts";
import { isOperation, scalar, topologicalOrder, type NodeOf, type OperationKind, type Value } from "./value.ts";

/**
 * The gradients of a scalar by each of `targets`, as expressions (reverse mode). A parameter is identified by its name:
 * where a model declares it several times, its gradient is the sum over all. A target that the loss does not depend on
 * is an error: nothing would ever train it.
 *
 * @throws {ShapeError} if the loss is no scalar or does not depend on a target.
 */
export function gradients(loss: Value, targets: readonly Value[]): Value[] {
  requireShape(loss.shape.length === 0, "gradients", "the loss is not a scalar");
  const order = topologicalOrder([loss]);
  const relevant = dependants(order, new Set(targets.map(identityOf)));
  const adjoints = new Map<Value | string, Value>([[loss, scalar(1)]]);
  for (const y of order.toReversed()) {
    const dy = adjoints.get(y);
    if (dy === undefined || !isOperation(y)) continue;
    const products = gradientsOf(y, dy);
    y.inputs.forEach((x, index) => {
      if (!relevant.has(x)) return;
      const product = products[index]!();
      requireShape(sameShape(product.shape, x.shape), `gradient of ${y.kind}`, "it has not its operand's shape");
      const identity = identityOf(x);
      const sum = adjoints.get(identity);
      adjoints.set(identity, sum === undefined ? product : add(sum, product));
    });
  }
  return targets.map((target) => {
    const adjoint = adjoints.get(identityOf(target));
    requireShape(adjoint !== undefined, "gradients", `the loss does not depend on a target of kind ${target.kind}`);
    return adjoint;
  });
}

/** What makes two values the same: parameters go by their name, all others are themselves. */
const identityOf = (value: Value): Value | string => (value.kind === "parameter" ? value.attributes.name : value);

function gradientsOf<K extends OperationKind>(y: NodeOf<K> & Value, dy: Value): readonly (() => Value)[] {
  return OPERATIONS[y.kind].gradients(y, dy);
}

/** The values that depend on a target: only through them does a gradient flow. */
function dependants(order: readonly Value[], targets: ReadonlySet<Value | string>): Set<Value> {
  const found = new Set<Value>();
  for (const value of order) {
    if (targets.has(identityOf(value)) || value.inputs.some((x) => found.has(x))) found.add(value);
  }
  return found;
}
