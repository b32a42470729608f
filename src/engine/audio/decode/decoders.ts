import type { FileHandle } from "node:fs/promises";
import { extname } from "node:path";
import { REINSTALL } from "../../core/native/load-error.ts";
import { AudioError, INSTALL_FFMPEG } from "./audio-error.ts";
import { readChunks } from "./chunks.ts";
import type { Sniffed } from "./formats/container.ts";
import { decodeFfmpeg, findFfmpeg } from "./ffmpeg.ts";
import type { PcmStream } from "./pcm.ts";
import { decoderProblem, WASM_DECODERS } from "./wasm.ts";
import { decodeWav } from "./formats/wav.ts";

/** A way to decode a file. */
export interface NamedDecoder {
  readonly name: string;
  readonly start: () => PcmStream;
  readonly gain: number;
  /** Its samples may be on another scale than ±1: floats as the file has them. */
  readonly anyScale?: true;
}

export interface DecoderOptions {
  /** At most so many seconds from the start, or from `offset` on; what follows is not read. */
  readonly seconds: number;
  /** Seconds at the start that are decoded and left out; default 0. */
  readonly offset?: number | undefined;
  /** `auto`: in process where possible, ffmpeg for the rest. `ffmpeg`: ffmpeg for everything. Default `auto`. */
  readonly decoder?: "auto" | "ffmpeg";
  /** The ffmpeg to use in place of the one that is found. */
  readonly ffmpegPath?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The ways to decode a file, the preferred one first. ffmpeg is looked for only when it is asked for, or the way before it
 * did not do: the search costs a millisecond a song.
 * @throws {AudioError} `unsupported`, if there is none.
 * @throws {LatentuneError} if the settings' ffmpeg does not exist, whether it is needed or not.
 */
export async function* decodersFor(
  path: string,
  file: FileHandle,
  sniffed: Sniffed,
  { decoder = "auto", seconds, offset = 0, ffmpegPath, signal }: DecoderOptions,
): AsyncGenerator<NamedDecoder> {
  const given = ffmpegPath === undefined ? undefined : await findFfmpeg(ffmpegPath);
  const inProcess = decoder === "ffmpeg" ? undefined : inProcessDecoder(file, sniffed, signal);
  const broken = inProcess === undefined ? undefined : await problemOf(sniffed);
  const usable = inProcess !== undefined && broken === undefined;
  if (usable) yield inProcess;
  const ffmpeg = given ?? (await findFfmpeg());
  if (ffmpeg !== undefined) {
    // One second more than needed tells whether the file goes on. ffmpeg applies the Opus gain itself. It does not seek to the
    // offset: that is inexact in some formats, and the samples would differ from those of the whole song.
    const start = () => decodeFfmpeg(ffmpeg, path, { seconds: offset + seconds + 1, signal });
    yield { name: "ffmpeg", gain: 1, anyScale: true, start };
  } else if (broken !== undefined) {
    const remedy = `${REINSTALL} ffmpeg on the PATH does as well.`;
    throw new AudioError("unsupported", `${broken} No ffmpeg was found that could do it.`, remedy);
  } else if (!usable) throw needsFfmpeg(path, sniffed, decoder);
}

/** Endings of formats whose content we know: other content under such a name is damaged, and ffmpeg would not help. */
const KNOWN_BY_CONTENT = [".mp3", ".ogg", ".oga", ".opus", ".flac", ".wav", ".m4a", ".mp4", ".aac", ".webm", ".wma"];

function needsFfmpeg(path: string, { kind }: Sniffed, decoder: "auto" | "ffmpeg"): AudioError {
  if (decoder === "ffmpeg") {
    return new AudioError("unsupported", "ffmpeg was asked for and not found.", INSTALL_FFMPEG);
  }
  if (kind !== undefined) {
    const message = `It is ${kind}, which only ffmpeg decodes, and no ffmpeg was found.`;
    return new AudioError("unsupported", message, INSTALL_FFMPEG);
  }
  const ending = extname(path).toLowerCase();
  if (ending === "" || KNOWN_BY_CONTENT.includes(ending)) {
    const message = "Its content is no sound of any kind that is known: the file is damaged, or something else.";
    return new AudioError("corrupt", message, "Copy or download the song again.");
  }
  const message = `Its content is none that is decoded here; ffmpeg, which was not found, may know ${ending} files.`;
  return new AudioError("unsupported", message, INSTALL_FFMPEG);
}

/** Why the decoder of a format is there no more: a package that is missing or damaged. */
async function problemOf({ format }: Sniffed): Promise<string | undefined> {
  return format === "other" || format === "wav" ? undefined : decoderProblem(format);
}

function inProcessDecoder(
  file: FileHandle,
  { format, offset, gain }: Sniffed,
  signal: AbortSignal | undefined,
): NamedDecoder | undefined {
  if (format === "other") return undefined;
  const bytes = () => readChunks(file, offset, signal);
  if (format === "wav") return { name: "WAV reader", gain, anyScale: true, start: () => decodeWav(bytes()) };
  const { name, decode } = WASM_DECODERS[format];
  return { name, gain, start: () => decode(bytes()) };
}
