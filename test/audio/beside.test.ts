import { existsSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPatchModel } from "../../src/engine/audio/embedding/patch-model.ts";
import { createFeatureExecutor } from "../../src/engine/audio/features/feature-executor.ts";
import { sha256OfFile } from "../../src/engine/core/hash.ts";
import type { Feature } from "../../src/engine/audio/features/feature.ts";
import { extractFeature, type FeatureExecutor } from "../../src/engine/audio/features/extract.ts";
import { runFeatureJob, type FeatureJob } from "../../src/engine/audio/features/jobs.ts";
import { logMelFeature } from "../../src/engine/audio/features/log-mel.ts";
import { mfccFeature } from "../../src/engine/audio/features/mfcc.ts";
import { writeTinyAudioModel } from "../tiny-models/tiny-audio-model.ts";
import { noise, wavFile } from "./signals.ts";

const hasWorker = existsSync(new URL("../../dist/worker.js", import.meta.url));
const AT_16_KHZ = { sampleRate: 16_000, fftSize: 480, hop: 160 };

let folder = "";
let song = "";
let contentHash = "";
let network: Feature;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-beside-"));
  song = join(folder, "song.wav");
  await writeFile(song, wavFile([noise(24_000, 0.2, 1)], { rate: 16_000 }));
  contentHash = await sha256OfFile(song);
  ({ feature: network } = await openPatchModel(await writeTinyAudioModel(folder, { change: AT_16_KHZ })));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each([["in this thread", 0], ...(hasWorker ? [["on worker threads", 1] as const] : [])] as const)(
  "two features of a song, %s",
  (_name, workers) => {
    let executor: FeatureExecutor;
    beforeAll(() => {
      executor = createFeatureExecutor({ workers });
    });
    afterAll(() => executor.close());

    const cacheOf = (name: string): string => join(folder, `${name}-${workers}`);
    const extracted = async (feature: Feature, cacheDir: string, beside?: Feature, audioPath = song) => {
      const requests = [{ id: "song", audioPath, contentHash }];
      const found = (await extractFeature(feature, requests, { cacheDir, executor, seconds: 1, beside })).get("song")!;
      if (!found.ok) throw new Error(found.diagnostic.message);
      return found;
    };

    it("come from one decoding, and are those that each would be alone", async () => {
      const copy = join(folder, `copy-${workers}.wav`);
      await copyFile(song, copy);
      const both = await extracted(logMelFeature, cacheOf("both"), network, copy);
      expect([both.reused, both.madeBeside]).toEqual([false, true]);
      // What is not there cannot be decoded again.
      await rm(copy);
      const beside = await extracted(network, cacheOf("both"), undefined, copy);
      expect(beside.reused).toBe(true);
      for (const [found, feature] of [
        [both, logMelFeature],
        [beside, network],
      ] as const) {
        const alone = await extracted(feature, cacheOf(`alone-${feature.name}`));
        for (const ending of [".npy", ".json"]) {
          const [a, b] = [found, alone].map(({ path }) => readFile(path.replace(".npy", ending)));
          expect((await a!).equals(await b!)).toBe(true);
        }
      }
    });

    it("make only the one that is missing", async () => {
      const first = await extracted(network, cacheOf("one"));
      const second = await extracted(logMelFeature, cacheOf("one"), network);
      expect([first.reused, second.reused, second.madeBeside]).toEqual([false, false, false]);
      const later = await extracted(logMelFeature, cacheOf("one"), network);
      expect([later.reused, later.madeBeside]).toEqual([true, false]);
    });

    it("are decoded apart where they are made of samples of different rates", async () => {
      expect((await extracted(logMelFeature, cacheOf("rates"), mfccFeature)).madeBeside).toBe(false);
      expect((await extracted(mfccFeature, cacheOf("rates"))).reused).toBe(false);
    });

    it("leave the song usable where the network of one fails, which says why by itself", async () => {
      const file = await writeTinyAudioModel(folder, { name: "wrong", change: { ...AT_16_KHZ, columns: 9 } });
      const { feature: wrong } = await openPatchModel(file);
      expect((await extracted(logMelFeature, cacheOf("wrong"), wrong)).madeBeside).toBe(false);
      await expect(extracted(wrong, cacheOf("wrong"))).rejects.toThrow("its description's “columns” says 9");
    });
  },
);

it.each([
  [
    "does a job without its other feature where both brought their worker down",
    "crashed",
    ["audio-embedding", undefined],
  ],
  ["does not wait a second time for a song that takes too long", "timed-out", ["audio-embedding"]],
] as const)("%s", async (_name, reason, asked) => {
  const given: (string | undefined)[] = [];
  const executor: FeatureExecutor = {
    parallelism: 1,
    run: (jobs: readonly FeatureJob[]) =>
      Promise.all(
        jobs.map(async (job) => {
          given.push(job.beside?.feature);
          if (job.beside !== undefined) return { ok: false, error: { reason, message: "It died." } } as const;
          return { ok: true, value: await runFeatureJob(job, new AbortController().signal) } as const;
        }),
      ),
    close: () => Promise.resolve(),
  };
  const requests = [{ id: "song", audioPath: song, contentHash }];
  const options = { cacheDir: join(folder, reason), executor, seconds: 1, beside: network };
  const found = (await extractFeature(logMelFeature, requests, options)).get("song");
  expect(found).toMatchObject(reason === "crashed" ? { ok: true, madeBeside: false } : { ok: false });
  expect(given).toEqual(asked);
});
