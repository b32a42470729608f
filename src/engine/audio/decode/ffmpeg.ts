import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { access, constants } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { LatentuneError, throwIfCancelled } from "../../core/errors.ts";
import { AudioError } from "./audio-error.ts";
import type { PcmChunk } from "./pcm.ts";
import { decodeWav } from "./formats/wav.ts";

/** A run that takes longer is stopped: ten minutes of sound decode in a few seconds. */
const TIME_LIMIT_SECONDS = 120;

/** Containers that ffmpeg may open: sound and film files, but no playlists, which name further files. */
const CONTAINERS = [
  ...["aac", "ac3", "aiff", "amr", "amrnb", "amrwb", "ape", "asf", "au", "avi", "caf", "dsf", "dts", "eac3", "flac"],
  ...["flv", "gsm", "iff", "matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2", "mp3", "mpc", "mpc8", "mpeg", "mpegts", "ogg"],
  ...["rm", "shn", "tak", "tta", "voc", "vqf", "w64", "wav", "wv"],
].join(",");

/**
 * Where ffmpeg is: the path of the settings, else the package `ffmpeg-static` if it is installed, else the PATH.
 * @throws {LatentuneError} if the settings name a file that cannot be run.
 */
export async function findFfmpeg(explicit?: string): Promise<string | undefined> {
  if (explicit !== undefined) {
    if (await isExecutable(explicit)) return resolve(explicit);
    throw new LatentuneError(`There is no program at the ffmpeg path ${explicit}.`, {
      remedy: "Correct the path, or leave it out to use the ffmpeg on the PATH.",
    });
  }
  const bundled = ffmpegStatic();
  if (bundled !== undefined && (await isExecutable(bundled))) return bundled;
  const program = process.platform === "win32" ? "ffmpeg.exe" : "ffmpeg";
  // Searched here, because Windows would look in the current folder first, and that may be anyone's workspace.
  for (const folder of (process.env["PATH"] ?? "").split(delimiter).filter((entry) => isAbsolute(entry))) {
    const candidate = join(folder, program);
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function ffmpegStatic(): string | undefined {
  try {
    const path: unknown = createRequire(import.meta.url)("ffmpeg-static");
    return typeof path === "string" ? path : undefined;
  } catch {
    return undefined;
  }
}

export interface FfmpegOptions {
  /** Seconds of sound to decode; the caller may stop earlier, which ends the process. */
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
  /** Default 120. */
  readonly timeLimitSeconds?: number;
}

/**
 * Decodes the first audio stream of a file with ffmpeg, at its own rate and with all of its channels: mixing and
 * resampling are ours for every decoder (`ffmpeg -ac 1` would scale stereo by √2 against the mean).
 * What was decoded before ffmpeg gave up counts; the giving up is one damaged place.
 * @throws {AudioError} `corrupt` with ffmpeg's own words, or `timed-out`.
 */
export async function* decodeFfmpeg(
  ffmpeg: string,
  path: string,
  { seconds, signal, timeLimitSeconds = TIME_LIMIT_SECONDS }: FfmpegOptions,
): AsyncGenerator<PcmChunk> {
  throwIfCancelled(signal);
  const child = spawn(ffmpeg, ffmpegArguments(path, seconds), {
    stdio: ["ignore", "pipe", "pipe"],
    shell: false,
    windowsHide: true,
  });
  const ended = endOf(child);
  const state = { timedOut: false, yielded: false };
  const stop = (): void => void child.kill("SIGKILL");
  const timer = setTimeout(() => {
    state.timedOut = true;
    stop();
  }, timeLimitSeconds * 1000);
  signal?.addEventListener("abort", stop);
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    // Kept short: a broken file can fill megabytes.
    if (complaint.length < 4096) complaint += text;
  });
  try {
    let unreadable: unknown;
    try {
      for await (const chunk of decodeWav(child.stdout as AsyncIterable<Buffer>)) {
        state.yielded = true;
        yield chunk;
      }
    } catch (error) {
      unreadable = error;
      stop();
    }
    const { code, failure } = await ended;
    throwIfCancelled(signal);
    if (state.timedOut) {
      const message = `Decoding took longer than ${timeLimitSeconds} seconds and was stopped.`;
      throw new AudioError("timed-out", message, "Convert the file to mp3, ogg, flac or wav.");
    }
    if (code === 0 && unreadable === undefined) return;
    if (!state.yielded) {
      const message =
        failure === undefined
          ? `It holds no audio that can be decoded${inShort(complaint)}.`
          : `ffmpeg cannot be run: ${failure.message}.`;
      throw new AudioError("corrupt", message, "Replace the file, or convert it from its source again.");
    }
    yield { sampleRate: 0, channels: [], damaged: 1 };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    stop();
  }
}

function ffmpegArguments(path: string, seconds: number): string[] {
  return [
    ...["-nostdin", "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "file,pipe"],
    ...["-format_whitelist", CONTAINERS],
    // `file:` and an absolute path: a name that starts with a dash or holds a colon stays a name.
    ...["-i", `file:${resolve(path)}`],
    ...["-map", "0:a:0", "-t", String(seconds), "-c:a", "pcm_f32le", "-f", "wav", "pipe:1"],
  ];
}

async function endOf(
  child: ChildProcessByStdio<null, Readable, Readable>,
): Promise<{ readonly code: number | null; readonly failure?: Error }> {
  try {
    const [code] = (await once(child, "close")) as [number | null];
    return { code };
  } catch (error) {
    return { code: null, failure: error as Error };
  }
}

/** The first line of ffmpeg's complaint in brackets, without the names of its part and of the file; empty where it says no more. */
function inShort(complaint: string): string {
  if (complaint.includes("matches no streams")) return "";
  const line = complaint.trim().split(/\r?\n/)[0] ?? "";
  const words = line.replace(/^\[[^\]]*\]\s*/, "").replace(/^file:.*: /, "");
  return words === "" ? "" : ` (ffmpeg: ${words.replace(/\.$/, "")})`;
}
