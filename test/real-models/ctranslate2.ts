// Reads the weights of a Whisper model in CTranslate2's format (`model.bin`, version 6): names, shapes and raw values.
import type { Weights } from "../tiny-models/graph.ts";

/** A weight as the file has it, row-major. */
export interface Variable {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

const HALF = 4;
const SINGLE = 0;

/** The variables of a file; those that are no floating-point numbers are left out. */
export function readCTranslate2(bytes: Buffer): ReadonlyMap<string, Variable> {
  let at = 0;
  const take = (length: number): Buffer => bytes.subarray(at, (at += length));
  const uint32 = (): number => take(4).readUInt32LE();
  const text = (): string => take(take(2).readUInt16LE()).toString("latin1").replace(/\0$/, "");
  const version = uint32();
  if (version !== 6) throw new Error(`CTranslate2 file of version ${version}, not 6.`);
  text();
  uint32();
  const variables = new Map<string, Variable>();
  for (let left = uint32(); left > 0; left--) {
    const name = text();
    const dims = Array.from({ length: take(1).readUInt8() }, uint32);
    const type = take(1).readUInt8();
    const raw = take(uint32());
    if (type === HALF || type === SINGLE)
      variables.set(name, { dims, values: type === HALF ? halves(raw) : singles(raw) });
  }
  for (let left = uint32(); left > 0; left--) {
    const alias = text();
    const variable = variables.get(text());
    if (variable !== undefined) variables.set(alias, variable);
  }
  return variables;
}

/** Whisper's weights by the names of the published checkpoints; products as [in, out]. */
export function whisperWeights(variables: ReadonlyMap<string, Variable>): Weights {
  const variable = (name: string): Variable => {
    const found = variables.get(name);
    if (found === undefined) throw new Error(`The file has no variable ${name}.`);
    return found;
  };
  return (name, dims) => {
    const { from, part, of } = placeOf(name);
    const { dims: whole, values } = variable(from);
    const size = values.length / of;
    const own = values.subarray(part * size, (part + 1) * size);
    const isProduct = name.endsWith(".weight") && whole.length === 2 && !name.includes("embed");
    const result = isProduct ? transposed(own, whole[0]! / of, whole[1]!) : own;
    if (result.length !== dims.reduce((product, dim) => product * dim, 1))
      throw new Error(`${name} has ${result.length} values.`);
    return result;
  };
}

/** Where CTranslate2 keeps a weight: it joins queries, keys and values into one product. */
function placeOf(name: string): { readonly from: string; readonly part: number; readonly of: number } {
  const [side, ...rest] = name.split(".") as [string, ...string[]];
  const kind = rest.at(-1)!;
  const norm = kind === "weight" ? "gamma" : "beta";
  const whole = (from: string): { readonly from: string; readonly part: number; readonly of: number } => ({
    from,
    part: 0,
    of: 1,
  });
  if (rest[0] !== "layers") {
    if (rest[0] === "layer_norm") return whole(`${side}/layer_norm/${norm}`);
    if (rest[0] === "embed_positions") return whole(`${side}/position_encodings/encodings`);
    if (rest[0] === "embed_tokens") return whole(`${side}/embeddings/weight`);
    return whole(`${side}/${rest[0]}/${kind}`);
  }
  const layer = `${side}/layer_${rest[1]}`;
  const block = rest[2]!;
  const attention = block.startsWith("encoder_attn") ? "attention" : "self_attention";
  if (block.endsWith("attn_layer_norm")) return whole(`${layer}/${attention}/layer_norm/${norm}`);
  if (block === "final_layer_norm") return whole(`${layer}/ffn/layer_norm/${norm}`);
  if (block.startsWith("fc")) return whole(`${layer}/ffn/linear_${block === "fc1" ? 0 : 1}/${kind}`);
  const projection = rest[3]!.replace("_proj", "");
  if (attention === "self_attention") {
    return projection === "out"
      ? whole(`${layer}/${attention}/linear_1/${kind}`)
      : { from: `${layer}/${attention}/linear_0/${kind}`, part: ["q", "k", "v"].indexOf(projection), of: 3 };
  }
  if (projection === "q") return whole(`${layer}/${attention}/linear_0/${kind}`);
  if (projection === "out") return whole(`${layer}/${attention}/linear_2/${kind}`);
  return { from: `${layer}/${attention}/linear_1/${kind}`, part: ["k", "v"].indexOf(projection), of: 2 };
}

export function transposed(values: Float32Array, rows: number, cols: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++) out[col * rows + row] = values[row * cols + col]!;
  return out;
}

function singles(raw: Buffer): Float32Array {
  return new Float32Array(Uint8Array.from(raw).buffer);
}

function halves(raw: Buffer): Float32Array {
  const bits = new Uint16Array(Uint8Array.from(raw).buffer);
  const out = new Float32Array(bits.length);
  for (let at = 0; at < bits.length; at++) out[at] = half(bits[at]!);
  return out;
}

/** The value of 16 bits in IEEE's half precision. */
export function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return exponent === 31 ? sign * Infinity : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
