import { LatentuneError, messageOf } from "../core/errors.ts";
import { REINSTALL } from "../core/native/load-error.ts";
import bytes from "./assembly/index.ts?wasm";
import type { plainKernels } from "./plain.ts";

/**
 * The inner loops, in WebAssembly with SIMD: written in AssemblyScript (./assembly), each beside a twin in plain loops,
 * which does the same to the same memory. All arguments that are no numbers of something are addresses in that memory.
 */
export type Kernels = ReturnType<typeof plainKernels>;

/** What we use of the JavaScript API; its types come with the DOM library, which the engine does without. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (module: object, imports: object) => { readonly exports: Kernels };
};

let compiled: object | undefined;

/**
 * A memory of at least so many bytes, zeros at first, and the kernels over it.
 * @throws {LatentuneError} where they are damaged or this machine's WebAssembly has no SIMD.
 */
export function instantiateKernels(size: number): { readonly memory: ArrayBuffer; readonly kernels: Kernels } {
  compiled ??= compileKernels();
  const memory = new WebAssembly.Memory({ initial: Math.ceil(size / 65_536) });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return { memory: memory.buffer, kernels: exports };
}

function compileKernels(): object {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    throw new LatentuneError(`The numeric kernels cannot be compiled: ${messageOf(error)}`, { remedy: REINSTALL });
  }
}
