import type * as Runtime from "onnxruntime-node";
import {
  loadNative,
  nativeProblem,
  tryNative,
  type NativeModule,
  type NativeModuleError,
} from "../core/native/native-module.ts";

export type OnnxRuntime = typeof Runtime;

const ONNX_RUNTIME: NativeModule = { name: "onnxruntime-node", label: "ONNX Runtime, which computes the networks," };

/**
 * ONNX Runtime, loaded when it is first needed. Commands have tried it before ({@link tryRuntime}).
 * @throws {NativeModuleError} that says why it cannot be loaded and what helps.
 */
export function onnxRuntime(): OnnxRuntime {
  return loadNative(ONNX_RUNTIME) as OnnxRuntime;
}

/** Tries in a process of its own whether loading ends the process. @throws {NativeModuleError} where it does. */
export function tryRuntime(): Promise<void> {
  return tryNative(ONNX_RUNTIME);
}

/** Why networks cannot be computed; undefined where they can. */
export function runtimeProblem(): Promise<NativeModuleError | undefined> {
  return nativeProblem(ONNX_RUNTIME);
}
