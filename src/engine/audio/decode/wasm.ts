import { messageOf } from "../../core/errors.ts";
import type { ByteStream } from "./chunks.ts";
import type { PcmChunk } from "./pcm.ts";

/** What the four decoders have in common. */
interface WasmDecoder {
  readonly ready: Promise<void>;
  decode(bytes: Uint8Array): Decoded | Promise<Decoded>;
  /** What is still held back at the end of the data, complete or not. */
  flush?(): Promise<Decoded>;
  free(): void;
}

interface Decoded {
  readonly channelData: readonly Float32Array[];
  readonly samplesDecoded: number;
  readonly sampleRate: number;
  /** Of the file's samples, where it has such (FLAC). */
  readonly bitDepth?: number;
  readonly errors: readonly unknown[];
}

export type WasmFormat = "mp3" | "flac" | "ogg-flac" | "vorbis" | "opus";

interface WasmKind {
  readonly name: string;
  /** Loads the decoder's package when it is first needed: where one is damaged, everything else still works. */
  readonly load: () => Promise<new () => WasmDecoder>;
  /** Asks for what the decoder holds back at the end of the data. */
  readonly finish: (decoder: WasmDecoder) => Decoded | Promise<Decoded> | undefined;
}

const flush: WasmKind["finish"] = (decoder) => decoder.flush?.();

/**
 * The Ogg parser releases a page when it sees one byte behind it. Flushing would release a page that was cut off as
 * well, as seconds of noise.
 */
const releaseWholePages: WasmKind["finish"] = (decoder) => decoder.decode(new Uint8Array(1));

/** The decoders that run in a WebAssembly sandbox, by format. */
export const WASM_DECODERS: Record<WasmFormat, WasmKind> = {
  mp3: { name: "mpg123 (WASM)", load: async () => (await import("mpg123-decoder")).MPEGDecoder, finish: flush },
  flac: { name: "libFLAC (WASM)", load: loadFlac, finish: flush },
  "ogg-flac": { name: "libFLAC (WASM)", load: loadFlac, finish: releaseWholePages },
  vorbis: {
    name: "libvorbis (WASM)",
    load: async () => (await import("@wasm-audio-decoders/ogg-vorbis")).OggVorbisDecoder,
    finish: releaseWholePages,
  },
  opus: {
    name: "libopus (WASM)",
    load: async () => (await import("ogg-opus-decoder")).OggOpusDecoder,
    finish: releaseWholePages,
  },
};

async function loadFlac(): Promise<new () => WasmDecoder> {
  return (await import("@wasm-audio-decoders/flac")).FLACDecoder;
}

/** Why a decoder cannot be loaded, as one sentence; undefined where it can. */
export async function decoderProblem(format: WasmFormat): Promise<string | undefined> {
  const { name, load } = WASM_DECODERS[format];
  try {
    await load();
    return undefined;
  } catch (error) {
    return `The decoder ${name} cannot be loaded: ${messageOf(error).split("\n", 1)[0]!}.`;
  }
}

/** The formats that are decoded without ffmpeg here, in words for people, and what keeps others from being so. */
export async function inProcessDecoders(): Promise<{
  readonly formats: readonly string[];
  readonly problems: readonly string[];
}> {
  const problems = new Map<string, string>();
  for (const format of Object.keys(FORMAT_NAMES) as (keyof typeof FORMAT_NAMES)[]) {
    const problem = await decoderProblem(format);
    if (problem !== undefined) problems.set(format, problem);
  }
  const formats = Object.entries(FORMAT_NAMES).flatMap(([format, name]) => (problems.has(format) ? [] : [name]));
  return { formats: [...formats, "wav"], problems: [...problems.values()] };
}

const FORMAT_NAMES = { mp3: "mp3", flac: "flac", vorbis: "ogg vorbis", opus: "ogg opus" } as const;

/** Decodes a stream of bytes in process. @throws whatever the decoder throws on data that are not its own. */
export async function* decodeWasm(format: WasmFormat, bytes: ByteStream): AsyncGenerator<PcmChunk> {
  const { load, finish } = WASM_DECODERS[format];
  const decoder = new (await load())();
  await decoder.ready;
  try {
    for await (const piece of bytes) {
      const chunk = toPcm(await quietly(() => decoder.decode(piece)), format);
      if (chunk !== undefined) yield chunk;
    }
    const rest = await quietly(() => finish(decoder));
    const chunk = rest && toPcm(rest, format);
    if (chunk !== undefined) yield chunk;
  } finally {
    decoder.free();
  }
}

let quietCalls = 0;
let consoleError = console.error;

/** Runs a decoder's call without its printing of damaged frames: it returns them as well, and they are reported from there. */
async function quietly<T>(call: () => T | Promise<T>): Promise<T> {
  if (quietCalls++ === 0) {
    consoleError = console.error;
    console.error = () => undefined;
  }
  try {
    return await call();
  } finally {
    if (--quietCalls === 0) console.error = consoleError;
  }
}

function toPcm(
  { channelData, samplesDecoded, sampleRate, bitDepth, errors }: Decoded,
  format: WasmFormat,
): PcmChunk | undefined {
  if (samplesDecoded === 0 && errors.length === 0) return undefined;
  // A decoder's count is right where its arrays were trimmed or padded.
  const channels = channelData.map((channel) => channel.subarray(0, samplesDecoded));
  if (bitDepth !== undefined && (format === "flac" || format === "ogg-flac")) {
    // This port of libFLAC divides by 2^(bits − 1) − 1, everyone else (and our WAV reader) by 2^(bits − 1).
    const scale = 1 - 2 ** (1 - bitDepth);
    for (const channel of channels) for (let index = 0; index < channel.length; index++) channel[index]! *= scale;
  }
  return { sampleRate, channels, damaged: errors.length };
}
