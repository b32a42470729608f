import type { NodeOf, OperationKind, Value } from "../value.ts";

/** What an operation may write into the ONNX graph. Each call returns the name of the tensor it made. */
export interface Emitter {
  /**
   * A node with one output. A plain number is an integer attribute; `{ float }` is a float attribute. A type may have a
   * domain before it, as in `domain:Type`.
   */
  node(type: string, inputs: readonly string[], attributes?: Readonly<Record<string, OnnxAttributeValue>>): string;
  /** See CompileOptions. */
  readonly channelBlock: number | undefined;
  /** Images that exist in blocked layout too, see ./blocked.ts: the name of that tensor by the name of the plain one. */
  readonly blocked: Map<string, string>;
  /** A constant vector of int64. */
  int64(values: readonly number[]): string;
  /** A constant scalar of float32. */
  float(value: number): string;
  /** The target of a Reshape to `shape`; its first axis is left open where the graph's batch is dynamic. */
  reshapeTarget(shape: readonly number[]): string;
}

export type OnnxAttributeValue = number | readonly number[] | string | { readonly float: number };

/** Everything about one kind of operation: how it is computed and how it is differentiated, side by side. */
export interface Operation<K extends OperationKind> {
  /** Writes the ONNX nodes; `inputs` are the names of the operands. Returns the name of the result. */
  readonly emit: (emitter: Emitter, inputs: readonly string[], node: NodeOf<K>) => string;
  /**
   * The vector–Jacobian products: for each operand, in order, a function that builds the gradient of the loss by it
   * from `dy`, the gradient by the result `y`. Functions, so that gradients nobody asks for are not built.
   * Each must have its operand's shape.
   */
  readonly gradients: (y: NodeOf<K> & Value, dy: Value) => readonly (() => Value)[];
}
