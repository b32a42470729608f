import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";
import { whisperLogMel } from "../../src/engine/audio/features/log-mel.ts";
import { compactModel } from "../../src/engine/models/architectures/compact.ts";
import { compilePosterior } from "../../src/engine/models/export.ts";
import { initialWeights, input, parametersOf } from "../../src/engine/nn/index.ts";
import { withMetadata } from "../../src/engine/nn/onnx.ts";
import { onnxRuntime } from "../../src/engine/nn/runtime.ts";
import { melMetadata } from "../../src/engine/results/files/input-metadata.ts";
import { encodeNpy } from "../../src/shared/npy.ts";

const ROOT = join(import.meta.dirname, "../..");
const script = join(ROOT, "docs/examples/log_mel.py");
const finds = (command: string, args: readonly string[]) => spawnSync(command, args, { stdio: "ignore" }).status === 0;
const python = ["python3", "python"].find((name) => finds(name, ["-c", "import numpy, onnxruntime"]));
const canRun = python !== undefined && finds("ffprobe", ["-version"]) && finds("ffmpeg", ["-version"]);

// Stereo of 32 and 48 kHz, and mono of 22 kHz, by four decoders.
const SONGS = [
  "french/Séculaire (feat. Nÿme) - Wasaru (1 of 6).flac",
  "french/de bonne humeur - Le Nez Tordu (2 of 6).mp3",
  "spanish/Miedo - Yuanan (2 of 6).opus",
  "spanish/te amo - Fabios la nueva expresión de la canción (3 of 6).ogg",
];
const [SECONDS, OFFSET, LATENTS] = [12, 1.5, 4];

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "python-latents-"));
  const network = join(folder, "results_hard/beta_vae_audio");
  await mkdir(network, { recursive: true });
  await mkdir(join(folder, "data"));

  const model = compactModel([1, 80, 100 * SECONDS], LATENTS);
  const { mean, logVariance } = model.encode(input("mel", [1, 1, 80, 100 * SECONDS]));
  const weights = initialWeights(parametersOf([mean, logVariance]), 7);
  const { onnx } = compilePosterior(model, weights, { mean: Float32Array.of(0.2), deviation: Float32Array.of(0.05) });
  const made = melMetadata({ seconds: SECONDS, offset: OFFSET }, { genres: ["pop", "", "folk", "pop"] });
  await writeFile(join(network, "encoder.onnx"), withMetadata(onnx, made));

  const session = await onnxRuntime().InferenceSession.create(onnx);
  const latents: number[] = [];
  const rows = [];
  for (const [row, song] of SONGS.entries()) {
    const path = `data/${row}${extname(song)}`;
    await cp(join(ROOT, "examples/songs30/data/audio", song), join(folder, path));
    const { samples } = await decodeAudio(join(folder, path), { sampleRate: 16_000, seconds: SECONDS, offset: OFFSET });
    const mel = new (onnxRuntime().Tensor)("float32", whisperLogMel(samples, SECONDS).data, [1, 1, 80, 100 * SECONDS]);
    const { mu } = await session.run({ mel });
    latents.push(...(mu!.data as Float32Array));
    rows.push(`${row},${path}`);
  }
  await session.release();
  const array = { shape: [SONGS.length, LATENTS], data: Float32Array.from(latents) };
  await writeFile(join(network, "z_audio_mu.npy"), encodeNpy(array));
  await writeFile(join(folder, "results_hard/songs.csv"), `filename,audio_path\n${rows.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(!canRun)("the log-mel spectrogram in NumPy (needs numpy, onnxruntime, ffmpeg)", () => {
  it("gives μ within 0.01 of ours, whatever the format", () => {
    const { stdout, stderr, status } = spawnSync(python!, [script, join(folder, "results_hard")], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain('4 songs, classes ["folk","pop"]');
    expect(Number(/greatest difference of mu: (\S+)/.exec(stdout)?.[1])).toBeLessThan(0.01);
  });
});
it.skipIf(canRun)(
  "python3 with numpy and onnxruntime, or ffmpeg, is missing: the log-mel was not made in NumPy",
  () => undefined,
);
