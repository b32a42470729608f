import { textAt } from "./bytes.ts";
import { ByteWindow } from "./byte-window.ts";
import type { ByteStream } from "../chunks.ts";
import { crc16, flacHeader, LONGEST_HEADER, streamInfo, type FlacHeader, type StreamInfo } from "./flac-header.ts";
import { rateChange } from "../pcm.ts";

/** Some frames of a stream, or why the ones behind them are not used. */
export interface FlacBatch {
  readonly frames: readonly Uint8Array[];
  /** Places before them that held something else, damaged frames for example. */
  readonly damaged: number;
  /** Why the stream ends here for us. */
  readonly note?: string;
}

/** A frame of 40 bytes may hold half a million samples: so many in a batch at most, all channels together. */
const BATCH_SAMPLES = 2 ** 18;

/** No frame of music is longer. */
const LONGEST_FRAME = 2 ** 20;

/** How much is looked through at once for the next frame. */
const SEARCH_BYTES = 65_536;

/**
 * The frames of a FLAC file (RFC 9639) whose checksums are right; a frame that is damaged is left out, those around it are
 * not. The stream ends where a file of another rate was joined to it.
 * @throws {Error} if it does not start like a FLAC file.
 */
export async function* flacFrames(bytes: ByteStream): AsyncGenerator<FlacBatch> {
  const window = new ByteWindow(bytes);
  try {
    const info = await readMetadata(window);
    if (info === undefined) throw new Error("its description (STREAMINFO) is missing");
    let frames: Uint8Array[] = [];
    let [samples, damaged, lost] = [0, 0, false];
    for (;;) {
      await window.has(LONGEST_HEADER);
      const header = fittingHeader(window.bytes, 0, info);
      const length = header === undefined ? undefined : await frameLength(window, header, info);
      if (header !== undefined && length !== undefined) {
        if (lost) damaged++;
        lost = false;
        frames.push(window.bytes.slice(0, length));
        samples += header.samples * header.channels;
        window.drop(length);
        if (samples < BATCH_SAMPLES) continue;
      } else if (textAt(window.bytes, 0, 4) === "fLaC") {
        const next = await readMetadata(window);
        if (next === undefined || (next.sampleRate === info.sampleRate && next.channels === info.channels)) continue;
        yield { frames, damaged, note: rateChange(info.sampleRate, next.sampleRate) };
        return;
      } else {
        lost = true;
        if (await nextSync(window)) continue;
        if (frames.length > 0) yield { frames, damaged };
        return;
      }
      yield { frames, damaged };
      [frames, samples, damaged] = [[], 0, 0];
    }
  } finally {
    await window.close();
  }
}

/** Moves on over the blocks before the frames. */
async function readMetadata(window: ByteWindow): Promise<StreamInfo | undefined> {
  let info: StreamInfo | undefined;
  await window.skip(4);
  for (let last = false; !last;) {
    const header = await window.take(4);
    if (header === undefined) break;
    last = (header[0]! & 0x80) !== 0;
    const length = 65_536 * header[1]! + 256 * header[2]! + header[3]!;
    if ((header[0]! & 0x7f) === 0 && (await window.has(34))) info = streamInfo(window.bytes, 0);
    await window.skip(length);
  }
  return info;
}

function fittingHeader(bytes: Uint8Array, at: number, info: StreamInfo): FlacHeader | undefined {
  const header = flacHeader(bytes, at);
  if (header?.channels !== info.channels) return undefined;
  return header.sampleRate === undefined || header.sampleRate === info.sampleRate ? header : undefined;
}

/** What may follow the last frame. */
const FOLLOWERS = ["fLaC", "TAG", "APETAGEX", "ID3"];

/** Where frames may begin, by two bytes; undefined if nowhere. */
function findSync(bytes: Uint8Array, from: number): number | undefined {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (((bytes[at + 1] ?? 0xf8) & 0xfe) === 0xf8) return at;
  }
  return undefined;
}

/** Where frames may have begun before one bit of their first two bytes was flipped. */
function damagedSyncs(bytes: Uint8Array, from: number, end: number): number[] {
  const found: number[] = [];
  for (let at = from; at < Math.min(end, bytes.length - 1); at++) {
    const wrong = ((bytes[at]! << 8) | (bytes[at + 1]! & 0xfe)) ^ 0xfff8;
    if ((wrong & (wrong - 1)) === 0) found.push(at);
  }
  return found;
}

/**
 * The length of the frame at the window's start: to the frame of the next number, or else to the first place where a frame or
 * something else may begin and the checksum is right. (The decoder checks it again: a frame before the next one may be damaged.)
 */
async function frameLength(window: ByteWindow, header: FlacHeader, info: StreamInfo): Promise<number | undefined> {
  const longest = Math.min(LONGEST_FRAME, header.longest);
  const doubtful: number[] = [];
  let ended = false;
  for (let at = header.length + 1; ; at++) {
    const found = findSync(window.bytes, at);
    at = found ?? window.bytes.length;
    if (at > longest) break;
    if (at + LONGEST_HEADER > window.bytes.length && !ended) {
      ended = !(await window.has(at + LONGEST_HEADER));
      at--;
      continue;
    }
    if (found === undefined) break;
    const next = fittingHeader(window.bytes, at, info);
    if (next === undefined) doubtful.push(at);
    else if (next.number === header.next || crc16(window.bytes, 0, at, 0) === 0) return at;
  }
  const text = Buffer.from(window.bytes.buffer, window.bytes.byteOffset, Math.min(longest, window.bytes.length));
  const followers = FOLLOWERS.map((name) => text.indexOf(name, header.length, "latin1")).filter((at) => at > 0);
  const end = ended && window.bytes.length <= longest ? [window.bytes.length] : [];
  let [checked, crc] = [0, 0];
  const damaged = damagedSyncs(window.bytes, header.length + 1, longest);
  for (const at of [...doubtful, ...damaged, ...followers, ...end].sort((a, b) => a - b)) {
    crc = crc16(window.bytes, checked, at, crc);
    checked = at;
    if (crc === 0) return at;
  }
  return undefined;
}

/** Moves on to where the next frame or file may begin; false at the end. */
async function nextSync(window: ByteWindow): Promise<boolean> {
  window.drop(1);
  for (;;) {
    const more = await window.has(SEARCH_BYTES);
    const { bytes } = window;
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf("fLaC");
    const frame = findSync(bytes, 0) ?? bytes.length;
    const at = file < 0 ? frame : Math.min(file, frame);
    if (at < bytes.length || !more) {
      window.drop(at);
      return at < bytes.length;
    }
    // "fLaC" may begin here.
    window.drop(at - 3);
  }
}
