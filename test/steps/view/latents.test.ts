import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { RunManifest } from "../../../src/shared/contract/run.ts";
import type { Task } from "../../../src/shared/contract/settings.ts";
import type { ViewManifest } from "../../../src/shared/contract/view.ts";
import { encodeNpy } from "../../../src/shared/npy.ts";
import { compile, constant, input, matmul } from "../../../src/engine/nn/index.ts";
import type { KeptRunPlace } from "../../../src/engine/results/view/from-files.ts";
import { createDecoders } from "../../../src/engine/steps/view/decoders.ts";
import { decodeLatents, hearLatents, latentSpace } from "../../../src/engine/steps/view/latents.ts";
import { pathBetween } from "../../../src/engine/steps/view/song-path.ts";

const [BANDS, FRAMES, SHORT] = [80, 900, 40];
const MU = [
  [0.1, -3, 0],
  [0.2, 5, 0],
  [0.3, 1, 0],
  [0.4, 1, 0],
];
/** What each of three latents adds to each value. */
const weight = (latent: number, band: number, frame: number): number =>
  [band / BANDS, frame / FRAMES, Math.sin(band * frame)][latent]!;

let runFolder: string;
let place: KeptRunPlace;
const decoders = createDecoders();
beforeAll(async () => {
  runFolder = await mkdtemp(join(tmpdir(), "latents-"));
  await writeNetwork("beta_vae_audio", FRAMES);
  await writeNetwork("ae_audio", SHORT);
  place = placeOf("hard");
  return () => rm(runFolder, { recursive: true, force: true });
});
async function writeNetwork(name: string, frames: number): Promise<void> {
  const folder = join(runFolder, name);
  await mkdir(folder);
  const weights = Float32Array.from({ length: 3 * BANDS * frames }, (_, at) =>
    weight(Math.floor(at / (BANDS * frames)), Math.floor(at / frames) % BANDS, at % frames),
  );
  const mel = matmul(input("z", [1, 3]), constant([3, BANDS * frames], weights));
  await writeFile(join(folder, "decoder.onnx"), compile({ mel }, { dynamicBatch: true }).onnx);
  const data = Float32Array.from(MU.flat());
  await writeFile(join(folder, "z_audio_mu.npy"), encodeNpy({ shape: [MU.length, 3], data }));
}
function placeOf(task: Task): KeptRunPlace {
  const manifest = { task, rows: { used: MU.length } } as unknown as RunManifest;
  return { runFolder, manifest, workspace: runFolder, dataDir: "data" };
}

describe("the latents of a run", () => {
  it("lie along the dimensions with what varies most first", async () => {
    const { file, dimensions } = await latentSpace(place, "beta-vae");
    expect(file).toBe("beta_vae_audio/z_audio_mu.npy");
    expect(dimensions.map(({ dimension }) => dimension)).toEqual([1, 0, 2]);
    expect(dimensions.map(({ min, max }) => [min, max])).toEqual([
      [-3, 5],
      [Math.fround(0.1), Math.fround(0.4)],
      [0, 0],
    ]);
    // (−4, 4, 0, 0) and ±0.15, ±0.05 from the mean.
    expect(dimensions[0]!.variance).toBeCloseTo(8, 6);
    expect(dimensions[1]!.variance).toBeCloseTo(0.0125, 6);
    expect(dimensions[2]!.variance).toBe(0);
  });

  it("are decoded to a picture whose columns are means of the frames that they cover", async () => {
    const latents = [0.5, -2, 0.25];
    const { bands, columns, values } = await decodeLatents(place, { model: "beta-vae", latents }, decoders);
    expect([bands, columns]).toEqual([BANDS, 600]);
    const bytes = Buffer.from(values, "base64");
    const picture = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    expect(picture).toHaveLength(BANDS * 600);
    const value = (band: number, frame: number): number =>
      latents.reduce((sum, latent, at) => sum + latent * weight(at, band, frame), 0);
    // Two columns are three frames: the first of one, the second of two.
    expect(picture[7 * 600]).toBeCloseTo(value(7, 0), 5);
    expect(picture[7 * 600 + 1]).toBeCloseTo((value(7, 1) + value(7, 2)) / 2, 5);
    expect(picture[79 * 600 + 599]).toBeCloseTo((value(79, 898) + value(79, 899)) / 2, 5);
  });

  it("are decoded to a sound of the spectrogram's length, the same for the same place", async () => {
    const cache = await mkdtemp(join(tmpdir(), "latents-cache-"));
    onTestFinished(() => rm(cache, { recursive: true, force: true }));
    const at = { model: "ae", latents: [0.5, 0.5, 0] };
    const options = { decoders, signal: new AbortController().signal };
    const file = await hearLatents({ cache }, place, at, options);
    expect(await hearLatents({ cache }, place, at, options)).toBe(file);
    const wav = await readFile(file);
    expect(wav.toString("latin1", 0, 4)).toBe("RIFF");
    expect(wav.readUInt32LE(24)).toBe(16_000);
    expect(wav.length).toBe(44 + 2 * (SHORT - 1) * 160);
    expect(await hearLatents({ cache }, place, { ...at, latents: [0.5, -0.5, 0] }, options)).not.toBe(file);
  });

  it("are refused where there is no decoder of spectrograms, or a place is none", async () => {
    await expect(latentSpace(place, "contrastive")).rejects.toThrow(/no network contrastive that makes spectrograms/);
    await expect(latentSpace(placeOf("easy"), "mlp-vae")).rejects.toThrow(/no network mlp-vae that makes spectrograms/);
    const nowhere = { model: "beta-vae", latents: [0, NaN, 0] };
    await expect(decodeLatents(place, nowhere, decoders)).rejects.toThrow(/not a finite number/);
  });
});

describe("a path between two songs of a view", () => {
  const view = (): ViewManifest =>
    ({
      songCount: 4,
      representations: [{ name: "latent", neighbours: { count: 1, indices: "near.npy", distances: "distances.npy" } }],
    }) as unknown as ViewManifest;
  const near = (indices: readonly number[]): Promise<void> =>
    writeFile(join(runFolder, "near.npy"), encodeNpy({ shape: [4, 1], data: Int32Array.from(indices) }));
  beforeAll(async () => {
    const distances = encodeNpy({ shape: [4, 1], data: Float32Array.of(1, 2, 4, 8) });
    await writeFile(join(runFolder, "distances.npy"), distances);
  });

  it("goes through its files", async () => {
    await near([1, 2, 3, 2]);
    const ends = { representation: "latent", from: 3, to: 0 };
    expect(await pathBetween(runFolder, view(), ends)).toMatchObject({ songs: [3, 2, 1, 0], neighbours: 1 });
    await near([1, 0, 3, 2]);
    expect(await pathBetween(runFolder, view(), ends)).toBeNull();
  });

  it("is refused for songs and representations that there are not, and for files that somebody has edited", async () => {
    await near([1, 2, 3, 9]);
    const ends = { representation: "latent", from: 3, to: 0 };
    await expect(pathBetween(runFolder, view(), ends)).rejects.toThrow(/nearest songs of this run cannot be read/);
    await expect(pathBetween(runFolder, view(), { ...ends, from: 4 })).rejects.toThrow(/no song 4; it has 4/);
    await expect(pathBetween(runFolder, view(), { ...ends, to: -1 })).rejects.toThrow(/no song -1/);
    await expect(pathBetween(runFolder, view(), { ...ends, representation: "x" })).rejects.toThrow(
      /no representation x/,
    );
  });
});
