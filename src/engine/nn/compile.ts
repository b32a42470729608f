import {
  encodeOnnx,
  FLOAT,
  float32Bytes,
  INT64,
  int64Bytes,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from "./onnx.ts";
import type { Emitter, OnnxAttributeValue } from "./ops/operation.ts";
import { OPERATIONS } from "./ops/table.ts";
import { describeShape, requireShape, type Shape } from "./shape.ts";
import {
  isOperation,
  parametersOf,
  topologicalOrder,
  type Input,
  type NodeOf,
  type OperationKind,
  type Parameter,
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

/** What a session needs to know of a graph: plain data, which may go to another thread. */
export interface LoadableGraph {
  readonly onnx: Uint8Array;
  /** What is fed at every run, by name: inputs, and parameters without a baked value. */
  readonly feeds: Readonly<Record<string, Shape>>;
  readonly outputs: Readonly<Record<string, Shape>>;
}

export interface CompiledGraph extends LoadableGraph {
  readonly inputs: readonly Input[];
  /** The parameters that are inputs of the graph, under their own names. */
  readonly parameters: readonly Parameter[];
}

/**
 * Turns expressions into an ONNX model.
 * @param outputs the values to compute, under the names that they get in the model
 * @throws {ShapeError} if names collide or a baked weight has the wrong size.
 */
export function compile(outputs: Readonly<Record<string, Value>>, options: CompileOptions = {}): CompiledGraph {
  const { weights = {}, dynamicBatch = false, channelBlock } = options;
  const values = Object.values(outputs);
  const order = topologicalOrder(values);
  const writer = new GraphWriter(dynamicBatch, channelBlock);
  const names = new Map<Value, string>();
  const inputs: Input[] = [];
  const parameters = parametersOf(values).filter(({ attributes: { name } }) => weights[name] === undefined);

  for (const value of order) {
    if (isOperation(value)) {
      names.set(
        value,
        emit(
          writer,
          value.inputs.map((x) => names.get(x)!),
          value,
        ),
      );
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
  requireDistinct([...inputs, ...parameters].map(({ attributes: { name } }) => name).concat(Object.keys(outputs)));
  const read = needed(
    writer.nodes,
    values.map((value) => names.get(value)!),
  );
  const nodes = withOutputNames(
    read,
    Object.entries(outputs).map(([name, value]) => [names.get(value)!, name]),
  );

  const onnx = encodeOnnx({
    name: "latentune",
    node: nodes,
    initializer: [...writer.initializers.values()],
    input: [
      ...inputs.map((value) => valueInfo(value.attributes.name, value.shape, dynamicBatch)),
      ...parameters.map((value) => valueInfo(value.attributes.name, value.shape, false)),
    ],
    output: Object.entries(outputs).map(([name, value]) => valueInfo(name, value.shape, dynamicBatch)),
  });
  const shapes = Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, value.shape]));
  const feeds = Object.fromEntries([...inputs, ...parameters].map(({ attributes: { name }, shape }) => [name, shape]));
  return { onnx, feeds, outputs: shapes, inputs, parameters };
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
function withOutputNames(nodes: readonly OnnxNode[], renames: readonly (readonly [string, string])[]): OnnxNode[] {
  const made = new Set(nodes.flatMap((node) => node.output));
  const final = new Map<string, string>();
  const copies: OnnxNode[] = [];
  for (const [from, to] of renames) {
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

function valueInfo(name: string, shape: Shape, dynamicBatch: boolean): OnnxValueInfo {
  const dim = shape.map((size, axis) => (dynamicBatch && axis === 0 ? { dimParam: "batch" } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
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
    const fits = data.length === shape.reduce((product, size) => product * size, 1);
    requireShape(fits, `weight ${name}`, `${data.length} values for ${describeShape(shape)}`);
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
