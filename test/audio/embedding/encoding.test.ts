import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodingFeature, writeNetworks } from "../../../src/engine/audio/embedding/encoding.ts";
import { meanMel, whisperLogMel } from "../../../src/engine/audio/features/log-mel.ts";
import { loadModel } from "../../../src/engine/nn/load-model.ts";
import { tinySongNetwork } from "../../tiny-models/tiny-song-network.ts";
import { harmonics } from "../signals.ts";

const SAMPLES = harmonics(16_000, 1);
const decodes = tinySongNetwork(100, 1);
const { decoder: _decoder, ...encodes } = tinySongNetwork(100, 2);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-encoding-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the encoding of a song", () => {
  it("is its mean spectrum, and what each exported network makes of it", async () => {
    const { feature, starts } = await writeNetworks(folder, [decodes, encodes]);
    const again = await encodingFeature(feature.model!);
    const { shape, data } = await again.compute(SAMPLES, 1);
    expect(shape).toEqual(feature.shape(1));
    expect(starts).toEqual([80, 84]);
    const numbers = [...data].map(Number);

    const mel = whisperLogMel(SAMPLES, 1);
    expect(numbers.slice(0, 80)).toEqual([...Float32Array.from(meanMel(mel))]);
    const x = { mel: { data: mel.data, shape: [1, 1, 80, 100] } };
    const [mu] = await (await loadModel(decodes.encoder)).run(x, ["mu"]);
    expect(numbers.slice(80, 83)).toEqual([...mu!.data]);
    const [image] = await (await loadModel(decodes.decoder!)).run({ z: mu! }, ["mel"]);
    const error = image!.data.reduce((sum, value, at) => sum + ((value - mel.data[at]!) / 0.5) ** 2, 0) / (80 * 100);
    expect(numbers[83]).toBeCloseTo(error, 5);
    const [other] = await (await loadModel(encodes.encoder)).run(x, ["mu"]);
    expect(numbers.slice(84)).toEqual([...other!.data]);
  });

  it("is kept by the networks' content: another network is another key, the same one is not written twice", async () => {
    const { feature } = await writeNetworks(folder, [decodes]);
    expect((await writeNetworks(folder, [decodes])).feature.model).toEqual(feature.model);
    expect((await writeNetworks(folder, [encodes])).feature.model!.key).not.toBe(feature.model!.key);
    expect((await readdir(folder)).filter((name) => name.includes(feature.model!.key)).length).toBe(1);
  });

  it("is refused where a file of a network is not as it was written", async () => {
    const { feature } = await writeNetworks(folder, [tinySongNetwork(100, 3)]);
    await writeFile(join(feature.model!.path, "decoder-0.onnx"), encodes.encoder);
    await expect(feature.compute(SAMPLES, 1)).rejects.toThrow(/not as they were written/);
  });
});
