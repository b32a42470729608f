import { createRequire } from "node:module";
import type * as Runtime from "onnxruntime-node";
import { LatentuneError, messageOf } from "../core/errors.ts";

type OnnxRuntime = typeof Runtime;

let loaded: OnnxRuntime | undefined;

/**
 * ONNX Runtime, loaded when it is first needed: where it cannot be loaded, everything that does without it still works.
 * @throws {LatentuneError} that says what it needs.
 */
export function onnxRuntime(): OnnxRuntime {
  return (loaded ??= orExplained(() => createRequire(import.meta.url)("onnxruntime-node") as OnnxRuntime));
}

/** @throws {LatentuneError} where loading fails. */
export function orExplained<Loaded>(load: () => Loaded): Loaded {
  try {
    return load();
  } catch (error) {
    throw new LatentuneError(`ONNX Runtime, which computes the networks, cannot be loaded: ${messageOf(error)}`, {
      remedy:
        "Install Latentune's packages again (npm ci, or the extension for this platform). Linux needs glibc 2.28 or newer (not musl, as in Alpine), Windows the Visual C++ runtime (vc_redist).",
    });
  }
}
