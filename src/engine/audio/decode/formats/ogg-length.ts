import type { FileHandle } from "node:fs/promises";
import { readHead } from "../chunks.ts";
import { textAt, viewOf } from "./bytes.ts";
import { SNIFF_BYTES } from "./container.ts";
import { partsOf, positionOf } from "./ogg-pages.ts";
import { oggHead } from "./ogg-stream.ts";
import { opusPreSkip } from "./opus-head.ts";

/** More than the longest page (RFC 3533, §6) has. */
const LAST_BYTES = 131_072;

/** Fewer bytes a second are no sound: the positions do not start at 0, as in what was recorded from a radio. */
const FEWEST_BYTES_A_SECOND = 250;

/** How long the only stream of an Ogg file is, by the position of its last page; undefined where that does not tell. */
export async function oggSeconds(file: FileHandle): Promise<number | undefined> {
  const { size } = await file.stat();
  const first = await readHead(file, 0, SNIFF_BYTES);
  const packet = textAt(first, 0, 4) === "OggS" ? partsOf(first)[0]?.data : undefined;
  const head = packet && oggHead(packet);
  if (packet === undefined || head === undefined) return undefined;
  const from = Math.max(0, size - LAST_BYTES);
  const last = Buffer.from(await readHead(file, from, LAST_BYTES));
  const at = last.lastIndexOf("OggS\0");
  if (at < 0 || at + 27 > last.length) return undefined;
  const page = viewOf(last.subarray(at));
  // Another stream, as in chained files: its positions begin anew.
  if (page.getUint32(14, true) !== viewOf(first).getUint32(14, true)) return undefined;
  const skipped = head.format === "opus" ? opusPreSkip(packet) : 0;
  const seconds = ((positionOf(last.subarray(at)) ?? 0) - skipped) / head.sampleRate;
  return seconds > 0 && size / seconds >= FEWEST_BYTES_A_SECOND ? seconds : undefined;
}
