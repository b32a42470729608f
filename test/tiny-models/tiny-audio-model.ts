import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createGraph } from "./graph.ts";

/** A description of a network of so many bands: its vector is the mean of each band over a patch, its tags their sigmoids. */
export function tinyAudioDescription(bands: number): Readonly<Record<string, unknown>> {
  return {
    ...{ sampleRate: 8_000, fftSize: 240, hop: 80, bands, log: "10 log10(x)", patchFrames: 50 },
    ...{ input: "mels", output: "means", columns: bands },
    tags: { output: "likelihoods", names: Array.from({ length: bands }, (_, band) => `band ${band}`) },
  };
}

/** Writes such a network and its description into a folder. @returns the ONNX file */
export async function writeTinyAudioModel(
  folder: string,
  { bands = 4, name = "tiny", change = {} }: { bands?: number; name?: string; change?: Record<string, unknown> } = {},
): Promise<string> {
  const graph = createGraph("tiny_audio", () => new Float32Array(), { quantised: false });
  const mels = graph.input("mels", "float", ["n", 50, bands]);
  const means = graph.node("ReduceMean", [mels], { axes: [1], keepdims: 0 });
  graph.output("means", means, ["n", bands]);
  graph.output("likelihoods", graph.node("Sigmoid", [means]), ["n", bands]);
  const file = join(folder, `${name}.onnx`);
  await writeFile(file, graph.bytes());
  await writeFile(join(folder, `${name}.json`), JSON.stringify({ ...tinyAudioDescription(bands), ...change }));
  return file;
}
