/**
 * The inner loop of the resampler, in WebAssembly with SIMD: the dot products are nearly all of its work, and this is
 * six times as fast as the same loop over typed arrays. Assembled here, so that the build needs no second tool.
 *
 *   run(count, out, input, phase, table, tapBytes, up, down):
 *     repeat count times:
 *       out[0] = Σ input[k] · table[phase][k]
 *       out += 1; phase += down; input += ⌊phase / up⌋; phase = phase mod up
 *
 * Addresses are byte offsets into the memory; tapBytes is a multiple of 32. count is at least 1.
 */
export type Kernel = (
  count: number,
  out: number,
  input: number,
  phase: number,
  table: number,
  tapBytes: number,
  up: number,
  down: number,
) => void;

/** The compiled kernel and the memory it works in. */
export interface KernelInstance {
  readonly run: Kernel;
  readonly memory: ArrayBuffer;
}

/** The kernel over a fresh memory of at least so many bytes. */
export function instantiateKernel(bytes: number): KernelInstance {
  compiled ??= new WebAssembly.Module(moduleBytes());
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65_536) });
  const instance = new WebAssembly.Instance(compiled, { js: { memory } });
  return { run: instance.exports.run, memory: memory.buffer };
}

/** What we use of the JavaScript API; its types come with the DOM library, which the engine does without. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly run: Kernel } };
};

let compiled: object | undefined;

// Parameters and local variables of `run`, by index.
const [COUNT, OUT, INPUT, PHASE, TABLE, TAP_BYTES, UP, DOWN] = [0, 1, 2, 3, 4, 5, 6, 7];
const [WEIGHT, SAMPLE, END, SUM_A, SUM_B] = [8, 9, 10, 11, 12];
const [I32, V128, MEMORY, FUNCTION] = [0x7f, 0x7b, 0x02, 0x60];

// Instructions of the WebAssembly core specification 2.0, §5.4.
const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const tee = (local: number): number[] => [0x22, local];
const constant = (value: number): number[] => [0x41, value];
const LOOP = [0x03, 0x40];
const END_BLOCK = [0x0b];
const REPEAT_IF = [0x0d, 0x00];
const LESS = [0x49];
const ADD = [0x6a];
const SUBTRACT = [0x6b];
const MULTIPLY = [0x6c];
const DIVIDE = [0x6e];
const REMAINDER = [0x70];
const SHIFT_LEFT = [0x74];
const STORE_F32 = [0x38, 2, 0];
const ADD_F32 = [0x92];
const ZERO_VECTOR = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
const ADD_VECTORS = [0xfd, 0xe4, 0x01];
const MULTIPLY_VECTORS = [0xfd, 0xe6, 0x01];
const loadVector = (offset: number): number[] => [0xfd, 0x00, 2, offset];
const lane = (index: number): number[] => [...get(SUM_A), 0xfd, 0x1f, index];

function moduleBytes(): Uint8Array {
  const multiplyAdd = (sum: number, offset: number): number[] => [
    ...[get(sum), get(SAMPLE), loadVector(offset), get(WEIGHT), loadVector(offset)].flat(),
    ...[MULTIPLY_VECTORS, ADD_VECTORS, set(sum)].flat(),
  ];
  const body = [
    LOOP,
    [get(PHASE), get(TAP_BYTES), MULTIPLY, get(TABLE), ADD, tee(WEIGHT), get(TAP_BYTES), ADD, set(END)],
    [get(INPUT), set(SAMPLE), ZERO_VECTOR, tee(SUM_A), set(SUM_B)],
    LOOP,
    [multiplyAdd(SUM_A, 0), multiplyAdd(SUM_B, 16)],
    [get(SAMPLE), constant(32), ADD, set(SAMPLE), get(WEIGHT), constant(32), ADD, tee(WEIGHT)],
    [get(END), LESS, REPEAT_IF],
    END_BLOCK,
    [get(OUT), get(SUM_A), get(SUM_B), ADD_VECTORS, set(SUM_A)],
    [lane(0), lane(1), ADD_F32, lane(2), lane(3), ADD_F32, ADD_F32, STORE_F32],
    [get(OUT), constant(4), ADD, set(OUT), get(PHASE), get(DOWN), ADD, tee(PHASE)],
    [get(UP), DIVIDE, constant(2), SHIFT_LEFT, get(INPUT), ADD, set(INPUT)],
    [get(PHASE), get(UP), REMAINDER, set(PHASE)],
    [get(COUNT), constant(1), SUBTRACT, tee(COUNT), REPEAT_IF],
    END_BLOCK,
    END_BLOCK,
  ].flat(3);
  const locals = [2, 3, I32, 2, V128];
  const code = [...locals, ...body];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, FUNCTION, 8, ...new Array<number>(8).fill(I32), 0]),
    ...section(2, [1, ...name("js"), ...name("memory"), MEMORY, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name("run"), 0, 0]),
    ...section(10, [1, ...size(code.length), ...code]),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...size(content.length), ...content];
}

function name(text: string): number[] {
  return [text.length, ...new TextEncoder().encode(text)];
}

/** Unsigned LEB128. */
function size(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...size(value >>> 7)];
}
