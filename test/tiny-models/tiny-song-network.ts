import { compactModel } from "../../src/engine/models/architectures/compact.ts";
import { compileDecoder, compileEncoder, encoderOf } from "../../src/engine/models/export.ts";
import { initialWeights, input, parametersOf } from "../../src/engine/nn/index.ts";
import type { SongNetwork } from "../../src/engine/audio/embedding/encoding.ts";

/** A network of the compact layers with random weights, for spectrograms of so many frames. */
export function tinySongNetwork(frames: number, seed = 7): SongNetwork {
  const model = compactModel([1, 80, frames], 3);
  const normalisation = { mean: Float32Array.of(0.2), deviation: Float32Array.of(0.5) };
  const { mean } = model.encode(input("mel", [1, 1, 80, frames]));
  const weights = initialWeights(parametersOf([mean, model.decode(mean)]), seed);
  return {
    encoder: compileEncoder(encoderOf(model), weights, normalisation).onnx,
    decoder: compileDecoder(model, weights, normalisation).onnx,
    columns: 3,
    deviation: 0.5,
  };
}
