import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { AudioError } from "../../src/engine/audio/decode/audio-error.ts";
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";
import { decodeFfmpeg, findFfmpeg } from "../../src/engine/audio/decode/ffmpeg.ts";
import { whisperLogMel } from "../../src/engine/audio/features/log-mel.ts";
import { mfcc, mfccStatistics } from "../../src/engine/audio/features/mfcc.ts";
import {
  fixtureSound,
  hasFfmpeg,
  harmonics,
  largestDifference,
  meanOf,
  noise,
  signalToNoise,
  wavFile,
} from "./signals.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const at16k = { sampleRate: 16_000, seconds: 30 };
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-ffmpeg-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("finding ffmpeg", () => {
  it("names a wrong path of the settings", async () => {
    await expect(findFfmpeg(join(folder, "no-such-program"))).rejects.toThrow(/no program at the ffmpeg path/);
    await expect(decodeAudio(fixture("sound.m4a"), { ...at16k, ffmpegPath: "nowhere/ffmpeg" })).rejects.toThrow(
      /ffmpeg path/,
    );
  });

  it.skipIf(process.platform === "win32")(
    "takes the first program on the PATH, and relative entries of it never",
    async () => {
      const program = join(folder, "ffmpeg");
      await writeFile(program, "#!/bin/sh\nexit 1\n");
      await chmod(program, 0o755);
      const before = process.env["PATH"];
      try {
        process.env["PATH"] = `.:relative:${folder}:/nowhere`;
        expect(await findFfmpeg()).toBe(program);
        process.env["PATH"] = ".:relative";
        expect(await findFfmpeg()).toBeUndefined();
      } finally {
        process.env["PATH"] = before;
      }
    },
  );
});

describe.skipIf(process.platform === "win32")("a program in ffmpeg's place (shell scripts: skipped on Windows)", () => {
  async function program(name: string, script: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
    return path;
  }
  async function drain(ffmpeg: string, timeLimitSeconds: number, signal?: AbortSignal): Promise<void> {
    for await (const chunk of decodeFfmpeg(ffmpeg, fixture("sound.m4a"), { seconds: 5, timeLimitSeconds, signal })) {
      expect(chunk.channels).toEqual([]);
    }
  }

  it("is stopped after its time limit", async () => {
    const sleeper = await program("sleeper", "exec sleep 600");
    await expect(drain(sleeper, 0.2)).rejects.toMatchObject({ reason: "timed-out" });
  });

  it("is stopped when cancelled", async () => {
    const sleeper = await program("sleeper2", "exec sleep 600");
    await expect(drain(sleeper, 60, AbortSignal.timeout(100))).rejects.toThrow(CancelledError);
  });

  it("is stopped when it has given enough, though it would never end", async () => {
    const header = join(folder, "header.wav");
    await writeFile(header, wavFile([harmonics(16_000, 2)], { rate: 16_000, declared: 0xffff_ffff }));
    const endless = await program("endless", `cat '${header}'; exec cat /dev/zero`);
    const decoded = await decodeAudio(fixture("sound.m4a"), { sampleRate: 16_000, seconds: 20, ffmpegPath: endless });
    expect([decoded.samples.length, decoded.cut]).toEqual([320_000, true]);
  });

  it("whose arguments are a list, not a command line, and which may not open the network", async () => {
    const log = join(folder, "arguments.txt");
    const echo = await program("echo-arguments", `printf '%s\\n' "$@" > '${log}'; exit 1`);
    await expect(drain(echo, 60)).rejects.toMatchObject({ reason: "corrupt" });
    const lines = (await readFile(log, "utf8")).split("\n");
    expect(lines).toContain("-nostdin");
    expect(lines[lines.indexOf("-protocol_whitelist") + 1]).toBe("file,pipe");
    expect(lines[lines.indexOf("-i") + 1]).toBe(`file:${fixture("sound.m4a")}`);
    expect(lines[lines.indexOf("-t") + 1]).toBe("5");
  });

  it("that cannot be started is that file's problem", async () => {
    const broken = join(folder, "not-a-program");
    await writeFile(broken, "\u0000\u0001");
    await chmod(broken, 0o755);
    await expect(drain(broken, 60)).rejects.toMatchObject({ reason: "corrupt" });
  });

  it.each([
    [
      "[mp3 @ 0x5] Failed to read frame size: Could not seek to 51023.",
      " (ffmpeg: Failed to read frame size: Could not seek to 51023)",
    ],
    ["", ""],
  ])("says first that there is no audio: %j", async (words, told) => {
    const failing = await program("failing", `echo '${words}' >&2; exit 1`);
    const message = `It holds no audio that can be decoded${told}.`;
    await expect(drain(failing, 60)).rejects.toMatchObject({ reason: "corrupt", message });
  });
});

describe.skipIf(!hasFfmpeg())("with ffmpeg (skipped where the PATH has none with the usual encoders)", () => {
  it.each(["sound.m4a", "sound.aac"])("decodes what is not decoded in process: %s", async (name) => {
    const decoded = await decodeAudio(fixture(name), at16k);
    expect(decoded).toMatchObject({ decoder: "ffmpeg", sourceSampleRate: 22_050, notes: [] });
    expect(decoded.samples.length / 16_000).toBeCloseTo(1.5, 0);
  });

  it.each([
    ["sound.flac", 100],
    ["sound.oga", 100],
    ["sound.mp3", 80],
    ["sound.ogg", 80],
    ["sound.opus", 25],
  ])("agrees with the decoder in process about %s", async (name, decibels) => {
    const inProcess = await decodeAudio(fixture(name), at16k);
    const ffmpeg = await decodeAudio(fixture(name), { ...at16k, decoder: "ffmpeg" });
    expect(ffmpeg.decoder).toBe("ffmpeg");
    expect(signalToNoise(inProcess.samples, ffmpeg.samples)).toBeGreaterThan(decibels);
  });

  it("mixes to the mean of the channels, as every decoder: no factor of √2", async () => {
    const channels = fixtureSound(16_000);
    const source = join(folder, "stereo.wav");
    await writeFile(source, wavFile(channels, { rate: 16_000, bits: 32, float: true }));
    const { samples } = await decodeAudio(source, { ...at16k, decoder: "ffmpeg" });
    expect(largestDifference(samples, meanOf(channels))).toBeLessThan(1e-6);
  });

  it.each([
    "-nostdin.m4a",
    "100%d.m4a",
    'a\'b "c" $(d) ; e.m4a',
    ...(process.platform === "win32" ? [] : ["pipe:0.m4a"]),
  ])("takes any file name as a name: %s", async (name) => {
    await copyFile(fixture("sound.m4a"), join(folder, name));
    expect((await decodeAudio(join(folder, name), at16k)).decoder).toBe("ffmpeg");
  });

  it("reads no more than asked for, and says that the file goes on", async () => {
    const { samples, cut } = await decodeAudio(fixture("sound.m4a"), { sampleRate: 16_000, seconds: 1.2 });
    expect([samples.length, cut]).toEqual([19_200, true]);
  });

  it("opens no playlist: a file names no other file", async () => {
    await copyFile(fixture("sound.flac"), join(folder, "secret.flac"));
    await writeFile(join(folder, "list.m4a"), "ffconcat version 1.0\nfile secret.flac\n");
    await writeFile(
      join(folder, "list.aac"),
      "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.5,\nsecret.flac\n#EXT-X-ENDLIST\n",
    );
    for (const name of ["list.m4a", "list.aac"]) {
      await expect(decodeAudio(join(folder, name), at16k)).rejects.toMatchObject({ reason: "not-sound" });
    }
  });

  it("helps out, and says so, where the decoder in process loses its way", async () => {
    const flac = Buffer.from(await readFile(fixture("sound.flac")));
    // STREAMINFO names another number of channels than the frames have.
    flac[20]! ^= 0x06;
    await writeFile(join(folder, "damaged.flac"), flac);
    const { decoder, notes, samples } = await decodeAudio(join(folder, "damaged.flac"), at16k);
    expect(decoder).toBe("ffmpeg");
    expect(samples.length).toBeGreaterThan(16_000);
    expect(notes.length).toBeGreaterThan(0);
  });

  it("gives its own words for what it cannot decode", async () => {
    await writeFile(join(folder, "broken.m4a"), (await readFile(fixture("sound.m4a"))).subarray(0, 9000));
    const error: unknown = await decodeAudio(join(folder, "broken.m4a"), at16k).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AudioError);
    expect((error as AudioError).message).toBe(
      "It is cut off: the table of contents (moov) of an MP4 file is missing.",
    );
  });

  it("a song has the same features in every format, within the codecs' error", async () => {
    const source = join(folder, "song.wav");
    const hiss = noise(4 * 44_100, 0.05);
    const left = harmonics(44_100, 4).map((value, n) => value + hiss[n]!);
    const right = left.map((value, n) => 0.5 * value - 0.5 * hiss[n]!);
    await writeFile(source, wavFile([left, right], { rate: 44_100 }));
    const features = async (path: string): Promise<{ mel: Float32Array; stats: Float64Array }> => ({
      mel: whisperLogMel((await decodeAudio(path, at16k)).samples, 4).data,
      stats: mfccStatistics(mfcc((await decodeAudio(path, { sampleRate: 22_050, seconds: 30 })).samples)),
    });
    const expected = await features(source);
    // Mean difference of the log-mel (a quarter of a power of ten is 0.0625); largest difference of the MFCC means, whose
    // unit is the decibel and which are as large as 500. Without its encoder delay removed, mp3 comes to 0.07.
    const limits: Record<string, readonly [number, number]> = {
      flac: [1e-7, 1e-6],
      mp3: [0.03, 2],
      ogg: [0.03, 2],
      opus: [0.03, 2],
      m4a: [0.04, 8],
    };
    for (const [ending, [melLimit, statsLimit]] of Object.entries(limits)) {
      const path = join(folder, `song.${ending}`);
      const { status } = spawnSync("ffmpeg", ["-v", "error", "-y", "-i", source, "-b:a", "192k", path]);
      expect(status).toBe(0);
      const { mel, stats } = await features(path);
      const meanDifference = mel.reduce((sum, value, n) => sum + Math.abs(value - expected.mel[n]!), 0) / mel.length;
      expect(meanDifference, ending).toBeLessThan(melLimit);
      expect(largestDifference(stats.subarray(1, 20), expected.stats.subarray(1, 20)), ending).toBeLessThan(statsLimit);
    }
  });
});
