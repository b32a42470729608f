import { mkdtemp, open, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { AudioError } from "../../src/engine/audio/decode/audio-error.ts";
import type { DecodedAudio } from "../../src/engine/audio/decode/collect.ts";
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";
import {
  fixtureSound,
  harmonics,
  largestDifference,
  meanOf,
  resample,
  signalToNoise,
  tone,
  wavFile,
} from "./signals.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

let folder = "";
const path = process.env["PATH"];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-decode-"));
  // These tests are of the decoders in process: an ffmpeg would help out with broken files.
  process.env["PATH"] = "";
});
afterAll(async () => {
  if (path !== undefined) process.env["PATH"] = path;
  await rm(folder, { recursive: true });
});

async function file(name: string, content: Uint8Array | string): Promise<string> {
  const target = join(folder, name);
  await writeFile(target, content);
  return target;
}

const at16k = { sampleRate: 16_000, seconds: 30 };

async function reasonOf(decoding: Promise<DecodedAudio>): Promise<string> {
  const error: unknown = await decoding.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AudioError);
  return (error as AudioError).reason;
}

describe("decoding in process", () => {
  const expected = resample(meanOf(fixtureSound(22_050)), 22_050, 16_000);

  // At the rates of the fixtures: FLAC is exact but for its 16 bits; the others lose what their codec loses.
  it.each([
    ["sound.flac", "libFLAC (WASM)", 22_050, 80],
    ["sound.oga", "libFLAC (WASM)", 22_050, 80],
    ["sound.mp3", "mpg123 (WASM)", 22_050, 15],
    ["sound.ogg", "libvorbis (WASM)", 22_050, 15],
    ["sound.opus", "libopus (WASM)", 48_000, 12],
  ])(
    "%s is the sound that was encoded, in its place: no encoder delay is left",
    async (name, decoder, rate, decibels) => {
      const decoded = await decodeAudio(fixture(name), at16k);
      expect(decoded).toMatchObject({ decoder, sourceSampleRate: rate, sourceChannels: 2, cut: false, notes: [] });
      expect(decoded.sourceSeconds).toBeCloseTo(1.5, 3);
      // As long where only its beginning is decoded. An MP3 file says it in frames where nobody wrote down the padding.
      const begun = await decodeAudio(fixture(name), { sampleRate: 16_000, seconds: 1 });
      expect(begun.cut).toBe(true);
      if (begun.sourceSeconds !== undefined) expect(Math.abs(begun.sourceSeconds - 1.5)).toBeLessThan(0.03);
      else expect(name).toBe("sound.oga");
      expect(Math.abs(decoded.samples.length - 24_000)).toBeLessThanOrEqual(1);
      const here = signalToNoise(expected, decoded.samples);
      expect(here).toBeGreaterThan(decibels);
      for (const shift of [1, 2, 5]) {
        expect(signalToNoise(expected, decoded.samples.subarray(shift))).toBeLessThan(here);
        expect(signalToNoise(expected.subarray(shift), decoded.samples)).toBeLessThan(here);
      }
    },
  );

  it("goes by content, not by name", async () => {
    const named = await file("really-a-flac.mp3", await readFile(fixture("sound.flac")));
    expect((await decodeAudio(named, at16k)).decoder).toBe("libFLAC (WASM)");
  });

  it("mixes to the mean of the channels", async () => {
    const [left, right] = fixtureSound(16_000);
    const stereo = await file("stereo.wav", wavFile([left, right], { rate: 16_000, bits: 32, float: true }));
    const { samples } = await decodeAudio(stereo, at16k);
    expect(largestDifference(samples, meanOf([left, right]))).toBeLessThan(1e-7);
    const three = await file("three.wav", wavFile([left, right, left], { rate: 16_000, bits: 32, float: true }));
    const mixed = await decodeAudio(three, at16k);
    expect(
      largestDifference(
        mixed.samples,
        left.map((value, n) => (2 * value + right[n]!) / 3),
      ),
    ).toBeLessThan(1e-6);
  });

  it("gives FLAC the scale of WAV: the 16-bit samples themselves", async () => {
    const { samples } = await decodeAudio(fixture("sound.flac"), { sampleRate: 22_050, seconds: 30 });
    const [left, right] = fixtureSound(22_050).map((channel) =>
      channel.map((value) => Math.round(value * 32_768) / 32_768),
    );
    // The encoder's input was rounded by another rule: one step of one channel is half a step of the mean.
    expect(largestDifference(samples, meanOf([left!, right!]))).toBeLessThanOrEqual(2 ** -15);
    expect(samples.every((value) => Number.isInteger(Math.round(value * 65_536 * 64) / 64))).toBe(true);
  });

  it("applies the gain of an Opus file", async () => {
    const opus = Buffer.from(await readFile(fixture("sound.opus")));
    opus.writeInt16LE(-6 * 256, 28 + 16);
    const [quiet, plain] = [
      await decodeAudio(await file("quiet.opus", opus), at16k),
      await decodeAudio(fixture("sound.opus"), at16k),
    ];
    const factor = 10 ** (-6 / 20);
    expect(
      largestDifference(
        quiet.samples,
        plain.samples.map((value) => factor * value),
      ),
    ).toBeLessThan(1e-6);
  });

  it("resamples to the rate that is asked for", async () => {
    const source = await file("tone.wav", wavFile([tone(440, 44_100, 2)], { rate: 44_100, bits: 32, float: true }));
    for (const sampleRate of [16_000, 22_050]) {
      const { samples } = await decodeAudio(source, { sampleRate, seconds: 30 });
      expect(samples.length).toBe(2 * sampleRate);
      expect(signalToNoise(tone(440, sampleRate, 2).subarray(500, -500), samples.subarray(500, -500))).toBeGreaterThan(
        70,
      );
    }
  });

  it("stops at the limit and says that the file goes on", async () => {
    const source = await file("three-seconds.wav", wavFile([harmonics(16_000, 3)], { rate: 16_000 }));
    const cut = await decodeAudio(source, { sampleRate: 16_000, seconds: 2 });
    expect([cut.samples.length, cut.cut]).toEqual([32_000, true]);
    const whole = await decodeAudio(source, { sampleRate: 16_000, seconds: 3 });
    expect([whole.samples.length, whole.cut]).toEqual([48_000, false]);
    const opus = await decodeAudio(fixture("sound.opus"), { sampleRate: 16_000, seconds: 1.25 });
    expect([opus.samples.length, opus.cut]).toEqual([20_000, true]);
  });

  it.skipIf(process.platform !== "linux")(
    "reads no more than it needs of a file of a terabyte (Linux: a sparse file)",
    async () => {
      const target = await file(
        "endless.wav",
        wavFile([harmonics(16_000, 3)], { rate: 16_000, declared: 0xffff_ffff }),
      );
      const handle = await open(target, "r+");
      await handle.truncate(2 ** 40);
      await handle.close();
      const { samples, cut } = await decodeAudio(target, { sampleRate: 16_000, seconds: 10 });
      expect([samples.length, cut]).toEqual([160_000, true]);
    },
  );

  it("decodes the same again: decoders keep nothing between files", async () => {
    for (const name of ["sound.mp3", "sound.ogg", "sound.opus", "sound.flac"]) {
      const first = await decodeAudio(fixture(name), at16k);
      expect((await decodeAudio(fixture(name), at16k)).samples).toEqual(first.samples);
    }
  });

  it("stops when cancelled", async () => {
    await expect(decodeAudio(fixture("sound.mp3"), { ...at16k, signal: AbortSignal.abort() })).rejects.toThrow(
      CancelledError,
    );
  });
});

describe("files that cannot be used", () => {
  it("damaged frames are reported, not printed, and the console is as it was", async () => {
    const bytes = await readFile(fixture("sound.mp3"));
    bytes.fill(0x55, bytes.length >> 1, (bytes.length >> 1) + 3000);
    const print = vi.spyOn(console, "error").mockReturnValue();
    const before = console.error;
    const files = await Promise.all(["one.mp3", "two.mp3"].map((name) => file(name, bytes)));
    const decoded = await Promise.all(files.map((path) => decodeAudio(path, at16k)));
    for (const { notes } of decoded) {
      expect(notes).toEqual(["1 damaged place was skipped.", "It says that it lasts 1.5 seconds, but ends after 1.3."]);
    }
    expect(print).not.toHaveBeenCalled();
    expect(console.error).toBe(before);
    print.mockRestore();
  });

  it("name their problem", async () => {
    expect(await reasonOf(decodeAudio(join(folder, "nowhere.mp3"), at16k))).toBe("missing");
    expect(await reasonOf(decodeAudio(folder, at16k))).toBe("unreadable");
    expect(await reasonOf(decodeAudio(await file("empty.mp3", ""), at16k))).toBe("empty");
    expect(await reasonOf(decodeAudio(await file("text.mp3", "These are not the sounds."), at16k))).toBe("not-sound");
    expect(await reasonOf(decodeAudio(fixture("sound.m4a"), at16k))).toBe("unsupported");
    const short = wavFile([tone(440, 16_000, 0.9)], { rate: 16_000 });
    expect(await reasonOf(decodeAudio(await file("short.wav", short), at16k))).toBe("too-short");
    const header = wavFile([new Float32Array(0)], { rate: 16_000 });
    expect(await reasonOf(decodeAudio(await file("header.wav", header), at16k))).toBe("corrupt");
    const flac = Buffer.from(await readFile(fixture("sound.flac")));
    flac.fill(0x55, 100);
    expect(await reasonOf(decodeAudio(await file("broken.flac", flac), at16k))).toBe("corrupt");
  });

  it.each([
    ["digital silence", () => 0],
    ["a constant", () => 0.5],
    ["less than −80 dB", (n: number) => 4e-5 * Math.sin(n)],
  ])("are silent: %s", async (_name, value) => {
    const samples = Float32Array.from({ length: 32_000 }, (_, n) => value(n));
    const target = await file("silent.wav", wavFile([samples], { rate: 16_000, bits: 32, float: true }));
    expect(await reasonOf(decodeAudio(target, at16k))).toBe("silent");
  });

  it("values that are no numbers count as silence", async () => {
    const samples = harmonics(16_000, 2).fill(Number.NaN, 100, 200).fill(Infinity, 300, 400);
    const target = await file("nan.wav", wavFile([samples], { rate: 16_000, bits: 32, float: true }));
    const decoded = await decodeAudio(target, at16k);
    expect(decoded.samples.every(Number.isFinite)).toBe(true);
    expect([...decoded.samples.subarray(100, 200)].every((sample) => sample === 0)).toBe(true);
  });

  it("a file whose sample rate changes on the way is used up to there, with a note", async () => {
    const first = await readFile(fixture("sound.mp3"));
    // Silent frames of 128 kbit/s at 44.1 kHz, 417 bytes each.
    const other = Buffer.alloc(417 * 100);
    for (let at = 0; at < other.length; at += 417) other.set([0xff, 0xfb, 0x90, 0x00], at);
    const { samples, notes } = await decodeAudio(await file("two-rates.mp3", Buffer.concat([first, other])), at16k);
    expect(samples.length).toBeGreaterThan(23_000);
    expect(samples.length).toBeLessThan(26_000);
    expect(notes).toEqual(["Its sample rate changes from 22050 to 44100 Hz: only what comes before is used."]);
  });

  it("a FLAC file that was cut off is used as far as it goes, with a note", async () => {
    const flac = await readFile(fixture("sound.flac"));
    const { samples, notes, incomplete } = await decodeAudio(
      await file("cut.flac", flac.subarray(0, 0.85 * flac.length)),
      at16k,
    );
    expect(samples.length).toBeGreaterThan(16_000);
    expect(samples.length).toBeLessThan(23_000);
    expect(notes.join()).toMatch(/lasts 1.5 seconds, but ends after 1\.[0-4]/);
    expect(incomplete).toBe(true);
  });

  it("an Ogg file that was cut off ends with its last whole page, without noise", async () => {
    for (const name of ["sound.opus", "sound.ogg", "sound.oga"]) {
      const whole = await decodeAudio(fixture(name), at16k);
      const bytes = await readFile(fixture(name));
      const { samples, notes, incomplete } = await decodeAudio(
        await file(`cut-${name}`, bytes.subarray(0, 0.9 * bytes.length)),
        at16k,
      );
      expect(samples.length).toBeGreaterThan(16_000);
      expect(samples.length).toBeLessThan(24_000);
      expect(notes).toEqual(["Its last page is missing: it was cut off."]);
      expect([incomplete, whole.incomplete]).toEqual([true, false]);
      // The filter looks 160 samples ahead: only there do the two differ.
      expect(largestDifference(samples.subarray(0, -160), whole.samples)).toBeLessThan(1e-6);
    }
  });

  it.skipIf(process.platform === "win32")("a link to a file is followed; a link to nothing is missing", async () => {
    await symlink(fixture("sound.mp3"), join(folder, "link.mp3"));
    expect((await decodeAudio(join(folder, "link.mp3"), at16k)).decoder).toBe("mpg123 (WASM)");
    await symlink(join(folder, "gone"), join(folder, "dangling.mp3"));
    expect(await reasonOf(decodeAudio(join(folder, "dangling.mp3"), at16k))).toBe("missing");
  });
});
