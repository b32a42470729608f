import { setFlagsFromString } from "node:v8";

/**
 * V8 of Node 20 compiles by its optimiser what newer ones leave for three times to seven times as long, and half of what it compiles in
 * a run of seconds is then hardly used: a second Hard run takes 2.7 in place of 3.5 seconds of the processor.
 */
const FLAGS = ["--interrupt-budget=300000", "--wasm-tiering-budget=60000000"];

/** Has this process and all its threads optimise later, where V8 is too eager. Called before anything computes. */
export function optimiseLate({ v8 }: { readonly v8: string } = process.versions, set = setFlagsFromString): void {
  if (v8.startsWith("11.")) for (const flag of FLAGS) set(flag);
}
