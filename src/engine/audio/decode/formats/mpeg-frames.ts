import { id3Length, textAt } from "./bytes.ts";
import { ByteWindow } from "./byte-window.ts";
import type { ByteStream } from "../chunks.ts";
import { findMpegFrames, FRAMES_WINDOW, isSameMpegKind, LONGEST_FRAME, mpegFrame } from "./mpeg-header.ts";
import { rateChange } from "../pcm.ts";

/** Some frames of a stream, or why the ones behind them are not used. */
export interface FrameBatch {
  /** Whole frames, one behind the other. */
  readonly bytes: Uint8Array;
  /** Places before them that held something else. */
  readonly damaged: number;
  /** Why the stream ends here for us. */
  readonly note?: string;
}

/** Sound of 32 kbit/s is hundred times as large when it is decoded. */
const BATCH_BYTES = 65_536;

/** How much is looked through at once for the next frames. */
const SEARCH_BYTES = 65_536;

/**
 * The frames of an MPEG audio stream that starts with one. What lies between frames is left out: garbage counts as damage,
 * the tags of files that were joined do not. The stream ends where frames of another kind begin.
 */
export async function* mpegFrames(bytes: ByteStream): AsyncGenerator<FrameBatch> {
  const window = new ByteWindow(bytes);
  let damaged = 0;
  try {
    await window.has(4);
    const first = window.bytes.slice(0, 4);
    for (;;) {
      const length = await wholeFrames(window, first);
      if (length > 0) {
        yield { bytes: window.bytes.slice(0, length), damaged };
        damaged = 0;
        window.drop(length);
        continue;
      }
      const gap = await nextFrames(window);
      if (gap === undefined) return;
      if (!isSameMpegKind(window.bytes, 0, first, 0)) {
        const [before, after] = [mpegFrame(first, 0)?.sampleRate ?? 0, mpegFrame(window.bytes, 0)?.sampleRate ?? 0];
        yield { bytes: new Uint8Array(0), damaged, note: rateChange(before, after) };
        return;
      }
      if (gap === "garbage") damaged++;
    }
  } finally {
    await window.close();
  }
}

/** The bytes of the whole frames of the first one's kind at the window's start, up to a batch. */
async function wholeFrames(window: ByteWindow, first: Uint8Array): Promise<number> {
  await window.has(BATCH_BYTES + LONGEST_FRAME);
  const { bytes } = window;
  let at = 0;
  while (at < BATCH_BYTES) {
    const length = mpegFrame(bytes, at)?.length;
    if (length === undefined || !isSameMpegKind(bytes, at, first, 0) || at + length > bytes.length) break;
    at += length;
  }
  return at;
}

/** Moves on to the next three frames; says what was left out, or undefined at the end of the stream. */
async function nextFrames(window: ByteWindow): Promise<"garbage" | "tag" | undefined> {
  let left: "garbage" | "tag" | undefined;
  for (;;) {
    if (!(await window.has(4))) return undefined;
    await window.has(SEARCH_BYTES);
    const tag = tagLength(window.bytes);
    if (tag > 0) {
      left ??= "tag";
      await window.skip(tag);
      continue;
    }
    const start = findMpegFrames(window.bytes);
    if (start === 0) return left ?? "garbage";
    if (start === undefined || left !== "tag") left = "garbage";
    const rest = Math.max(0, window.bytes.length - FRAMES_WINDOW);
    if (start === undefined && rest === 0) return undefined;
    window.drop(start ?? rest);
  }
}

/** ID3v2, ID3v1, or APE with its header. */
function tagLength(bytes: Uint8Array): number {
  if (textAt(bytes, 0, 3) === "TAG") return 128;
  if (textAt(bytes, 0, 8) !== "APETAGEX" || bytes.length < 32) return id3Length(bytes);
  return 32 + bytes[12]! + 256 * bytes[13]! + 65_536 * bytes[14]!;
}
