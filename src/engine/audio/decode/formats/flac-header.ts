import { viewOf } from "./bytes.ts";

/** What a FLAC stream says about itself (RFC 9639, §8.2). */
export interface StreamInfo {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  /** Of each channel; 0 means unknown. */
  readonly samples: number;
}

/** The STREAMINFO block whose content lies at `at`. */
export function streamInfo(bytes: Uint8Array, at: number): StreamInfo | undefined {
  if (bytes.length < at + 18) return undefined;
  const word = viewOf(bytes).getUint32(at + 10);
  return {
    sampleRate: word >>> 12,
    channels: ((word >>> 9) & 7) + 1,
    bits: ((word >>> 4) & 31) + 1,
    samples: (word & 15) * 2 ** 32 + viewOf(bytes).getUint32(at + 14),
  };
}

/** One frame of a FLAC stream, by its header. */
export interface FlacHeader {
  /** Bytes of the header. */
  readonly length: number;
  /** Samples of each channel. */
  readonly samples: number;
  readonly channels: number;
  /** Hz; undefined where only STREAMINFO says it. */
  readonly sampleRate: number | undefined;
  /** Of the frame, or of its first sample where frames have different lengths. */
  readonly number: number;
  /** The number of the frame behind it. */
  readonly next: number;
  /** The longest that such a frame can be: its samples as they are. */
  readonly longest: number;
}

/** The longest frame header: sync and codes, a number of 7 bytes, block size and rate of 2 bytes each, CRC. */
export const LONGEST_HEADER = 4 + 7 + 2 + 2 + 1;

const BITS = [32, 8, 12, undefined, 16, 20, 24, 32] as const;
const RATES = [undefined, 88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];

/** The frame header at `at` (RFC 9639, §9.1), if its CRC is right. */
export function flacHeader(bytes: Uint8Array, at: number): FlacHeader | undefined {
  const [, second = 0, codes = 0, more = 0, lead = 0] = bytes.subarray(at, at + 5);
  const [sizeCode, rateCode, channelCode] = [codes >> 4, codes & 15, more >> 4];
  const bits = BITS[(more >> 1) & 7];
  if (bytes[at] !== 0xff || (second & 0xfe) !== 0xf8 || (more & 1) !== 0 || bits === undefined) return undefined;
  if (sizeCode === 0 || rateCode === 15 || channelCode > 10) return undefined;
  // Coded like UTF-8, with up to seven bytes.
  const numberBytes = lead < 0x80 ? 1 : Math.clz32(~(lead << 24));
  if (numberBytes > 7 || lead >> 6 === 2) return undefined;
  let number = numberBytes === 1 ? lead : lead & (0x7f >> numberBytes);
  let end = at + 5;
  while (end < at + 4 + numberBytes) number = 64 * number + ((bytes[end++] ?? 0) & 0x3f);
  const byte = (): number => bytes[end++] ?? 0;
  const samples = sizeCode === 6 ? byte() + 1 : sizeCode === 7 ? 256 * byte() + byte() + 1 : samplesOf(sizeCode);
  const sampleRate =
    rateCode === 12
      ? 1000 * byte()
      : rateCode > 12
        ? (rateCode === 14 ? 10 : 1) * (256 * byte() + byte())
        : RATES[rateCode];
  if (end >= bytes.length || crc8(bytes, at, end) !== bytes[end]) return undefined;
  const channels = channelCode < 8 ? channelCode + 1 : 2;
  const length = end + 1 - at;
  // One bit more for the difference of two channels, eight bytes for the header of each, two for the frame's CRC.
  const longest = length + channels * (8 + Math.ceil((samples * (bits + 1)) / 8)) + 2;
  const next = number + ((second & 1) === 0 ? 1 : samples);
  return { length, samples, channels, sampleRate, number, next, longest };
}

function samplesOf(code: number): number {
  return code === 1 ? 192 : code < 6 ? 576 << (code - 2) : 256 << (code - 8);
}

function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let at = from; at < to; at++) {
    crc ^= bytes[at]!;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80) === 0 ? crc << 1 : ((crc << 1) ^ 0x07) & 0xff;
  }
  return crc;
}

const CRC16 = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x8005;
  return crc;
});

/** Goes on with a CRC-16; over a whole frame, with its own CRC at the end, it comes to 0. */
export function crc16(bytes: Uint8Array, from: number, to: number, before: number): number {
  let crc = before;
  for (let at = from; at < to; at++) crc = ((crc << 8) & 0xffff) ^ CRC16[(crc >> 8) ^ bytes[at]!]!;
  return crc;
}
