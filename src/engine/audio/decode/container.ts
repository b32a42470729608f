/** What a file holds, by its content. */
export type AudioFormat = "wav" | "mp3" | "flac" | "ogg-flac" | "vorbis" | "opus" | "other";

export interface Sniffed {
  readonly format: AudioFormat;
  /** Where the format's own data start: behind an ID3v2 tag, for example. */
  readonly offset: number;
  /** Opus: a factor that the file asks its player to apply (RFC 7845, §5.1). */
  readonly gain: number;
  /** How long the file says that it is, where its first bytes tell. */
  readonly declaredSeconds?: number;
}

/** How much of a file's beginning decides; an ID3v2 tag may need a second look behind it. */
export const SNIFF_BYTES = 65_536;

/** The length of an ID3v2 tag at the start of `head`, with its header and footer; 0 if there is none. */
export function id3Length(head: Uint8Array): number {
  if (head.length < 10 || text(head, 0, 3) !== "ID3") return 0;
  const size = head.subarray(6, 10);
  if (size.some((byte) => byte > 127)) return 0;
  const footer = (head[5]! & 0x10) === 0 ? 0 : 10;
  return 10 + footer + size.reduce((sum, byte) => sum * 128 + byte, 0);
}

/** Names the format of a file from its first bytes (behind an ID3v2 tag, if any); `other` is left to ffmpeg. */
export function sniff(head: Uint8Array): Sniffed {
  const plain = { offset: 0, gain: 1 };
  const magic = text(head, 0, 4);
  if ((magic === "RIFF" || magic === "RF64") && text(head, 8, 4) === "WAVE") return { format: "wav", ...plain };
  if (magic === "fLaC") return { format: "flac", ...plain, ...flacLength(head) };
  if (magic === "OggS") return sniffOgg(head);
  const frame = isOtherContainer(head) ? undefined : findMpegFrames(head);
  return frame === undefined ? { format: "other", ...plain } : { format: "mp3", offset: frame, gain: 1 };
}

/** Containers whose content could look like MPEG frames by chance: MP4, ADTS (AAC), Matroska, ASF, AIFF, CAF. */
function isOtherContainer(head: Uint8Array): boolean {
  const isAdts = head[0] === 0xff && ((head[1] ?? 0) & 0xf6) === 0xf0;
  const magics = ["\u001aEß£", "0&²u", "FORM", "caff"];
  return isAdts || text(head, 4, 4) === "ftyp" || magics.includes(text(head, 0, 4));
}

/** The length that a FLAC file's STREAMINFO block declares (RFC 9639, §8.2); 0 samples mean unknown. */
function flacLength(head: Uint8Array): { readonly declaredSeconds?: number } {
  if (head.length < 26 || (head[4]! & 0x7f) !== 0) return {};
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const sampleRate = view.getUint32(18) >>> 12;
  const samples = (head[21]! & 15) * 2 ** 32 + view.getUint32(22);
  return sampleRate === 0 || samples === 0 ? {} : { declaredSeconds: samples / sampleRate };
}

function sniffOgg(head: Uint8Array): Sniffed {
  const plain = { offset: 0, gain: 1 };
  const packet = 27 + (head[26] ?? 0);
  if (text(head, packet, 5) === "\u007fFLAC") return { format: "ogg-flac", ...plain };
  if (text(head, packet, 7) === "\u0001vorbis") return { format: "vorbis", ...plain };
  if (text(head, packet, 8) === "OpusHead" && head.length >= packet + 18) {
    const gainQ8 = new DataView(head.buffer, head.byteOffset).getInt16(packet + 16, true);
    return { format: "opus", offset: 0, gain: 10 ** (gainQ8 / (20 * 256)) };
  }
  return { format: "other", ...plain };
}

/** Consecutive frame headers that make chance agreement implausible. */
const FRAMES_NEEDED = 3;

/** The offset of the first of three consecutive MPEG audio frames of one kind, or undefined. */
function findMpegFrames(head: Uint8Array): number | undefined {
  for (let start = 0; start + 4 <= head.length; start++) {
    if (head[start] !== 0xff) continue;
    let at = start;
    let found = 0;
    for (; found < FRAMES_NEEDED; found++) {
      const length = mpegFrameLength(head, at);
      if (length === undefined || !isSameKind(head, start, at)) break;
      at += length;
    }
    if (found === FRAMES_NEEDED) return start;
  }
  return undefined;
}

/** Whether two frame headers agree in version, layer and sample rate. */
function isSameKind(bytes: Uint8Array, a: number, b: number): boolean {
  return (bytes[a + 1]! & 0xfe) === (bytes[b + 1]! & 0xfe) && (bytes[a + 2]! & 0x0c) === (bytes[b + 2]! & 0x0c);
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

/** The length in bytes of the MPEG audio frame whose header (ISO 11172-3, §2.4.1.3) lies at `at`. */
function mpegFrameLength(bytes: Uint8Array, at: number): number | undefined {
  if (at + 4 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1]! & 0xe0) !== 0xe0) return undefined;
  const version = (bytes[at + 1]! >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const layer = 4 - ((bytes[at + 1]! >> 1) & 3); // 4 is ADTS (AAC)
  const rate = SAMPLE_RATES_V1[(bytes[at + 2]! >> 2) & 3];
  const kilobits = (version === 3 ? BITRATES_V1 : BITRATES_V2)[layer]?.[bytes[at + 2]! >> 4];
  if (version === 1 || rate === undefined || kilobits === undefined || kilobits === 0) return undefined;
  const hertz = rate / (version === 3 ? 1 : version === 2 ? 2 : 4);
  const padding = (bytes[at + 2]! >> 1) & 1;
  if (layer === 1) return 4 * (Math.floor((12_000 * kilobits) / hertz) + padding);
  const samplesPer8Bits = layer === 3 && version !== 3 ? 72_000 : 144_000;
  return Math.floor((samplesPer8Bits * kilobits) / hertz) + padding;
}

function text(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
