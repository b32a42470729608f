import { FLACDecoder } from "@wasm-audio-decoders/flac";
import { OggVorbisDecoder } from "@wasm-audio-decoders/ogg-vorbis";
import { MPEGDecoder } from "mpg123-decoder";
import { OggOpusDecoder } from "ogg-opus-decoder";
import type { ByteStream } from "./chunks.ts";
import type { PcmChunk } from "./pcm.ts";

/** What the four decoders have in common. */
interface WasmDecoder {
  readonly ready: Promise<void>;
  decode(bytes: Uint8Array): Decoded | Promise<Decoded>;
  /** The frames still held back at the end of the data; the mp3 decoder holds none back. */
  flush?(): Promise<Decoded>;
  free(): void;
}

interface Decoded {
  readonly channelData: readonly Float32Array[];
  readonly samplesDecoded: number;
  readonly sampleRate: number;
  readonly errors: readonly unknown[];
}

export type WasmFormat = "mp3" | "flac" | "vorbis" | "opus";

/** The decoders that run in a WebAssembly sandbox, by format. */
export const WASM_DECODERS: Record<WasmFormat, { readonly name: string; create(): WasmDecoder }> = {
  mp3: { name: "mpg123 (WASM)", create: () => new MPEGDecoder() },
  flac: { name: "libFLAC (WASM)", create: () => new FLACDecoder() },
  vorbis: { name: "libvorbis (WASM)", create: () => new OggVorbisDecoder() },
  opus: { name: "libopus (WASM)", create: () => new OggOpusDecoder() },
};

/** Decodes a stream of bytes in process. @throws whatever the decoder throws on data that are not its own. */
export async function* decodeWasm(format: WasmFormat, bytes: ByteStream): AsyncGenerator<PcmChunk> {
  const decoder = WASM_DECODERS[format].create();
  await decoder.ready;
  try {
    for await (const piece of bytes) {
      const chunk = toPcm(await decoder.decode(piece));
      if (chunk !== undefined) yield chunk;
    }
    const rest = await decoder.flush?.();
    const chunk = rest && toPcm(rest);
    if (chunk !== undefined) yield chunk;
  } finally {
    decoder.free();
  }
}

function toPcm({ channelData, samplesDecoded, sampleRate, errors }: Decoded): PcmChunk | undefined {
  if (samplesDecoded === 0 && errors.length === 0) return undefined;
  // A decoder's count is right where its arrays were trimmed or padded.
  const channels = channelData.map((channel) => channel.subarray(0, samplesDecoded));
  return { sampleRate, channels, damaged: errors.length };
}
