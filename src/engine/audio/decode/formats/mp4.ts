import type { FileHandle } from "node:fs/promises";
import { textAt, viewOf } from "./bytes.ts";
import { readHead } from "../chunks.ts";

/** What an MP4 file's boxes (ISO 14496-12) say about it. */
export interface Mp4 {
  /** `protected`: by DRM; `cut off`: without its table of contents; `no sound`: without a track of sound. */
  readonly problem?: "protected" | "cut off" | "no sound";
  readonly declaredSeconds?: number;
}

/** Larger tables of contents are left to ffmpeg. */
const MOST_BYTES = 2 ** 25;

/** A file has few boxes on its outermost level; more are no MP4. */
const MOST_BOXES = 1000;

/** What an encoder put before the first sample counts in the file's duration, and is not given. */
const PRIMING_SECONDS = 0.1;

/** @param size of the file */
export async function readMp4(file: FileHandle, size: number): Promise<Mp4> {
  let at = 0;
  for (let box = 0; box < MOST_BOXES && at + 8 <= size; box++) {
    const head = await readHead(file, at, 16);
    const name = textAt(head, 4, 4);
    const short = viewOf(head).getUint32(0);
    const length =
      short === 1 && head.length === 16 ? Number(viewOf(head).getBigUint64(8)) : short === 0 ? size - at : short;
    if (length < 8) return {};
    if (name === "moov") {
      if (at + length > size) return { problem: "cut off" };
      return length > MOST_BYTES ? {} : ofMovie(await readHead(file, at, length));
    }
    at += length;
  }
  return { problem: "cut off" };
}

function ofMovie(moov: Uint8Array): Mp4 {
  const text = Buffer.from(moov).toString("latin1");
  const handler = text.search(/hdlr.{8}soun/s);
  if (handler < 0) return { problem: "no sound" };
  if (/stsd.{12}(drms|enca)/s.test(text)) return { problem: "protected" };
  const header = text.lastIndexOf("mdhd", handler);
  if (header < 0 || moov.length < header + 36) return {};
  const view = viewOf(moov);
  const isLong = moov[header + 4] === 1;
  const scale = view.getUint32(header + (isLong ? 24 : 16));
  const duration = isLong ? Number(view.getBigUint64(header + 28)) : view.getUint32(header + 20);
  // Fragmented files say 0, and all ones mean unknown.
  if (scale === 0 || duration === 0 || duration >= 0xffff_ffff) return {};
  return { declaredSeconds: Math.max(0, duration / scale - PRIMING_SECONDS) };
}
