import { setFlagsFromString } from "node:v8";

/** No function is short enough for the optimisers. */
const FLAG = "--max-optimized-bytecode-size=0";

/**
 * Has V8 optimise nothing in this process from now on. Its optimiser is 5 MB to be loaded, and in a command of a tenth of a second it compiles
 * nothing but what Node does with paths: where the program lies deep enough in folders, as an extension of the editor does.
 */
export function optimiseNever(set = setFlagsFromString): void {
  set(FLAG);
}
