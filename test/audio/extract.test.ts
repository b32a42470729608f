import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeNpy } from "../../src/shared/npy.ts";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { sha256OfFile } from "../../src/engine/core/hash.ts";
import { readNpy } from "../../src/engine/core/npy.ts";
import { createFeatureExecutor } from "../../src/engine/audio/features/feature-executor.ts";
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";
import { extractFeature, type FeatureExecutor, type FeatureRequest } from "../../src/engine/audio/features/extract.ts";
import { logMelFeature, meanMel, logMelOf, whisperLogMel } from "../../src/engine/audio/features/log-mel.ts";
import { mfcc, mfccFeature, mfccStatistics } from "../../src/engine/audio/features/mfcc.ts";
import { largestDifference, tone, wavFile } from "./signals.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const unexpected = (path: string): never => {
  throw new Error(`${path} is not damaged.`);
};
const hasWorker = existsSync(new URL("../../dist/worker.js", import.meta.url));

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-extract-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function request(audioPath: string, id = audioPath): Promise<FeatureRequest> {
  return existsSync(audioPath) ? { id, audioPath, contentHash: await sha256OfFile(audioPath) } : { id, audioPath };
}

describe.each([["in this thread", 0], ...(hasWorker ? [["on worker threads", 2] as const] : [])] as const)(
  "extraction %s",
  (_name, workers) => {
    let executor: FeatureExecutor;
    let cacheDir = "";
    beforeAll(() => {
      executor = createFeatureExecutor({ workers });
      cacheDir = join(folder, `cache-${workers}`);
    });
    afterAll(() => executor.close());

    it("writes the log-mel of each track, and reuses it", async () => {
      const requests = await Promise.all(["sound.mp3", "sound.opus"].map((name) => request(fixture(name), name)));
      const first = await extractFeature(logMelFeature, requests, { cacheDir, executor });
      expect([...first.keys()]).toEqual(["sound.mp3", "sound.opus"]);
      for (const { id, audioPath } of requests) {
        const result = first.get(id)!;
        if (!result.ok) throw new Error(result.diagnostic.message);
        expect(result).toMatchObject({ reused: false, diagnostics: [] });
        expect(result.seconds).toBeCloseTo(1.5, 3);
        const { samples } = await decodeAudio(audioPath, { sampleRate: 16_000, seconds: 30 });
        const expected = whisperLogMel(samples);
        const kept = logMelOf(await result.read(unexpected));
        expect([kept.bands, kept.frames]).toEqual([80, 3000]);
        expect(largestDifference(kept.data, expected.data)).toBe(0);
        expect(meanMel(kept)).toEqual(meanMel(expected));
      }
      const progress: number[] = [];
      const second = await extractFeature(logMelFeature, requests, {
        cacheDir,
        executor,
        onProgress: (done) => progress.push(done),
      });
      expect([...second.values()].map((result) => result.ok && result.reused)).toEqual([true, true]);
      expect([...second.values()].map((result) => result.ok && result.path)).toEqual(
        [...first.values()].map((result) => result.ok && result.path),
      );
      expect(progress).toEqual([]);
    });

    it("hashes the files whose hash is not given, and finds what is there of the same content", async () => {
      const unhashed = ["sound.mp3", "sound.opus"].map((name) => ({ id: name, audioPath: fixture(name) }));
      const copy = join(folder, `copy-${workers}.opus`);
      await copyFile(fixture("sound.opus"), copy);
      const requests = [...unhashed, { id: "copy", audioPath: copy }];
      const options = { cacheDir: join(cacheDir, "unhashed"), executor };
      const first = await extractFeature(mfccFeature, requests, options);
      const hashes = await Promise.all(requests.map(({ audioPath }) => sha256OfFile(audioPath)));
      expect([...first.values()].map(({ contentHash }) => contentHash)).toEqual(hashes);
      // The copy was decoded, or found what its twin had just made: that was not there before.
      expect([...first.values()].map((result) => result.ok && result.reused)).toEqual([false, false, false]);
      const paths = [...first.values()].map((result) => result.ok && result.path);
      const known = requests.map((asked, index) => ({ ...asked, contentHash: hashes[index] }));
      for (const again of [requests, known]) {
        const results = [...(await extractFeature(mfccFeature, again, options)).values()];
        expect(results.map((result) => result.ok && result.reused)).toEqual([true, true, true]);
        expect(results.map((result) => result.ok && result.path)).toEqual(paths);
      }
      const damaged: string[] = [];
      const record = String(paths[0]).replace(".npy", ".json");
      await writeFile(record, "{");
      const onDamaged = (path: string): void => void damaged.push(path);
      const mended = (await extractFeature(mfccFeature, requests, { ...options, onDamaged })).get("sound.mp3");
      expect([mended?.ok === true && mended.reused, damaged]).toEqual([false, [record]]);
    });

    it("makes other settings and other features anew, and leaves no temporary files", async () => {
      const requests = [await request(fixture("sound.mp3"), "song")];
      const short = (await extractFeature(logMelFeature, requests, { cacheDir, executor, seconds: 2 })).get("song")!;
      const stats = (await extractFeature(mfccFeature, requests, { cacheDir, executor })).get("song")!;
      if (!short.ok || !stats.ok) throw new Error("The fixture is usable.");
      expect([short.reused, stats.reused]).toEqual([false, false]);
      expect(logMelOf(await short.read(unexpected)).frames).toBe(200);
      const { samples } = await decodeAudio(fixture("sound.mp3"), { sampleRate: 22_050, seconds: 600 });
      expect((await readNpy(stats.path)).data).toEqual(mfccStatistics(mfcc(samples)));
      const files = await readdir(cacheDir, { recursive: true });
      expect(files.filter((name) => name.includes("tmp"))).toEqual([]);
    });

    it("makes a broken cache file again", async () => {
      const requests = [await request(fixture("sound.ogg"), "song")];
      const first = (await extractFeature(logMelFeature, requests, { cacheDir, executor })).get("song")!;
      if (!first.ok) throw new Error(first.diagnostic.message);
      await truncate(first.path, 1000);
      const second = (await extractFeature(logMelFeature, requests, { cacheDir, executor })).get("song")!;
      expect(second.ok && second.reused).toBe(false);
      expect((await stat(first.path)).size).toBe(128 + 4 * 80 * 3000);
    });

    it("finds out when it is read that a file was changed, and makes it again", async () => {
      const requests = [await request(fixture("sound.ogg"), "song")];
      const damaged: string[] = [];
      const onDamaged = (path: string): void => {
        damaged.push(path);
      };
      const extracted = async (feature = logMelFeature) => {
        const result = (await extractFeature(feature, requests, { cacheDir, executor, onDamaged })).get("song")!;
        if (!result.ok) throw new Error(result.diagnostic.message);
        return result;
      };
      for (const feature of [logMelFeature, mfccFeature]) {
        const { path } = await extracted(feature);
        const whole = await readFile(path);
        const changed = Uint8Array.from(whole);
        changed[whole.length - 3]! ^= 0x40;
        await writeFile(path, changed);
        const again = await extracted(feature);
        expect([again.reused, damaged]).toEqual([true, []]);
        // Not toEqual: it takes seconds for a megabyte.
        expect(whole.equals(encodeNpy(await again.read(onDamaged)))).toBe(true);
        expect(whole.equals(encodeNpy(await again.read(unexpected)))).toBe(true);
        expect(damaged.splice(0)).toEqual([path]);
        const record = path.replace(".npy", ".json");
        await writeFile(record, (await readFile(record, "utf8")).replace(/"seconds": \d/, '"seconds": 9'));
        expect((await extracted(feature)).reused).toBe(false);
        expect(damaged.splice(0)).toEqual([record]);
      }
    });

    it("makes a file again that was deleted, cut off or replaced after it had been read", async () => {
      const requests = [await request(fixture("sound.ogg"), "song")];
      const song = (await extractFeature(logMelFeature, requests, { cacheDir, executor })).get("song")!;
      if (!song.ok) throw new Error(song.diagnostic.message);
      const damaged: string[] = [];
      const read = async () => Buffer.from(encodeNpy(await song.read((path) => void damaged.push(path))));
      const whole = await read();
      for (const [harm, found] of [
        [() => rm(song.path), []],
        [() => rm(cacheDir, { recursive: true }), []],
        [() => truncate(song.path, 1000), [song.path]],
        [() => rm(song.path).then(() => mkdir(song.path)), [song.path]],
      ] as const) {
        await harm();
        expect(whole.equals(await read())).toBe(true);
        expect(damaged.splice(0)).toEqual(found);
      }
    });

    it("finds damage once where several read at the same time, each an array of its own", async () => {
      const requests = [await request(fixture("sound.ogg"), "song")];
      const song = (await extractFeature(logMelFeature, requests, { cacheDir, executor })).get("song")!;
      if (!song.ok) throw new Error(song.diagnostic.message);
      const whole = await readFile(song.path);
      await truncate(song.path, 1000);
      const damaged: string[] = [];
      const onDamaged = (path: string): void => void damaged.push(path);
      const read = await Promise.all([1, 2, 3].map(() => song.read(onDamaged)));
      expect(read.map((array) => whole.equals(encodeNpy(array)))).toEqual([true, true, true]);
      expect(new Set(read.map(({ data }) => data.buffer)).size).toBe(3);
      expect(damaged).toEqual([song.path]);
    });

    it("decodes two rows with the same content once, and tells changed content under the same name apart", async () => {
      await mkdir(join(folder, `copies-${workers}`));
      const [a, b] = ["a.wav", "b.wav"].map((name) => join(folder, `copies-${workers}`, name)) as [string, string];
      await writeFile(a, wavFile([tone(440, 16_000, 1.2)], { rate: 16_000 }));
      await copyFile(a, b);
      const progress: number[] = [];
      const options = {
        cacheDir,
        executor,
        seconds: 2,
        onProgress: (_done: number, total: number) => progress.push(total),
      };
      const both = await extractFeature(logMelFeature, [await request(a, "a"), await request(b, "b")], options);
      expect(both.get("a")).toEqual(both.get("b"));
      expect(progress).toEqual([1]);
      await writeFile(a, wavFile([tone(880, 16_000, 1.2)], { rate: 16_000 }));
      const changed = await extractFeature(logMelFeature, [await request(a, "a")], options);
      expect(changed.get("a")).not.toEqual(both.get("a"));
      expect(changed.get("a")).toMatchObject({ ok: true, reused: false });
    });

    it("returns a diagnostic for every track that cannot be used, and the others' features", async () => {
      const bad = join(folder, `bad-${workers}`);
      await mkdir(bad);
      const files: Record<string, Uint8Array> = {
        "empty.mp3": new Uint8Array(0),
        "silent.wav": wavFile([new Float32Array(32_000)], { rate: 16_000 }),
        "short.wav": wavFile([tone(440, 16_000, 0.5)], { rate: 16_000 }),
      };
      for (const [name, content] of Object.entries(files)) await writeFile(join(bad, name), content);
      const names = ["empty.mp3", "silent.wav", "short.wav", "missing.mp3"];
      const requests = await Promise.all(names.map((name) => request(join(bad, name), name)));
      const results = await extractFeature(logMelFeature, [...requests, await request(fixture("sound.flac"), "good")], {
        cacheDir,
        executor,
      });
      expect(
        names.map((name) => {
          const result = results.get(name)!;
          return result.ok ? "ok" : `${result.diagnostic.code} ${result.diagnostic.severity}`;
        }),
      ).toEqual(["audio-empty error", "audio-silent error", "audio-too-short error", "audio-missing error"]);
      for (const name of names)
        expect(results.get(name)).toMatchObject({ ok: false, diagnostic: { remedy: expect.any(String) as string } });
      expect(results.get("good")).toMatchObject({ ok: true });
    });

    it("says of a track that is cut off that the rest is used, and what helps", async () => {
      const path = join(cacheDir, "cut.ogg");
      await mkdir(cacheDir, { recursive: true });
      await writeFile(path, (await readFile(fixture("sound.ogg"))).subarray(0, -200));
      const [cut, whole] = [await request(path, "cut"), await request(fixture("sound.ogg"), "whole")];
      const results = await extractFeature(logMelFeature, [cut, whole], { cacheDir, executor });
      expect(results.get("whole")).toMatchObject({ ok: true, diagnostics: [] });
      expect(results.get("cut")).toMatchObject({
        ok: true,
        diagnostics: [
          {
            code: "audio-damaged",
            message: "Its last page is missing: it was cut off. What could be decoded is used.",
            remedy: "Copy or download the song again.",
          },
        ],
      });
    });

    it("warns about a track that is longer than the statistics' limit, also when it is reused", async () => {
      const requests = [await request(fixture("sound.flac"), "song")];
      for (const reused of [false, true]) {
        const result = (await extractFeature(mfccFeature, requests, { cacheDir, executor, seconds: 1.2 })).get("song")!;
        expect(result).toMatchObject({
          ok: true,
          reused,
          seconds: 1.2,
          diagnostics: [{ code: "audio-cut", severity: "warning" }],
        });
      }
    });

    it("rejects when cancelled", async () => {
      const requests = [await request(fixture("sound.mp3"), "song")];
      const options = { cacheDir: join(cacheDir, "none"), executor, signal: AbortSignal.abort() };
      await expect(extractFeature(logMelFeature, requests, options)).rejects.toThrow(CancelledError);
    });

    it("names a wrong ffmpeg path once, not at every row", async () => {
      const options = { cacheDir, executor, ffmpegPath: join(folder, "no-ffmpeg") };
      await expect(extractFeature(logMelFeature, [await request(fixture("sound.mp3"))], options)).rejects.toThrow(
        /no program at the ffmpeg path/,
      );
    });
  },
);

describe("the feature executor", () => {
  it("says what to do where the worker has not been built", () => {
    const url = new URL("nowhere/worker.js", import.meta.url);
    expect(() => createFeatureExecutor({ url })).toThrow(/bundle is missing/);
  });

  it.skipIf(!hasWorker)(
    "gives the same features on worker threads as in this thread (needs npm run build)",
    async () => {
      const requests = [await request(fixture("sound.opus"), "song")];
      const values: Float64Array[] = [];
      for (const workers of [0, 1]) {
        const executor = createFeatureExecutor({ workers });
        const result = (
          await extractFeature(mfccFeature, requests, { cacheDir: join(folder, `same-${workers}`), executor })
        ).get("song")!;
        await executor.close();
        if (result.ok) values.push((await readNpy(result.path)).data as Float64Array);
      }
      expect(values).toHaveLength(2);
      expect(largestDifference(values[0]!, values[1]!)).toBe(0);
    },
  );
});
