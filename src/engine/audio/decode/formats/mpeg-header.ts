import { textAt, viewOf } from "./bytes.ts";

/** Consecutive frame headers that make chance agreement implausible. */
const FRAMES_NEEDED = 3;

/** The longest frame: MPEG 2.5, layer II, 160 kbit/s at 8 kHz, padded. */
export const LONGEST_FRAME = 2_881;

/** What finding three frames needs behind their start. */
export const FRAMES_WINDOW = FRAMES_NEEDED * LONGEST_FRAME + 4;

/** One frame of MPEG audio. */
export interface MpegFrame {
  /** In bytes, with the header. */
  readonly length: number;
  readonly sampleRate: number;
  readonly channels: number;
  /** Samples of each channel. */
  readonly samples: number;
}

/** The offset of the first of three consecutive MPEG audio frames of one kind, or undefined. */
export function findMpegFrames(bytes: Uint8Array, from = 0): number | undefined {
  for (let start = bytes.indexOf(0xff, from); start >= 0; start = bytes.indexOf(0xff, start + 1)) {
    let at = start;
    let found = 0;
    for (; found < FRAMES_NEEDED; found++) {
      const length = mpegFrame(bytes, at)?.length;
      if (length === undefined || !isSameMpegKind(bytes, start, bytes, at)) break;
      at += length;
    }
    if (found === FRAMES_NEEDED) return start;
  }
  return undefined;
}

/** Whether two frame headers agree in version, layer and sample rate. */
export function isSameMpegKind(bytes: Uint8Array, at: number, others: Uint8Array, otherAt: number): boolean {
  return (
    (bytes[at + 1]! & 0xfe) === (others[otherAt + 1]! & 0xfe) &&
    (bytes[at + 2]! & 0x0c) === (others[otherAt + 2]! & 0x0c)
  );
}

const BITRATES_V1: Record<number, readonly number[]> = {
  1: [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
};
const BITRATES_V2: Record<number, readonly number[]> = {
  1: [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  3: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const SAMPLE_RATES_V1 = [44_100, 48_000, 32_000];

/** The MPEG audio frame whose header (ISO 11172-3, §2.4.1.3) lies at `at`; free bit rates are not read. */
export function mpegFrame(bytes: Uint8Array, at: number): MpegFrame | undefined {
  if (at + 4 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1]! & 0xe0) !== 0xe0) return undefined;
  const version = (bytes[at + 1]! >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const layer = 4 - ((bytes[at + 1]! >> 1) & 3); // 4 is ADTS (AAC)
  const rate = SAMPLE_RATES_V1[(bytes[at + 2]! >> 2) & 3];
  const kilobits = (version === 3 ? BITRATES_V1 : BITRATES_V2)[layer]?.[bytes[at + 2]! >> 4];
  if (version === 1 || rate === undefined || kilobits === undefined || kilobits === 0) return undefined;
  const sampleRate = rate / (version === 3 ? 1 : version === 2 ? 2 : 4);
  const padding = (bytes[at + 2]! >> 1) & 1;
  const channels = bytes[at + 3]! >> 6 === 3 ? 1 : 2;
  if (layer === 1) {
    return { length: 4 * (Math.floor((12_000 * kilobits) / sampleRate) + padding), sampleRate, channels, samples: 384 };
  }
  const samples = layer === 3 && version !== 3 ? 576 : 1152;
  return { length: Math.floor((125 * samples * kilobits) / sampleRate) + padding, sampleRate, channels, samples };
}

/**
 * The length that the first frame declares, if it is one of information: Xing or Info (with LAME's delay and padding, which
 * decoders cut away), or VBRI.
 */
export function declaredMpegSeconds(bytes: Uint8Array, at: number): number | undefined {
  const frame = mpegFrame(bytes, at);
  if (frame === undefined || bytes.length < at + 200) return undefined;
  const view = viewOf(bytes);
  if (textAt(bytes, at + 36, 4) === "VBRI") return (view.getUint32(at + 36 + 14) * frame.samples) / frame.sampleRate;
  const isMpeg1 = (bytes[at + 1]! & 0x18) === 0x18;
  const tag = at + 4 + (isMpeg1 ? (frame.channels === 1 ? 17 : 32) : frame.channels === 1 ? 9 : 17);
  if (!["Xing", "Info"].includes(textAt(bytes, tag, 4))) return undefined;
  const flags = view.getUint32(tag + 4);
  if ((flags & 1) === 0) return undefined;
  // Frames, bytes, table of contents and quality, each present if its flag is set; then the encoder's name.
  const encoder = tag + 12 + ((flags & 2) === 0 ? 0 : 4) + ((flags & 4) === 0 ? 0 : 100) + ((flags & 8) === 0 ? 0 : 4);
  const trimmed = /^La(?:me|vc|vf)/i.test(textAt(bytes, encoder, 4)) ? view.getUint32(encoder + 20) & 0xff_ffff : 0;
  const samples = view.getUint32(tag + 8) * frame.samples - (trimmed >> 12) - (trimmed & 0xfff);
  return samples > 0 ? samples / frame.sampleRate : undefined;
}
