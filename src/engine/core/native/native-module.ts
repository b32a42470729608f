import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { isMainThread } from "node:worker_threads";
import { LatentuneError } from "../errors.ts";
import { explainLoadError, REINSTALL } from "./load-error.ts";

/** A package with machine code for one platform. */
export interface NativeModule {
  readonly name: string;
  /** For people, as the beginning of a sentence: `ONNX Runtime, which computes the networks,`. */
  readonly label: string;
}

/** Machine code that this installation or this machine cannot run. What does without it still works. */
export class NativeModuleError extends LatentuneError {
  override readonly name = "NativeModuleError";
}

/** How long loading may take: seconds on a slow network folder, never a minute. */
const PATIENCE_MS = 60_000;

const require = createRequire(import.meta.url);

/**
 * The package, loaded when it is first needed, never when a command starts. Its caller knows its type.
 * @throws {NativeModuleError} with the reason and the remedy.
 */
export function loadNative(native: NativeModule): unknown {
  try {
    return require(native.name);
  } catch (error) {
    const { reason, remedy } = explainLoadError(error);
    throw new NativeModuleError(`${native.label} cannot be loaded: ${reason}`, { remedy });
  }
}

const tried = new Map<string, Promise<void>>();

/**
 * Loads a package in a process of its own, once: machine code that ends its process (made for another processor, damaged)
 * then does not end ours. Returns where the package can be loaded, or refuses in the ordinary way, which
 * {@link loadNative} explains.
 * @throws {NativeModuleError} where the process does not survive it.
 */
export function tryNative(native: NativeModule): Promise<void> {
  // Threads are started after their main thread has tried it.
  if (!isMainThread) return Promise.resolve();
  const known = tried.get(native.name);
  if (known !== undefined) return known;
  const trial = survives(native);
  tried.set(native.name, trial);
  return trial;
}

async function survives({ name, label }: NativeModule): Promise<void> {
  let path: string;
  try {
    path = require.resolve(name);
  } catch {
    return;
  }
  const end = await endOf(path);
  if (end === undefined) return;
  const remedy = `${REINSTALL} If that does not help, this machine's processor cannot run it.`;
  throw new NativeModuleError(`${label} cannot be loaded: ${end}`, { remedy });
}

/** How a process ends that loads the module; undefined if in order, with an exception, or if there can be no process. */
function endOf(path: string): Promise<string | undefined> {
  const options = {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    timeout: PATIENCE_MS,
    killSignal: "SIGKILL",
    windowsHide: true,
  } as const;
  return new Promise((resolve) => {
    execFile(process.execPath, ["-e", "require(process.argv[1])", path], options, (error) => {
      if (error === null) resolve(undefined);
      else if (error.killed === true) resolve(`it is not ready after ${PATIENCE_MS / 1000} seconds.`);
      else if (typeof error.signal === "string") resolve(`it ends the process that loads it (${error.signal}).`);
      // Node ends with 1 after an exception; Windows has the number of its exception where others have a signal.
      else if (typeof error.code === "number" && error.code > 2)
        resolve(`it ends the process that loads it (exit code ${error.code}).`);
      else resolve(undefined);
    });
  });
}

/** What is wrong with a package, as its error; undefined where it can be loaded. @throws every other error. */
export async function nativeProblem(native: NativeModule): Promise<NativeModuleError | undefined> {
  try {
    await tryNative(native);
    loadNative(native);
    return undefined;
  } catch (error) {
    if (error instanceof NativeModuleError) return error;
    throw error;
  }
}
