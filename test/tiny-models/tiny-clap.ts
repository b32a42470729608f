// A model of CLAP's layout. The half that hears is of 30 kB: the mean spectrum through two random layers. The half that reads is
// PyTorch's own, small and random, as test/golden/make_clap_text.py exports it.
import { golden } from "../golden/load.ts";
import { createGraph } from "./graph.ts";
import { gelu, linear } from "./layers.ts";
import { randomWeights } from "./random-weights.ts";

const BANDS = 64;
const INNER = 24;

/** Numbers of its vector. */
export const TINY_CLAP_COLUMNS = 8;

/** As the published model's own. */
const PREPROCESSOR = {
  feature_extractor_type: "ClapFeatureExtractor",
  feature_size: BANDS,
  sampling_rate: 48_000,
  hop_length: 480,
  fft_window_size: 1024,
  nb_frequency_bins: 513,
  frequency_min: 50,
  frequency_max: 14_000,
  max_length_s: 10,
  nb_max_samples: 480_000,
  truncation: "rand_trunc",
  padding: "repeatpad",
};

/** Texts, and the vectors that PyTorch makes of them with the half that reads. */
export const CLAP_TEXT = golden("clap_text") as {
  readonly texts: readonly string[];
  readonly vectors: readonly (readonly number[])[];
  readonly files: Readonly<Record<string, string>>;
  /** In base64. */
  readonly graphs: Readonly<Record<string, string>>;
};

/** The files of its folder, in the layout of Transformers.js. @param changed of its `preprocessor_config.json` */
export function tinyClap(changed: Partial<typeof PREPROCESSOR> = {}): ReadonlyMap<string, Uint8Array | string> {
  return new Map<string, Uint8Array | string>([
    [
      "config.json",
      JSON.stringify({
        model_type: "clap",
        architectures: ["ClapModel"],
        projection_dim: TINY_CLAP_COLUMNS,
        audio_config: { model_type: "clap_audio_model" },
        text_config: { model_type: "clap_text_model" },
      }),
    ],
    ["preprocessor_config.json", JSON.stringify({ ...PREPROCESSOR, ...changed })],
    ["onnx/audio_model.onnx", audioModel(false)],
    ["onnx/audio_model_quantized.onnx", audioModel(true)],
    ...Object.entries(CLAP_TEXT.files),
    ...Object.entries(CLAP_TEXT.graphs).map(([file, graph]) => [file, Buffer.from(graph, "base64")] as const),
  ]);
}

/** `input_features` [windows, 1, frames, bands] → `audio_embeds` [windows, columns], each of length 1. */
function audioModel(quantised: boolean): Uint8Array {
  const g = createGraph("clap-audio", randomWeights(20_260_103), { quantised });
  const features = g.input("input_features", "float", ["windows", 1, "frames", BANDS]);
  const spectrum = g.node("ReduceMean", [features], { axes: [1, 2], keepdims: 0 });
  // Decibels around −40: without this the random layers would saturate.
  const scaled = g.node("Div", [spectrum, g.number(40)]);
  const hidden = gelu(g, linear(g, "audio_projection.linear1", scaled, BANDS, INNER));
  const projected = linear(g, "audio_projection.linear2", hidden, INNER, TINY_CLAP_COLUMNS);
  const length = g.node("ReduceL2", [projected], { axes: [1], keepdims: 1 });
  g.output("audio_embeds", g.node("Div", [projected, length]), ["windows", TINY_CLAP_COLUMNS]);
  return g.bytes();
}
