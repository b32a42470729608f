import { textAt } from "./bytes.ts";
import { streamInfo } from "./flac-header.ts";
import { declaredMpegSeconds, findMpegFrames } from "./mpeg-header.ts";
import { partsOf } from "./ogg-pages.ts";
import { oggHead } from "./ogg-stream.ts";
import { isRareMpeg, kindForFfmpeg, notSoundOf } from "./what-is.ts";

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
  /** `other`: what it is, if it is of a kind that ffmpeg decodes. */
  readonly kind?: string;
}

/** How much of a file's beginning decides; an ID3v2 tag may need a second look behind it. */
export const SNIFF_BYTES = 65_536;

/** Names the format of a file from its first bytes (behind an ID3v2 tag, if any); `other` is left to ffmpeg. */
export function sniff(head: Uint8Array): Sniffed {
  const plain = { offset: 0, gain: 1 };
  const magic = textAt(head, 0, 4);
  if ((magic === "RIFF" || magic === "RF64") && textAt(head, 8, 4) === "WAVE") return { format: "wav", ...plain };
  if (magic === "fLaC") return { format: "flac", ...plain, ...declared(flacSeconds(head)) };
  if (magic === "OggS") return sniffOgg(head);
  const kind = kindForFfmpeg(head);
  // Their content could look like MPEG frames by chance, and an archive may hold some.
  const isOther = (kind !== undefined && !isRareMpeg(head)) || notSoundOf(head) !== undefined;
  const frame = isOther ? undefined : findMpegFrames(head);
  if (frame === undefined) return { format: "other", ...plain, ...(kind === undefined ? {} : { kind }) };
  return { format: "mp3", offset: frame, gain: 1, ...declared(declaredMpegSeconds(head, frame)) };
}

function declared(seconds: number | undefined): { readonly declaredSeconds?: number } {
  return seconds === undefined ? {} : { declaredSeconds: seconds };
}

/** The length that a FLAC file's STREAMINFO block declares; 0 samples mean unknown. */
function flacSeconds(head: Uint8Array): number | undefined {
  const info = (head[4]! & 0x7f) === 0 ? streamInfo(head, 8) : undefined;
  return info === undefined || info.sampleRate === 0 || info.samples === 0 ? undefined : info.samples / info.sampleRate;
}

/** Of the first stream that is one of ours; others may lie between, such as a film's pictures. */
function sniffOgg(head: Uint8Array): Sniffed {
  for (let at = 0; textAt(head, at, 4) === "OggS" && at + 27 <= head.length && (head[at + 5]! & 2) !== 0;) {
    const parts = partsOf(head.subarray(at));
    const found = oggHead(parts[0]?.data ?? new Uint8Array(0));
    if (found !== undefined) return { format: found.format, offset: 0, gain: found.gain };
    at += 27 + head[at + 26]! + parts.reduce((sum, { data }) => sum + data.length, 0);
  }
  return { format: "other", offset: 0, gain: 1, kind: "an Ogg file of another codec (Speex, a film)" };
}
