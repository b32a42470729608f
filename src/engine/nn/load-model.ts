import type { InferenceSession, Tensor as OnnxTensor } from "onnxruntime-node";
import { nativeCall } from "../core/native/thread.ts";
import { onnxRuntime } from "./runtime.ts";

/** Numbers and their shape. */
export interface ModelTensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** An ONNX model with float32 inputs and outputs. Has one owner, who releases it. */
export interface LoadedModel {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** @param feeds by the inputs' names. @returns the wanted outputs, in the order of their names. */
  run(feeds: Readonly<Record<string, ModelTensor>>, wanted: readonly string[]): Promise<ModelTensor[]>;
  release(): Promise<void>;
}

/**
 * Loads a model for a few runs now and then: it leaves the cores to whatever else runs.
 * @param model its file or its bytes
 * @param threads within an operation; 0 lets the runtime choose
 */
export async function loadModel(model: string | Uint8Array, threads = 0): Promise<LoadedModel> {
  const { InferenceSession: Session, Tensor } = onnxRuntime();
  const options: InferenceSession.SessionOptions = {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableCpuMemArena: true,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
    logSeverityLevel: 3,
  };
  const session = await (typeof model === "string" ? Session.create(model, options) : Session.create(model, options));
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    async run(feeds, wanted) {
      const tensors: Record<string, OnnxTensor> = {};
      for (const [name, { data, shape }] of Object.entries(feeds)) tensors[name] = new Tensor("float32", data, shape);
      const results = await nativeCall(() => session.run(tensors, wanted));
      return wanted.map((name) => {
        const { data, dims } = results[name]!;
        if (data instanceof Float32Array) return { data, shape: dims };
        throw new Error(`Its output ${name} is not float32.`);
      });
    },
    release: () => session.release(),
  };
}
