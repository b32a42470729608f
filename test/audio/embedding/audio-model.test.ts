import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { audioModelNames, isHubAudioModel } from "../../../src/shared/contract/audio-models.ts";
import { parseDescription } from "../../../src/engine/audio/embedding/description.ts";
import { findAudioModel } from "../../../src/engine/audio/embedding/find-model.ts";
import { openPatchModel, patchFeature } from "../../../src/engine/audio/embedding/patch-model.ts";
import { createPatchMaker, LOGARITHMS, type LogarithmName } from "../../../src/engine/audio/embedding/patches.ts";
import { featureFile } from "../../../src/engine/audio/features/kept-feature.ts";
import { messageOf } from "../../../src/engine/core/errors.ts";
import { readGivenFile } from "../../../src/engine/core/given-file.ts";
import { tinyAudioDescription, writeTinyAudioModel } from "../../tiny-models/tiny-audio-model.ts";
import { gap, largestDifference, noise } from "../signals.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-audio-model-"));
});
afterAll(() => rm(folder, { recursive: true }));

const why = (attempt: Promise<unknown>): Promise<string> => attempt.then(() => "", messageOf);

describe("an audio model of one's own", () => {
  it("is run on the patches that its description asks for; vector and tags are means over them", async () => {
    const file = await writeTinyAudioModel(folder);
    const { label, columns, tags, feature } = await findAudioModel(file);
    expect({ label, columns, tags, rate: feature.sampleRate }).toEqual({
      label: "tiny (audio model)",
      columns: 4,
      tags: ["band 0", "band 1", "band 2", "band 3"],
      rate: 8_000,
    });
    const samples = noise(20_000, 0.3);
    const { count, data } = createPatchMaker(parseDescription(JSON.stringify(tinyAudioDescription(4)), ""))(samples);
    expect(count).toBe(5);
    const means = [0, 1, 2, 3].map((band) => {
      const perPatch = Array.from({ length: count }, (_, patch) => {
        let sum = 0;
        for (let frame = 0; frame < 50; frame++) sum += data[(patch * 50 + frame) * 4 + band]!;
        return sum / 50;
      });
      return {
        vector: perPatch.reduce((sum, value) => sum + value) / count,
        tag: perPatch.reduce((sum, value) => sum + 1 / (1 + Math.exp(-value)), 0) / count,
      };
    });
    const array = await feature.compute(samples, 30);
    const values = Float32Array.from(array.data, Number);
    expect(array.shape).toEqual([8]);
    expect(
      largestDifference(values, [...means.map(({ vector }) => vector), ...means.map(({ tag }) => tag)]),
    ).toBeLessThan(1e-4);
  });

  it.each(Object.keys(LOGARITHMS) as LogarithmName[])("may want %s", (log) => {
    const settings = { sampleRate: 8_000, fftSize: 256, hop: 128, bands: 8, patchFrames: 20 };
    const samples = gap(8_000, 1);
    const plain = createPatchMaker({ ...settings, log: "log10(x)" })(samples).data;
    const { data } = createPatchMaker({ ...settings, log })(samples);
    const expected = {
      "log10(x)": (level: number) => level,
      "ln(x)": (level: number) => Math.log(10 ** level),
      "10 log10(x)": (level: number) => 10 * level,
      "log10(1 + 10000 x)": (level: number) => Math.log10(1 + 1e4 * 10 ** level),
    }[log];
    expect(Math.min(...plain)).toBe(-10);
    expect(largestDifference(data, plain.map(expected))).toBeLessThan(1e-5);
  });

  it("is another one in the cache with every byte of its file and of its description", async () => {
    const [one, same, described] = ["one", "same", "described"].map((name) => join(folder, name));
    for (const path of [one!, same!, described!]) await mkdir(path);
    const files = [
      await writeTinyAudioModel(one!),
      await writeTinyAudioModel(same!),
      await writeTinyAudioModel(described!, { change: { hop: 100 } }),
      await writeTinyAudioModel(one!, { name: "other", bands: 5 }),
    ];
    const names = await Promise.all(
      files.map(async (file) => {
        const { feature } = await openPatchModel(file);
        return featureFile("cache", feature, { seconds: 30, decoder: "auto" }, "hash");
      }),
    );
    expect(names[1]).toBe(names[0]);
    expect(new Set(names).size).toBe(3);
  });

  it("is refused by a worker where it was changed after the run began", async () => {
    const file = await writeTinyAudioModel(folder, { name: "changing" });
    const { feature } = await openPatchModel(file);
    await writeTinyAudioModel(folder, { name: "changing", change: { hop: 90 } });
    const found = await patchFeature(feature.model!);
    expect(await why(Promise.resolve(found.compute(noise(9_000, 0.1), 30)))).toContain(
      "It was changed since this run began. Run again.",
    );
  });

  it.each([
    [{ sampleRate: "8000" }, '“sampleRate” must be a whole number from 1000 to 768000, and is "8000".'],
    [{ fftSize: 14 * 17 }, "“fftSize”: A spectrum needs an even length that is a product of 2, 3 and 5, got 238."],
    [{ hop: 241 }, "“hop” must be a whole number from 1 to 240, and is 241."],
    [{ bands: 0 }, "“bands” must be a whole number from 1 to 1024, and is 0."],
    [{ log: "log2" }, '“log” must be one of "log10(1 + 10000 x)", "log10(x)", "ln(x)", "10 log10(x)", and is "log2".'],
    [{ patchFrames: 1.5 }, "“patchFrames” must be a whole number from 1 to 100000, and is 1.5."],
    [{ input: "" }, '“input” must be a text that is not empty, and is "".'],
    [{ output: undefined }, "“output” must be a text that is not empty, and is missing."],
    [{ columns: -1 }, "“columns” must be a whole number from 1 to 100000, and is -1."],
    [{ tags: [] }, "“tags” must be an object, and is []."],
    [
      { tags: { output: "likelihoods" } },
      "“tags.names” must be a list of different texts, none a whole number or “filename”, and is missing.",
    ],
    [
      { tags: { output: "likelihoods", names: ["a", "a"] } },
      '“tags.names” must be a list of different texts, none a whole number or “filename”, and is ["a","a"].',
    ],
    [
      { tags: { output: "likelihoods", names: ["a", "70"] } },
      '“tags.names” must be a list of different texts, none a whole number or “filename”, and is ["a","70"].',
    ],
    [
      { tags: { output: "likelihoods", names: ["filename"] } },
      '“tags.names” must be a list of different texts, none a whole number or “filename”, and is ["filename"].',
    ],
    [
      { tags: { output: "likelihoods", names: [""] } },
      '“tags.names” must be a list of different texts, none a whole number or “filename”, and is [""].',
    ],
    [{ tags: { names: ["a"] } }, "“tags.output” must be a text that is not empty, and is missing."],
  ])("with a wrong description is refused by field: %j", async (change, message) => {
    const file = await writeTinyAudioModel(folder, { name: "wrong", change });
    const description = file.replace(".onnx", ".json");
    expect(await why(findAudioModel(file))).toBe(
      `${description}: ${message} docs/models.md describes the file; media/models/musicnn.json is one.`,
    );
  });

  it.each([
    [{ input: "sound" }, "Its description's “input” is sound, but it has mels."],
    [{ output: "vector" }, "Its description's “output” is vector, but it has means, likelihoods."],
    [
      { tags: { output: "tags", names: ["a"] } },
      "Its description's “tags.output” is tags, but it has means, likelihoods.",
    ],
    [{ columns: 5 }, "Its output means is (4, 4) for 4 patches; its description's “columns” says 5."],
    [
      { tags: { output: "likelihoods", names: ["a"] } },
      "Its output likelihoods is (4, 4) for 4 patches; its description's “tags.names” says 1.",
    ],
    [{ bands: 3 }, "It cannot be run on patches of 50 frames and 3 bands: "],
  ])("that is not what its description says is refused: %j", async (change, message) => {
    const file = await writeTinyAudioModel(folder, { name: "unlike", change });
    const { feature } = await findAudioModel(file);
    expect(await why(Promise.resolve(feature.compute(noise(20_000, 0.3), 30)))).toContain(`${file}: ${message}`);
  });

  it("is a file that can be read, and an ONNX model", async () => {
    expect(await why(findAudioModel("big"))).toBe(
      "--audio-model is musicnn, clap, a file that ends with .onnx, or a folder or hub id of CLAP, not “big”.",
    );
    expect(await why(findAudioModel(join(folder, "none.onnx")))).toContain("ENOENT");
    const alone = join(folder, "alone.onnx");
    await writeFile(alone, "");
    expect(await why(findAudioModel(alone))).toBe(
      `${alone.replace(".onnx", ".json")}: An audio model needs its description beside it. docs/models.md describes the file; media/models/musicnn.json is one.`,
    );
    const text = await writeTinyAudioModel(folder, { name: "text" });
    await writeFile(text.replace(".onnx", ".json"), "{");
    expect(await why(findAudioModel(text))).toContain("text.json: It is not JSON.");
    await mkdir(join(folder, "folder.onnx"));
    expect(await why(findAudioModel(join(folder, "folder.onnx")))).toContain(
      "folder.onnx: The audio model is a folder, not a file.",
    );
    const file = await writeTinyAudioModel(folder, { name: "broken" });
    await writeFile(file, "no protocol buffer");
    const { feature } = await findAudioModel(file);
    expect(await why(Promise.resolve(feature.compute(noise(9_000, 0.1), 30)))).toContain(
      `${file}: It cannot be loaded as an ONNX model: `,
    );
  });

  it("is opened only below a size", async () => {
    const file = join(folder, "large");
    await writeFile(file, "12345");
    expect((await readGivenFile(file, "It", 5)).toString()).toBe("12345");
    expect(await why(readGivenFile(file, "It", 4))).toContain("It has 5 bytes, more than the 4");
  });
});

describe("the names of audio models", () => {
  it.each([
    ["musicnn", "musicnn", "MusiCNN"],
    ["/models/openl3.onnx", "model_openl3", "openl3 (audio model)"],
    ["C:\\models\\my net.ONNX", "model_my_net", "my net (audio model)"],
    ["./musicnn.onnx", "model_musicnn", "musicnn (audio model)"],
    ["clap", "clap", "CLAP"],
    ["Xenova/larger_clap_music", "model_larger_clap_music", "larger_clap_music (audio model)"],
  ])("of %s", (setting, name, label) => {
    expect(audioModelNames(setting)).toEqual({ name, label });
  });

  it("are those of the hub's models where they are no file", () => {
    const hub = ["clap", "Xenova/clap-htsat-unfused", "owner/name", "./folder", "/models/clap", "C:\\models\\clap"];
    expect(hub.filter(isHubAudioModel)).toEqual(hub);
    const others = ["musicnn", "clop", "e5-small", "./net.onnx", "/models/NET.ONNX"];
    expect(others.filter(isHubAudioModel)).toEqual([]);
  });

  it("are the built-in one's for runs of earlier versions", () => {
    expect(audioModelNames(undefined).name).toBe("musicnn");
  });
});

it("the embedded model lies in what is packaged, with its licence", async () => {
  const media = new URL("../../../media/models/", import.meta.url);
  expect(await readFile(new URL("musicnn.LICENSE.md", media), "utf8")).toContain("Permission to use, copy, modify");
  const { files } = JSON.parse(await readFile(new URL("../../../package.json", import.meta.url), "utf8")) as {
    files: string[];
  };
  expect(files).toContain("media/models");
});
