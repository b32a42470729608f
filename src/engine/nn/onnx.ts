// The part of ONNX's protocol-buffer schema (onnx.proto, IR version 8) that the graphs need.
import protobuf from "protobufjs";

export const FLOAT = 1;
export const INT8 = 3;
export const INT64 = 7;

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: typeof FLOAT | typeof INT8 | typeof INT64;
  readonly rawData: Uint8Array;
}

export interface OnnxAttribute {
  readonly name: string;
  /** AttributeProto.AttributeType: FLOAT 1, INT 2, STRING 3, FLOATS 6, INTS 7. */
  readonly type: 1 | 2 | 3 | 7;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly ints?: readonly number[];
}

export interface OnnxNode {
  /** Whose operation it is; ONNX's own by default. */
  readonly domain?: string;
  readonly opType: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly OnnxAttribute[];
}

export type OnnxDimension = { readonly dimValue: number } | { readonly dimParam: string };

export interface OnnxValueInfo {
  readonly name: string;
  readonly type: {
    readonly tensorType: { readonly elemType: number; readonly shape: { readonly dim: readonly OnnxDimension[] } };
  };
}

/** An input or output of float32. */
export function valueInfo(name: string, dim: readonly OnnxDimension[]): OnnxValueInfo {
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
}

export interface OnnxGraph {
  readonly name: string;
  readonly node: readonly OnnxNode[];
  readonly initializer: readonly OnnxTensor[];
  readonly input: readonly OnnxValueInfo[];
  readonly output: readonly OnnxValueInfo[];
}

const { root } = protobuf.parse(`
  syntax = "proto3";
  message ModelProto {
    int64 ir_version = 1; string producer_name = 2; string producer_version = 3; GraphProto graph = 7;
    repeated OperatorSetIdProto opset_import = 8; repeated StringStringEntryProto metadata_props = 14;
  }
  message StringStringEntryProto { string key = 1; string value = 2; }
  message OperatorSetIdProto { string domain = 1; int64 version = 2; }
  message GraphProto {
    repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5;
    repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
  }
  message NodeProto {
    repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
    repeated AttributeProto attribute = 5; string domain = 7;
  }
  message AttributeProto {
    string name = 1; float f = 2; int64 i = 3; bytes s = 4; repeated int64 ints = 8; int32 type = 20;
  }
  message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
  message ValueInfoProto { string name = 1; TypeProto type = 2; }
  message TypeProto { TensorTypeProto tensor_type = 1; }
  message TensorTypeProto { int32 elem_type = 1; TensorShapeProto shape = 2; }
  message TensorShapeProto { repeated DimensionProto dim = 1; }
  message DimensionProto { int64 dim_value = 1; string dim_param = 2; }
`);
const modelProto = root.lookupType("ModelProto");

/** The bytes of an ONNX model: opset 17, which every ONNX Runtime since 1.12 reads, and version 1 of other domains in use. */
export function encodeOnnx(graph: OnnxGraph): Uint8Array {
  const others = new Set(graph.node.flatMap(({ domain }) => domain ?? []));
  const opsetImport = [{ domain: "", version: 17 }, ...[...others].map((domain) => ({ domain, version: 1 }))];
  const model = { irVersion: 8, producerName: "latentune", opsetImport, graph };
  return modelProto.encode(model).finish();
}

/** A model with texts that its readers get beside it. In the format a message's fields may be written one after the other. */
export function withMetadata(onnx: Uint8Array, texts: Readonly<Record<string, string>>): Uint8Array {
  const metadataProps = Object.entries(texts).map(([key, value]) => ({ key, value }));
  return Buffer.concat([onnx, modelProto.encode({ metadataProps }).finish()]);
}

/** Little-endian bytes, as ONNX stores tensors. */
export function float32Bytes(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

export function int64Bytes(values: readonly number[]): Uint8Array {
  return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
}
