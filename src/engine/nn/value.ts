import type { Rng } from "../core/rng.ts";
import { describeShape, elementCount, requireShape, sameShape, type Shape } from "./shape.ts";

/** Draws a parameter's first values. @see ./initialise.ts */
export type Initialiser = (shape: Shape, rng: Rng) => Float32Array;

export interface Convolution {
  readonly stride: number;
  /** Zeros around the larger of the two images: [top, left, bottom, right]. */
  readonly padding: readonly [number, number, number, number];
}

export interface TransposedConvolution extends Convolution {
  /** Rows and columns to add at the bottom and right, below the stride: which of the possible sizes is meant. */
  readonly outputPadding: readonly [number, number];
}

/** Values that come from outside the graph. */
export interface Sources {
  /** Fed at every run. */
  input: { readonly name: string };
  /** Trained; its name identifies it across graphs (training, last batch, inference). */
  parameter: { readonly name: string; readonly initialise: Initialiser };
  constant: { readonly data: Float32Array };
}

/** Elementwise operations on two operands or one, without attributes. */
export type Binary = "add" | "subtract" | "multiply" | "divide";
export type Unary = "negate" | "square" | "exp" | "log" | "sqrt" | "tanh" | "sigmoid" | "relu" | "isPositive";

/** Every operation and its attributes. The table in ./ops/table.ts must name them all, with their gradients. */
export interface Operations extends Record<Binary | Unary | "broadcast" | "reshape", object> {
  leakyRelu: { readonly slope: number };
  clip: { readonly min: number; readonly max: number };
  sum: { readonly axes: readonly number[] };
  max: { readonly axis: number };
  transpose: { readonly permutation: readonly number[] };
  slice: { readonly starts: readonly number[]; readonly ends: readonly number[] };
  pad: { readonly before: readonly number[]; readonly after: readonly number[] };
  concat: { readonly axis: number };
  spaceToDepth: { readonly block: number };
  depthToSpace: { readonly block: number };
  matmul: { readonly transposeA: boolean; readonly transposeB: boolean };
  conv2d: Convolution;
  convTranspose2d: TransposedConvolution;
}

export type OperationKind = keyof Operations;
type Attributes = Sources & Operations;
type Kind = keyof Attributes;

/** One node of the expression graph: what it is made of, how, and its shape. Values are immutable, all are float32. */
export interface NodeOf<K extends Kind> {
  readonly kind: K;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes[K];
  readonly shape: Shape;
}

export type Value = { [K in Kind]: NodeOf<K> }[Kind];
export type OperationNode = { [K in OperationKind]: NodeOf<K> }[OperationKind];
export type Parameter = NodeOf<"parameter">;
export type Input = NodeOf<"input">;

/** A tensor that is fed at every run. */
export function input(name: string, shape: Shape): Input {
  return { kind: "input", inputs: [], attributes: { name }, shape };
}

/** A trained tensor. Two parameters of one name are the same parameter and must have the same shape. */
export function parameter(name: string, shape: Shape, initialise: Initialiser): Parameter {
  return { kind: "parameter", inputs: [], attributes: { name, initialise }, shape };
}

/** A tensor whose values are part of the graph. */
export function constant(shape: Shape, data: Float32Array): Value {
  requireShape(data.length === elementCount(shape), "constant", `${data.length} values in ${describeShape(shape)}`);
  return { kind: "constant", inputs: [], attributes: { data }, shape };
}

export function scalar(value: number): Value {
  return constant([], Float32Array.of(value));
}

/** The node of an operation. For the builders in ./ops only: they check and compute the shape. */
export function operation<K extends OperationKind>(
  kind: K,
  inputs: readonly Value[],
  attributes: Operations[K],
  shape: Shape,
): Value {
  // TypeScript cannot see that a node of the generic kind K is one of the union's members.
  const node: NodeOf<K> = { kind, inputs, attributes: attributes as Attributes[K], shape };
  return node as Value;
}

export function isOperation(value: Value): value is OperationNode {
  return value.kind !== "input" && value.kind !== "parameter" && value.kind !== "constant";
}

/** Every value that the outputs depend on, inputs before their users. */
export function topologicalOrder(outputs: readonly Value[]): Value[] {
  const order: Value[] = [];
  const seen = new Set<Value>();
  // An explicit stack: the graphs of unrolled models are deeper than the call stack.
  const stack: { value: Value; next: number }[] = [];
  const enter = (value: Value): void => {
    if (seen.has(value)) return;
    seen.add(value);
    stack.push({ value, next: 0 });
  };
  for (const output of outputs) {
    enter(output);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const child = top.value.inputs[top.next++];
      if (child !== undefined) enter(child);
      else order.push(stack.pop()!.value);
    }
  }
  return order;
}

/** The parameters that the outputs depend on, by name, in order of first use. */
export function parametersOf(outputs: readonly Value[]): Parameter[] {
  const byName = new Map<string, Parameter>();
  for (const value of topologicalOrder(outputs)) {
    if (value.kind !== "parameter") continue;
    const { name } = value.attributes;
    const first = byName.get(name);
    if (first === undefined) byName.set(name, value);
    else {
      const why = `declared as ${describeShape(first.shape)} and as ${describeShape(value.shape)}`;
      requireShape(sameShape(first.shape, value.shape), `parameter ${name}`, why);
    }
  }
  return [...byName.values()];
}
