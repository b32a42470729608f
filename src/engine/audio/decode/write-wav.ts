import { open, rm, type FileHandle } from "node:fs/promises";
import { throwIfCancelled } from "../../core/errors.ts";
import { renameOver, temporaryName, whileUnfinished } from "../../core/files.ts";
import { AudioError, inWords } from "./audio-error.ts";
import { decodersFor, type NamedDecoder } from "./decoders.ts";
import { openAudio } from "./open-audio.ts";
import { createDownmix } from "./pcm.ts";

/** Longer sound is cut: two hours of 16-bit mono at 48 kHz are 690 MB. */
const LONGEST_SECONDS = 7_200;

/**
 * Decodes a whole file into a WAV file that every browser plays: 16-bit PCM, mono (mean of the channels), at the file's own
 * rate. Sound is written as it is decoded; the file appears whole.
 * @throws {AudioError} if no decoder gives any sound. @throws {CancelledError}
 */
export async function writeWav(path: string, out: string, signal?: AbortSignal): Promise<void> {
  const { file, sniffed } = await openAudio(path);
  try {
    await writeFirstWhole(decodersFor(path, file, sniffed, { seconds: LONGEST_SECONDS, signal }), out, signal);
  } finally {
    await file.close();
  }
}

/** The sound of the first decoder that gets to the end, else of the one that got furthest. */
async function writeFirstWhole(
  decoders: AsyncIterable<NamedDecoder>,
  out: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  let best: { readonly path: string; readonly samples: number } | undefined;
  const failures: string[] = [];
  try {
    for await (const decoder of decoders) {
      const path = temporaryName(out);
      const { samples, failure } = await whileUnfinished(path, () => writeWhole(decoder, path, signal));
      if (failure !== undefined) failures.push(`${decoder.name}: ${failure}`);
      const [kept, given] = samples > (best?.samples ?? 0) ? [{ path, samples }, best?.path] : [best, path];
      best = kept;
      if (given !== undefined) await rm(given, { force: true });
      if (failure === undefined && samples > 0) break;
    }
    if (best === undefined) {
      throw new AudioError(
        "corrupt",
        `It holds no sound that can be decoded. ${failures.join(" ")}`.trim(),
        "Replace the file.",
      );
    }
    await renameOver(best.path, out);
  } catch (error) {
    if (best !== undefined) await rm(best.path, { force: true });
    throw error;
  }
}

interface Written {
  readonly samples: number;
  /** Why the decoder stopped before the end. */
  readonly failure?: string;
  /** The channel that is left when the channels cancel each other. */
  readonly cancelled?: number | undefined;
}

/** Writes what a decoder gives; of channels that cancel each other, one. */
async function writeWhole(decoder: NamedDecoder, path: string, signal: AbortSignal | undefined): Promise<Written> {
  const written = await writeStream(decoder, path, signal);
  return written.cancelled === undefined ? written : writeStream(decoder, path, signal, written.cancelled);
}

async function writeStream(
  { start, gain }: NamedDecoder,
  path: string,
  signal: AbortSignal | undefined,
  only?: number,
): Promise<Written> {
  const downmix = createDownmix(only);
  const handle = await open(path, "w");
  let samples = 0;
  let sampleRate = 0;
  let failure: string | undefined;
  try {
    await handle.write(new Uint8Array(HEADER_BYTES));
    try {
      for await (const { channels, sampleRate: rate } of start()) {
        throwIfCancelled(signal);
        if (channels.length === 0 || channels[0]!.length === 0) continue;
        if (sampleRate === 0) sampleRate = rate;
        if (rate !== sampleRate) throw new Error(`its sample rate changes from ${sampleRate} to ${rate} Hz`);
        samples += await writeSamples(handle, downmix.mix(channels), gain);
        if (samples >= LONGEST_SECONDS * sampleRate) break;
      }
    } catch (error) {
      throwIfCancelled(signal);
      failure = inWords(error);
    }
    await handle.write(wavHeader(sampleRate, samples), 0, HEADER_BYTES, 0);
  } finally {
    await handle.close();
  }
  const cancelled = only === undefined ? downmix.cancelled() : undefined;
  return { samples, cancelled, ...(failure === undefined ? {} : { failure }) };
}

async function writeSamples(handle: FileHandle, samples: Float32Array, gain: number): Promise<number> {
  await handle.writeFile(pcmOf(samples, gain));
  return samples.length;
}

function pcmOf(samples: Float32Array, gain: number): Uint8Array {
  const pcm = Int16Array.from(samples, (value) =>
    Math.max(-32_768, Math.min(32_767, Math.round(value * gain * 32_767))),
  );
  return new Uint8Array(pcm.buffer);
}

/** A WAV file of samples of −1 to 1. */
export function wavOf(samples: Float32Array, sampleRate: number): Uint8Array {
  return Buffer.concat([wavHeader(sampleRate, samples.length), pcmOf(samples, 1)]);
}

const HEADER_BYTES = 44;

/** RIFF/WAVE, PCM, one channel of 16 bits. */
function wavHeader(sampleRate: number, samples: number): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  const bytes = 2 * samples;
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(HEADER_BYTES - 8 + bytes, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(2 * sampleRate, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(bytes, 40);
  return header;
}
