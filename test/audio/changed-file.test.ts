import { copyFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { createFeatureExecutor } from "../../src/engine/audio/features/feature-executor.ts";
import { extractFeature } from "../../src/engine/audio/features/extract.ts";
import { logMelFeature } from "../../src/engine/audio/features/log-mel.ts";
import { sha256OfFile } from "../../src/engine/core/hash.ts";
import { runSpeechJob, type SpeechJob } from "../../src/engine/speech/speech-job.ts";
import { tone, wavFile } from "./signals.ts";

/** What happens once a song has been decoded, and before anything is kept of it. */
let meanwhile = (): Promise<void> => Promise.resolve();
vi.mock("../../src/engine/audio/decode/decode-audio.ts", async (original) => {
  const actual = await original<typeof import("../../src/engine/audio/decode/decode-audio.ts")>();
  const decodeAudio: typeof actual.decodeAudio = async (...args) => {
    try {
      return await actual.decodeAudio(...args);
    } finally {
      await meanwhile();
    }
  };
  return { ...actual, decodeAudio };
});

const folder = await mkdtemp(join(tmpdir(), "latentune-changed-"));
const [song, other, silent] = ["song.wav", "other.wav", "silent.wav"].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
const cacheDir = join(folder, "cache");
const executor = createFeatureExecutor({ workers: 0 });
beforeEach(async () => {
  meanwhile = () => Promise.resolve();
  await writeFile(song, wavFile([tone(440, 16_000, 1.2)], { rate: 16_000 }));
  await writeFile(other, wavFile([tone(880, 16_000, 1.2)], { rate: 16_000 }));
  await writeFile(silent, wavFile([new Float32Array(19_200)], { rate: 16_000 }));
  await rm(cacheDir, { recursive: true, force: true });
});
afterAll(async () => {
  await executor.close();
  await rm(folder, { recursive: true });
});

const extracted = async (contentHash?: string) => {
  const request = { id: "song", audioPath: song, ...(contentHash === undefined ? {} : { contentHash }) };
  const options = { cacheDir, executor, seconds: 2 };
  return (await extractFeature(logMelFeature, [request], options)).get("song")!;
};
const beingChanged = {
  ok: false,
  contentHash: null,
  diagnostic: { code: "audio-unreadable", message: "The file is being changed." },
};

it.each([
  ["that can be used", other],
  ["that cannot", silent],
])("keeps nothing of a song that is replaced while it is decoded by one %s", async (_name, by) => {
  meanwhile = () => copyFile(by, song);
  expect(await extracted()).toMatchObject(beingChanged);
  expect(await readdir(cacheDir).catch(() => [])).toEqual([]);
});

it("keeps no feature of another song under the hash that was known", async () => {
  const known = await sha256OfFile(song);
  await copyFile(other, song);
  expect(await extracted(known)).toMatchObject(beingChanged);
  // What was made is of the other one: it is found there, and not where the first one is back.
  expect(await extracted(await sha256OfFile(other))).toMatchObject({ ok: true, reused: true });
  await writeFile(song, wavFile([tone(440, 16_000, 1.2)], { rate: 16_000 }));
  expect(await extracted(known)).toMatchObject({ ok: true, reused: false, contentHash: known });
});

it("makes no lost feature again of a song that has been replaced", async () => {
  const first = await extracted();
  if (!first.ok) throw new Error(first.diagnostic.message);
  await rm(first.path);
  await copyFile(other, song);
  await expect(first.read(() => undefined)).rejects.toThrow("The file is being changed.");
});

it("keeps no words under the hash of a song that is replaced while it is heard", async () => {
  const model = {} as SpeechJob["model"];
  const hear = (): ReturnType<typeof runSpeechJob> =>
    runSpeechJob(
      { audioPath: silent, language: null, seed: 0, model, modelKey: "none", executionProvider: "cpu" },
      new AbortController().signal,
    );
  expect((await hear()).audioSha256).toBe(await sha256OfFile(silent));
  meanwhile = () => copyFile(song, silent);
  expect((await hear()).audioSha256).toBeNull();
});
