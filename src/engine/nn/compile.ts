import {
  encodeOnnx,
  FLOAT,
  float32Bytes,
  INT64,
  int64Bytes,
  type OnnxAttribute,
  type OnnxDimension,
  type OnnxNode,
  type OnnxTensor,
  valueInfo,
} from "./onnx.ts";
import type { Emitter, OnnxAttributeValue } from "./ops/operation.ts";
import { OPERATIONS } from "./ops/table.ts";
import { describeShape, elementCount, requireShape, type Shape } from "./shape.ts";
import {
  isOperation,
  parametersOf,
  topologicalOrder,
  type Input,
  type NodeOf,
  type OperationKind,
  type Value,
} from "./value.ts";

export interface CompileOptions {
  /** Values to bake in for parameters, by name; the others become inputs of the graph, fed at every run. */
  readonly weights?: Readonly<Record<string, Float32Array>>;
  /**
   * Leaves the first axis of inputs and outputs open. The graph is built with a batch of 1 and must treat songs alike:
   * no operation may mix or count along the first axis.
   */
  readonly dynamicBatch?: boolean;
  /**
   * Of the runtime that will load the graph, see channelBlock(): its convolutions then use that runtime's blocked layout.
   * Leave it out for models that others read.
   */
  readonly channelBlock?: number | undefined;
}

/** Plain data, which may go to another thread. */
export interface CompiledGraph {
  readonly onnx: Uint8Array;
  /** What is fed at every run, by name: inputs, and parameters without a baked value. */
  readonly feeds: Readonly<Record<string, Shape>>;
  readonly outputs: Readonly<Record<string, Shape>>;
}

/**
 * Turns expressions into an ONNX model.
 * @param outputs the values to compute, under the names that they get in the model
 * @throws {ShapeError} if names collide or a baked weight has the wrong size.
 */
export function compile(outputs: Readonly<Record<string, Value>>, options: CompileOptions = {}): CompiledGraph {
  const { weights = {}, dynamicBatch = false, channelBlock } = options;
  const values = Object.values(outputs);
  const writer = new GraphWriter(dynamicBatch, channelBlock);
  const names = new Map<Value, string>();
  const inputs: Input[] = [];
  const parameters = parametersOf(values).filter(({ attributes: { name } }) => weights[name] === undefined);
  const namesOf = (values: readonly Value[]): string[] => values.map((value) => names.get(value)!);

  for (const value of topologicalOrder(values)) {
    if (isOperation(value)) {
      names.set(value, emit(writer, namesOf(value.inputs), value));
    } else if (value.kind === "constant") {
      names.set(value, writer.float32(value.shape, value.attributes.data));
    } else {
      const { name } = value.attributes;
      names.set(value, name);
      const baked = value.kind === "parameter" ? weights[name] : undefined;
      if (baked !== undefined) writer.named(name, value.shape, baked);
      else if (value.kind === "input") inputs.push(value);
    }
  }
  const feeds = [...inputs, ...parameters].map(({ attributes: { name }, shape }) => [name, shape] as const);
  const results = Object.entries(outputs).map(([name, { shape }]) => [name, shape] as const);
  requireDistinct([...feeds, ...results].map(([name]) => name));
  const tensors = namesOf(values);
  const onnx = encodeOnnx({
    name: "latentune",
    node: withOutputNames(needed(writer.nodes, tensors), tensors, Object.keys(outputs)),
    initializer: [...writer.initializers.values()],
    input: feeds.map(([name, shape], index) =>
      valueInfo(name, dimensions(shape, dynamicBatch && index < inputs.length)),
    ),
    output: results.map(([name, shape]) => valueInfo(name, dimensions(shape, dynamicBatch))),
  });
  return { onnx, feeds: Object.fromEntries(feeds), outputs: Object.fromEntries(results) };
}

function emit<K extends OperationKind>(writer: Emitter, inputs: readonly string[], node: NodeOf<K>): string {
  return OPERATIONS[node.kind].emit(writer, inputs, node);
}

/** The nodes that the tensors depend on: an image may have been written in a layout that nobody reads. */
function needed(nodes: readonly OnnxNode[], tensors: readonly string[]): OnnxNode[] {
  const read = new Set(tensors);
  const found = nodes.toReversed().filter(({ input, output }) => {
    const used = output.some((name) => read.has(name));
    if (used) input.forEach((name) => read.add(name));
    return used;
  });
  return found.reverse();
}

/** Gives tensors the names of outputs: in place, or by a copy where a tensor is several outputs or comes from outside. */
function withOutputNames(nodes: readonly OnnxNode[], tensors: readonly string[], names: readonly string[]): OnnxNode[] {
  const made = new Set(nodes.flatMap((node) => node.output));
  const final = new Map<string, string>();
  const copies: OnnxNode[] = [];
  for (const [index, to] of names.entries()) {
    const from = tensors[index]!;
    if (made.has(from) && !final.has(from)) final.set(from, to);
    else copies.push({ opType: "Identity", input: [from], output: [to], attribute: [] });
  }
  const rename = (name: string): string => final.get(name) ?? name;
  return [...nodes, ...copies].map((node) => ({
    ...node,
    input: node.input.map(rename),
    output: node.output.map(rename),
  }));
}

function requireDistinct(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  requireShape(twice === undefined, "compile", `two tensors are called ${twice ?? ""}`);
}

function dimensions(shape: Shape, dynamicBatch: boolean): OnnxDimension[] {
  return shape.map((size, axis) => (dynamicBatch && axis === 0 ? { dimParam: "batch" } : { dimValue: size }));
}

class GraphWriter implements Emitter {
  readonly nodes: OnnxNode[] = [];
  readonly initializers = new Map<string, OnnxTensor>();
  readonly blocked = new Map<string, string>();
  readonly channelBlock: number | undefined;
  private readonly dynamicBatch: boolean;
  private count = 0;

  constructor(dynamicBatch: boolean, channelBlock: number | undefined) {
    this.dynamicBatch = dynamicBatch;
    this.channelBlock = channelBlock;
  }

  node(type: string, input: readonly string[], attributes: Readonly<Record<string, OnnxAttributeValue>> = {}): string {
    // "%" cannot occur in the name of a parameter that was chosen as an identifier.
    const output = `%${this.count++}`;
    const attribute = Object.entries(attributes).map(([name, value]) => onnxAttribute(name, value));
    const [opType, domain] = type.split(":").reverse() as [string, string?];
    this.nodes.push({ opType, input, output: [output], attribute, ...(domain === undefined ? {} : { domain }) });
    return output;
  }

  int64(values: readonly number[]): string {
    return this.shared(`%i${values.join(",")}`, [values.length], INT64, () => int64Bytes(values));
  }

  float(value: number): string {
    return this.shared(`%f${value}`, [], FLOAT, () => float32Bytes(Float32Array.of(value)));
  }

  reshapeTarget(shape: Shape): string {
    return this.int64(this.dynamicBatch && shape.length > 0 ? [-1, ...shape.slice(1)] : shape);
  }

  float32(shape: Shape, data: Float32Array): string {
    if (shape.length === 0) return this.float(data[0]!);
    return this.shared(`%c${this.count++}`, shape, FLOAT, () => float32Bytes(data));
  }

  named(name: string, shape: Shape, data: Float32Array): void {
    requireShape(
      data.length === elementCount(shape),
      `weight ${name}`,
      `${data.length} values for ${describeShape(shape)}`,
    );
    this.shared(name, shape, FLOAT, () => float32Bytes(data));
  }

  private shared(name: string, dims: Shape, dataType: OnnxTensor["dataType"], bytes: () => Uint8Array): string {
    if (!this.initializers.has(name)) this.initializers.set(name, { name, dims, dataType, rawData: bytes() });
    return name;
  }
}

function onnxAttribute(name: string, value: OnnxAttributeValue): OnnxAttribute {
  if (typeof value === "number") return { name, type: 2, i: value };
  if (typeof value === "string") return { name, type: 3, s: new TextEncoder().encode(value) };
  if ("float" in value) return { name, type: 1, f: value.float };
  return { name, type: 7, ints: value };
}
