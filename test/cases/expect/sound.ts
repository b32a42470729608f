import { spawnSync } from "node:child_process";
import { copyFile, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { decodeAudio } from "../../../src/engine/audio/decode/decode-audio.ts";
import { runDoctor } from "../../../src/engine/tasks/doctor.ts";
import { harmonics, noise, wavFile } from "../../audio/signals.ts";
import type { Expectations } from "../expectation.ts";

const audio = (folder: string, name: string): string => join(folder, "data", "audio", name);

/** Makes a file with ffmpeg: a tone of so many seconds. */
function encode(file: string, seconds: number, ...options: readonly string[]): void {
  const source = ["-f", "lavfi", "-i", `sine=frequency=440:duration=${seconds}`];
  const { status, stderr } = spawnSync("ffmpeg", ["-v", "error", "-y", ...source, ...options, file]);
  if (status !== 0) throw new Error(`ffmpeg: ${stderr.toString()}`);
}

/** No ffmpeg is found until the test has ended. */
function withoutFfmpeg(): void {
  const searched = process.env["PATH"];
  process.env["PATH"] = "";
  onTestFinished(() => {
    if (searched !== undefined) process.env["PATH"] = searched;
  });
}

const ignore = ["audio-identical", "audio-unnamed", "genre-none"];

export const sound: Expectations = {
  "71-antiphase": {
    rows: [5, 5],
    ignore,
    codes: { "audio-damaged": 1 },
    says: [/channels cancel each other.*only one of them is used/],
    neverSays: [/silent/, /Copy or download/],
    prepare: async (folder) => {
      const left = harmonics(44_100, 3);
      const wav = wavFile([left, left.map((value) => -value)], { rate: 44_100 });
      await writeFile(audio(folder, "antiphase.wav"), wav);
    },
  },
  "72-lfs-pointer": {
    rows: [4, 5],
    ignore,
    codes: { "audio-not-sound": 1 },
    says: [/Git LFS pointer.*git lfs pull/],
    neverSays: [/ffmpeg/],
  },
  "73-html-as-mp3": {
    rows: [4, 5],
    ignore,
    codes: { "audio-not-sound": 1 },
    says: [/It is a web page, not a song/],
    neverSays: [/ffmpeg/],
  },
  "74-concat-rate": {
    rows: [5, 5],
    ignore,
    codes: { "audio-damaged": 1 },
    says: [/sample rate changes from 44100 to 22050 Hz: only what comes before is used/],
    ffmpeg: true,
    prepare: async (folder) => {
      const parts = [audio(folder, "a.mp3"), audio(folder, "b.mp3")] as const;
      encode(parts[0], 8, "-ar", "44100");
      encode(parts[1], 8, "-ar", "22050");
      const joined = Buffer.concat(await Promise.all(parts.map((part) => readFile(part))));
      await Promise.all(parts.map((part) => rm(part)));
      await writeFile(audio(folder, "concat_rate.mp3"), joined);
    },
    check: async (folder) => {
      const decoded = await decodeAudio(audio(folder, "concat_rate.mp3"), { sampleRate: 16_000, seconds: 30 });
      expect(decoded.samples.length / 16_000).toBeCloseTo(8, 0);
    },
  },
  "75-webm": {
    rows: [5, 5],
    ignore,
    ffmpeg: true,
    prepare: (folder) => {
      encode(audio(folder, "st.webm"), 8);
      return Promise.resolve();
    },
  },
  "77-wma": {
    rows: [5, 5],
    ignore,
    ffmpeg: true,
    prepare: (folder) => {
      encode(audio(folder, "st.wma"), 8);
      return Promise.resolve();
    },
  },
  "78-trunc-xing": {
    rows: [5, 5],
    ignore,
    codes: { "audio-damaged": 1 },
    says: [
      /lasts 40\.0 seconds, but ends after 12\.\d\. What could be decoded is used\. Copy or download the song again\./,
    ],
    ffmpeg: true,
    prepare: async (folder) => {
      encode(audio(folder, "trunc_xing.mp3"), 40, "-b:a", "128k");
      await truncate(audio(folder, "trunc_xing.mp3"), 200_000);
    },
  },
  "79-silent-intro": {
    rows: [4, 5],
    ignore,
    codes: { "audio-silent": 1 },
    says: [/first 30 seconds are silent.*--offset 30 .*--seconds/],
    prepare: async (folder) => {
      const samples = new Float32Array(37 * 22_050);
      samples.set(harmonics(22_050, 6), 31 * 22_050);
      await writeFile(audio(folder, "silent_intro31s.wav"), wavFile([samples], { rate: 22_050 }));
    },
    check: async (folder) => {
      const song = audio(folder, "silent_intro31s.wav");
      const { samples } = await decodeAudio(song, { sampleRate: 16_000, seconds: 30, offset: 30 });
      expect(samples.length).toBe(7 * 16_000);
      // The second before the music, and the music.
      expect(Math.max(...samples.subarray(0, 15_000).map(Math.abs))).toBeLessThan(1e-3);
      expect(Math.max(...samples.subarray(17_000, 18_000).map(Math.abs))).toBeGreaterThan(0.1);
      // The others are shorter than that, which is told with their length.
      const { diagnostics } = await runDoctor({
        workspace: folder,
        settings: { offset: 30 },
        signal: new AbortController().signal,
      });
      expect(diagnostics.filter(({ code }) => code === "audio-silent")).toEqual([]);
      expect(diagnostics.filter(({ code }) => code === "audio-too-short").length).toBe(4);
    },
  },
  "120-no-ffmpeg": {
    rows: [5, 14],
    ignore,
    codes: { "audio-not-sound": 2, "audio-corrupt": 2, "audio-unsupported": 5 },
    says: [
      /Git LFS pointer.*git lfs pull/,
      /It is a web page/,
      /It is a WebM or Matroska file, which only ffmpeg decodes.*Install ffmpeg/,
      /It is cut off: the table of contents/,
    ],
    neverSays: [/(Git LFS|web page|cut off|no sound of any kind)[^\n]*ffmpeg/],
    ffmpeg: true,
    prepare: async (folder) => {
      encode(audio(folder, "adts.aac"), 4);
      encode(audio(folder, "alac.m4a"), 4, "-c:a", "alac");
      encode(audio(folder, "mulaw.wav"), 4, "-c:a", "pcm_mulaw");
      encode(audio(folder, "webm_as.mp3"), 4, "-f", "webm");
      encode(audio(folder, "speex.ogg"), 4, "-c:a", "libspeex", "-ar", "16000");
      encode(audio(folder, "trunc.m4a"), 20);
      await truncate(audio(folder, "trunc.m4a"), 100_000);
      await writeFile(audio(folder, "gtzan_bad.wav"), new Uint8Array(noise(400_000, 1).buffer));
      encode(audio(folder, "id3jpeg_wrong.mp3"), 4);
      withoutFfmpeg();
    },
  },
  "130-easy-dup-audio": {
    rows: [6, 6],
    ignore,
    prepare: async (folder) => {
      for (const name of ["s1.wav", "s2.wav"]) await copyFile(audio(folder, "s0.wav"), audio(folder, name));
    },
  },
};
