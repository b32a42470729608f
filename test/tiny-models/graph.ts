// Writes ONNX graphs node by node, for models that are loaded, not trained: operations by their ONNX names.
import {
  encodeOnnx,
  FLOAT,
  float32Bytes,
  INT64,
  int64Bytes,
  INT8,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from "../../src/engine/nn/onnx.ts";

/** A value of the graph, by name. */
export type Value = string;

/** A dimension: known, or named and free. */
export type Dimension = number | string;

/** Where a model's weights come from: random ones, or a file's. */
export type Weights = (name: string, dims: readonly number[]) => Float32Array;

/** ONNX's element types of inputs and outputs. */
export const ELEMENT = { float: FLOAT, int64: INT64, bool: 9 } as const;

export interface GraphBuilder {
  input(name: string, type: keyof typeof ELEMENT, dims: readonly Dimension[]): Value;
  output(name: string, value: Value, dims: readonly Dimension[]): void;
  /** A node of one output. */
  node(
    opType: string,
    inputs: readonly Value[],
    attributes?: Readonly<Record<string, number | readonly number[]>>,
  ): Value;
  /** A weight of the model; matrices are stored in 8 bits if the graph is quantised. */
  weight(name: string, dims: readonly number[]): Value;
  integers(values: readonly number[], dims?: readonly number[]): Value;
  number(value: number): Value;
  bytes(): Uint8Array;
}

export function createGraph(
  name: string,
  weights: Weights,
  { quantised }: { readonly quantised: boolean },
): GraphBuilder {
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const inputs: OnnxValueInfo[] = [];
  const outputs: OnnxValueInfo[] = [];
  const known = new Map<string, Value>();
  let count = 0;

  const info = (value: string, elemType: number, dims: readonly Dimension[]): OnnxValueInfo => ({
    name: value,
    type: {
      tensorType: {
        elemType,
        shape: { dim: dims.map((size) => (typeof size === "number" ? { dimValue: size } : { dimParam: size })) },
      },
    },
  });
  const add = (tensor: OnnxTensor): Value => {
    initializers.set(tensor.name, tensor);
    return tensor.name;
  };
  const node: GraphBuilder["node"] = (opType, from, attributes = {}) => {
    const output = `${opType}_${count++}`;
    nodes.push({ opType, input: from, output: [output], attribute: Object.entries(attributes).map(attribute) });
    return output;
  };

  return {
    node,
    input(value, type, dims) {
      inputs.push(info(value, ELEMENT[type], dims));
      return value;
    },
    output(value, from, dims) {
      nodes.push({ opType: "Identity", input: [from], output: [value], attribute: [] });
      outputs.push(info(value, FLOAT, dims));
    },
    weight(value, dims) {
      const before = known.get(value);
      if (before !== undefined) return before;
      const data = weights(value, dims);
      const matrix = quantised && dims.length === 2;
      const made = matrix
        ? eightBits(add, node, value, dims, data)
        : add({ name: value, dims, dataType: FLOAT, rawData: float32Bytes(data) });
      known.set(value, made);
      return made;
    },
    integers: (values, dims = [values.length]) =>
      add({
        name: `integers_${dims.join("x")}_${values.join("_")}`,
        dims,
        dataType: INT64,
        rawData: int64Bytes(values),
      }),
    number: (value) =>
      add({ name: `number_${value}`, dims: [], dataType: FLOAT, rawData: float32Bytes(Float32Array.of(value)) }),
    bytes: () =>
      encodeOnnx({ name, node: nodes, initializer: [...initializers.values()], input: inputs, output: outputs }),
  };
}

function attribute([name, value]: readonly [string, number | readonly number[]]): OnnxAttribute {
  if (typeof value !== "number") return { name, type: 7, ints: value };
  return Number.isInteger(value) && name !== "epsilon" ? { name, type: 2, i: value } : { name, type: 1, f: value };
}

/** A matrix as signed bytes and one scale, taken apart again by DequantizeLinear: what `_quantized` exports of today look like. */
function eightBits(
  add: (tensor: OnnxTensor) => Value,
  node: GraphBuilder["node"],
  name: string,
  dims: readonly number[],
  data: Float32Array,
): Value {
  const scale = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12) / 127;
  const bytes = Int8Array.from(data, (value) => Math.round(value / scale));
  return node("DequantizeLinear", [
    add({ name: `${name}_quantised`, dims, dataType: INT8, rawData: new Uint8Array(bytes.buffer) }),
    add({ name: `${name}_scale`, dims: [], dataType: FLOAT, rawData: float32Bytes(Float32Array.of(scale)) }),
  ]);
}
