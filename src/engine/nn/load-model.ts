import * as ort from "onnxruntime-node";

/** An ONNX model from a file, with one float32 input and one float32 output. Has one owner, who releases it. */
export interface LoadedModel {
  /** @param shape of the input. @returns the output's values. */
  run(input: Float32Array, shape: readonly number[]): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Loads a model for a few runs now and then: it leaves the cores to whatever else runs. */
export async function loadModel(path: string): Promise<LoadedModel> {
  const session = await ort.InferenceSession.create(path, {
    executionProviders: ["cpu"],
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
    logSeverityLevel: 3,
  });
  const [inputName] = session.inputNames;
  const [outputName] = session.outputNames;
  return {
    async run(input, shape) {
      const results = await session.run({ [inputName!]: new ort.Tensor("float32", input, shape) });
      return results[outputName!]!.data as Float32Array;
    },
    release: () => session.release(),
  };
}
