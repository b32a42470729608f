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
  /** A weight of the model. */
  weight(name: string, dims: readonly number[]): Value;
  /** x times a weight [in, out]: in 8 bits, x as well, if the graph is quantised. */
  product(x: Value, name: string, dims: readonly [number, number]): Value;
  /** x times the transpose of a table [rows, width], by 8 bits as `product`. */
  scores(x: Value, name: string, dims: readonly [number, number]): Value;
  /** Rows of such a table. */
  rows(name: string, dims: readonly [number, number], ids: Value): Value;
  integers(values: readonly number[], dims?: readonly number[]): Value;
  number(value: number): Value;
  bytes(): Uint8Array;
}

/** A matrix in 8 bits, by the names of its initializers. */
interface Matrix {
  readonly bytes: Value;
  readonly scales: Value;
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

  const weight: GraphBuilder["weight"] = (value, dims) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const made = add({ name: value, dims, dataType: FLOAT, rawData: float32Bytes(weights(value, dims)) });
    known.set(value, made);
    return made;
  };

  /** A matrix as signed bytes, with one scale for each row (axis 0) or column (axis 1). */
  const eightBits = (value: string, dims: readonly [number, number], axis: 0 | 1): Matrix => {
    const matrix = { bytes: `${value}_quantised`, scales: `${value}_scale` };
    if (initializers.has(matrix.bytes)) return matrix;
    const data = weights(value, dims);
    const scales = new Float32Array(dims[axis]).fill(1e-12);
    const lineOf = (at: number): number => (axis === 0 ? Math.floor(at / dims[1]) : at % dims[1]);
    for (const [at, weight] of data.entries())
      scales[lineOf(at)] = Math.max(scales[lineOf(at)]!, Math.abs(weight) / 127);
    const bytes = Int8Array.from(data, (weight, at) => Math.round(weight / scales[lineOf(at)]!));
    add({ name: matrix.bytes, dims, dataType: INT8, rawData: new Uint8Array(bytes.buffer) });
    add({ name: matrix.scales, dims: [dims[axis]], dataType: FLOAT, rawData: float32Bytes(scales) });
    return matrix;
  };

  /** What dynamically quantised exports are made of: x as bytes with the scale that its values call for. */
  const integerProduct = (x: Value, { bytes, scales }: Matrix): Value => {
    const [small, scale, zero] = ["x", "scale", "zero"].map((part) => `DynamicQuantizeLinear_${count}_${part}`) as [
      Value,
      Value,
      Value,
    ];
    count++;
    nodes.push({ opType: "DynamicQuantizeLinear", input: [x], output: [small, scale, zero], attribute: [] });
    const product = node("Cast", [node("MatMulInteger", [small, bytes, zero])], { to: FLOAT });
    return node("Mul", [product, node("Mul", [scale, scales])]);
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
    weight,
    product(x, value, dims) {
      if (!quantised) return node("MatMul", [x, weight(value, dims)]);
      return integerProduct(x, eightBits(value, dims, 1));
    },
    scores(x, value, dims) {
      const turned = (matrix: Value): Value => node("Transpose", [matrix], { perm: [1, 0] });
      if (!quantised) return node("MatMul", [x, turned(weight(value, dims))]);
      const { bytes, scales } = eightBits(value, dims, 0);
      return integerProduct(x, { bytes: turned(bytes), scales });
    },
    rows(value, dims, ids) {
      if (!quantised) return node("Gather", [weight(value, dims), ids]);
      const { bytes, scales } = eightBits(value, dims, 0);
      const chosen = node("Cast", [node("Gather", [bytes, ids])], { to: FLOAT });
      return node("Mul", [chosen, node("Unsqueeze", [node("Gather", [scales, ids]), this.integers([-1])])]);
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
