/**
 * A small assembler for WebAssembly with SIMD: the inner loops of the resampler, of the Fourier transform and of distances
 * between rows are written with it, because the same loops over typed arrays are several times slower. Assembled when
 * first used, so that the build needs no second tool. Encodings: WebAssembly core specification 2.0, §5.
 */
export type Code = readonly number[];

/** A function of 32-bit integers without a result. Parameters are the first locals. */
export interface WasmFunction {
  readonly name: string;
  readonly params: number;
  /** Further 32-bit integer locals, numbered after the parameters. */
  readonly integers: number;
  /** 128-bit locals, numbered after the integers. */
  readonly vectors: number;
  readonly body: Code;
}

export type WasmExports = Readonly<Record<string, (...values: number[]) => void>>;

const I32 = 0x7f;
const V128 = 0x7b;
const FUNCTION = 0x60;

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
export const tee = (local: number): Code => [0x22, ...unsigned(local)];
/** An integer from 0 to 8191 (signed LEB128: seven bits a byte, the sign bit clear). */
export const constant = (value: number): Code => [0x41, ...(value < 64 ? [value] : [(value & 127) | 128, value >> 7])];
export const ADD: Code = [0x6a];
export const SUBTRACT: Code = [0x6b];
export const MULTIPLY: Code = [0x6c];
export const DIVIDE: Code = [0x6e];
export const REMAINDER: Code = [0x70];
export const SHIFT_LEFT: Code = [0x74];
export const OR: Code = [0x72];
export const LESS: Code = [0x49];
export const F32_ADD: Code = [0x92];
export const f32Store: Code = [0x38, 2, 0];
export const i32Store: Code = [0x36, 2, 0];
export const load = (offset = 0): Code => [0xfd, 0x00, 2, ...unsigned(offset)];
export const store = (offset = 0): Code => [0xfd, 0x0b, 2, ...unsigned(offset)];
/** Loads one float32 into all four lanes. */
export const f32LoadSplat = (offset = 0): Code => [0xfd, 0x09, 2, ...unsigned(offset)];
/** Loads one float64 into both lanes. */
export const f64LoadSplat = (offset = 0): Code => [0xfd, 0x0a, 2, ...unsigned(offset)];
export const f32Lane = (lane: number): Code => [0xfd, 0x1f, lane];
export const F32X4_ADD: Code = [0xfd, 0xe4, 0x01];
export const F32X4_SUBTRACT: Code = [0xfd, 0xe5, 0x01];
export const F32X4_MULTIPLY: Code = [0xfd, 0xe6, 0x01];
export const F32X4_DIVIDE: Code = [0xfd, 0xe7, 0x01];
export const F32X4_SQUARE_ROOT: Code = [0xfd, 0xe3, 0x01];
export const F32X4_LESS: Code = [0xfd, 0x43];
export const F32X4_AT_LEAST: Code = [0xfd, 0x46];
/** The second operand where it is less (pmin) or greater (pmax) than the first, else the first: one instruction each on x86. */
export const F32X4_LESSER: Code = [0xfd, 0xea, 0x01];
export const F32X4_GREATER: Code = [0xfd, 0xeb, 0x01];
export const I32X4_ADD: Code = [0xfd, 0xae, 0x01];
/** (a, b, mask): the bits of a where the mask's are set, else those of b. */
export const SELECT_BITS: Code = [0xfd, 0x52];
/** The sign bits of the four lanes as an integer: after a comparison, the lanes where it holds. */
export const I32X4_BITMASK: Code = [0xfd, 0xa4, 0x01];
export const F64X2_ADD: Code = [0xfd, 0xf0, 0x01];
export const F64X2_SUBTRACT: Code = [0xfd, 0xf1, 0x01];
export const F64X2_MULTIPLY: Code = [0xfd, 0xf2, 0x01];
export const F64X2_SQUARE_ROOT: Code = [0xfd, 0xef, 0x01];
export const ZERO_VECTOR: Code = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
/** The same float32 in all four lanes. */
export const f32x4 = (value: number): Code => [0xfd, 0x0c, ...new Uint8Array(new Float32Array(4).fill(value).buffer)];
/** The same 32-bit integer in all four lanes. */
export const i32x4 = (value: number): Code => [0xfd, 0x0c, ...new Uint8Array(new Int32Array(4).fill(value).buffer)];
export const F64X2_DIVIDE: Code = [0xfd, 0xf3, 0x01];
export const F64X2_MAXIMUM: Code = [0xfd, 0xf5, 0x01];
/** The first two float32 lanes as two float64. */
export const F64X2_PROMOTE: Code = [0xfd, 0x5f];
export const I64X2_ADD: Code = [0xfd, 0xce, 0x01];
export const I64X2_SHIFT_RIGHT: Code = [0xfd, 0xcd, 0x01];
export const VECTOR_AND: Code = [0xfd, 0x4e];
export const VECTOR_OR: Code = [0xfd, 0x50];
export const i32Load = (offset = 0): Code => [0x28, 2, ...unsigned(offset)];
/** Loads one float32 into the first lane, zeros into the others. */
export const f32LoadFirst = (offset = 0): Code => [0xfd, 0x5c, 2, ...unsigned(offset)];
/** Loads one float32 into a lane of the vector above the address. */
export const f32LoadLane = (lane: number, offset = 0): Code => [0xfd, 0x56, 2, ...unsigned(offset), lane];
/** The same 64 bits in both lanes. */
export const i64x2 = (value: bigint): Code => {
  const bytes = new Uint8Array(BigInt64Array.of(value, value).buffer);
  return [0xfd, 0x0c, ...bytes];
};
/** The same float64 in both lanes. */
export const f64x2 = (value: number): Code => {
  const bytes = new Uint8Array(Float64Array.of(value, value).buffer);
  return [0xfd, 0x0c, ...bytes];
};

/** Moves an address in a local on. */
export const advance = (pointer: number, bytes: number): Code =>
  [get(pointer), constant(bytes), ADD, set(pointer)].flat();

/** Repeats the body while the condition at its end leaves a value other than 0. */
export function repeatWhile(body: Code, condition: Code): Code {
  return [0x03, 0x40, ...body, ...condition, 0x0d, 0x00, 0x0b];
}

/** What we use of the JavaScript API; its types come with the DOM library, which the engine does without. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (module: object, imports: object) => { readonly exports: WasmExports };
};

/** Compiled functions; each instance works in a memory of its own. */
export interface WasmLibrary {
  /** A memory of at least so many bytes, and the functions over it. */
  instantiate(bytes: number): { readonly memory: ArrayBuffer; readonly exports: WasmExports };
}

/** Compiles functions that share one memory, when first instantiated. */
export function wasmLibrary(define: () => readonly WasmFunction[]): WasmLibrary {
  let compiled: object | undefined;
  return {
    instantiate(bytes) {
      compiled ??= new WebAssembly.Module(assemble(define()));
      const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65_536) });
      const { exports } = new WebAssembly.Instance(compiled, { js: { memory } });
      return { memory: memory.buffer, exports };
    },
  };
}

function assemble(functions: readonly WasmFunction[]): Uint8Array {
  const types = functions.map(({ params }) => [FUNCTION, ...vector(new Array<Code>(params).fill([I32])), 0]);
  const importedMemory = [...text("js"), ...text("memory"), 0x02, 0, 1];
  const exported = functions.map(({ name }, index) => [...text(name), 0, ...unsigned(index)]);
  const bodies = functions.map(({ integers, vectors, body }) => {
    const locals = vector([
      [...unsigned(integers), I32],
      [...unsigned(vectors), V128],
    ]);
    const code = [...locals, ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(2, vector([importedMemory])),
    ...section(3, vector(functions.map((_, index) => unsigned(index)))),
    ...section(7, vector(exported)),
    ...section(10, vector(bodies)),
  ]);
}

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function text(value: string): Code {
  return [...unsigned(value.length), ...new TextEncoder().encode(value)];
}

/** Unsigned LEB128. */
function unsigned(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}
