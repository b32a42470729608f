import type { FileHandle } from "node:fs/promises";
import { LatentuneError } from "../../core/errors.ts";
import { BrokenLinkError, openGivenFile } from "../../core/given-file.ts";
import { AudioError } from "./audio-error.ts";
import { readHead } from "./chunks.ts";
import { id3Length, textAt } from "./formats/bytes.ts";
import { sniff, SNIFF_BYTES, type Sniffed } from "./formats/container.ts";
import { readMp4 } from "./formats/mp4.ts";
import { notSoundOf, textOf } from "./formats/what-is.ts";

/**
 * Opens an audio file, which the caller closes, and tells its format.
 * @throws {AudioError} `missing`, `unreadable` or `empty`; `not-sound` or `corrupt` where its first bytes say so.
 */
export async function openAudio(path: string): Promise<{ readonly file: FileHandle; readonly sniffed: Sniffed }> {
  const { handle: file, size } = await openGivenFile(path, "It", Infinity).catch((error: unknown) => {
    throw notReadable(error);
  });
  try {
    if (size === 0) throw new AudioError("empty", "The file is empty (0 bytes).", "Copy it from its source again.");
    return { file, sniffed: await sniffFile(file, size) };
  } catch (error) {
    await file.close();
    throw notReadable(error);
  }
}

/** Tags in front of the sound; more are no tags. */
const MOST_TAGS = 16;

async function sniffFile(file: FileHandle, size: number): Promise<Sniffed> {
  let offset = 0;
  let head = await readHead(file, 0, SNIFF_BYTES);
  for (let tag = 0; tag < MOST_TAGS; tag++) {
    const length = id3Length(head);
    if (length === 0) break;
    offset += length;
    head = await readHead(file, offset, SNIFF_BYTES);
  }
  const sniffed = sniff(head);
  if (sniffed.format !== "other") return { ...sniffed, offset: sniffed.offset + offset };
  if (head.length === 0) throw corrupt("It holds nothing but tags: the song itself is missing.");
  const other = notSoundOf(head) ?? textOf(head);
  if (other !== undefined) throw new AudioError("not-sound", other.message, other.remedy);
  if (await isZeros(file, head, size))
    throw corrupt("It holds nothing but zeros: copying or downloading it did not finish.");
  if (!/^(ftyp|moov|mdat|free|wide|skip)$/.test(textAt(head, 4, 4))) return { ...sniffed, offset };
  const { problem, declaredSeconds } = await readMp4(file, size);
  if (problem === "protected") {
    const message = "It is protected (DRM): only the shop's own player can play it.";
    throw new AudioError("unsupported", message, "Get the song without protection.");
  }
  if (problem === "cut off") throw corrupt("It is cut off: the table of contents (moov) of an MP4 file is missing.");
  if (problem === "no sound")
    throw new AudioError("not-sound", "It is a film without sound.", "Use a file with sound.");
  return { ...sniffed, offset, ...(declaredSeconds === undefined ? {} : { declaredSeconds }) };
}

/** Whether the file's beginning, its middle and its end are zeros. */
async function isZeros(file: FileHandle, head: Uint8Array, size: number): Promise<boolean> {
  const pieces = [head, ...(await Promise.all([size / 2, size - SNIFF_BYTES].map((at) => piece(file, at))))];
  return pieces.every((bytes) => bytes.every((byte) => byte === 0));
}

function piece(file: FileHandle, at: number): Promise<Uint8Array> {
  return readHead(file, Math.max(0, Math.floor(at)), SNIFF_BYTES);
}

function corrupt(message: string): AudioError {
  return new AudioError("corrupt", message, "Copy or download the song again.");
}

function notReadable(error: unknown): AudioError {
  if (error instanceof AudioError) return error;
  if (error instanceof LatentuneError) {
    const { message, place } = error;
    return new AudioError(error instanceof BrokenLinkError ? "missing" : "unreadable", message, place.remedy ?? "");
  }
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR"
    ? new AudioError("missing", "There is no such file.", "Put it into the audio folder, or remove its row.")
    : new AudioError(
        "unreadable",
        `It cannot be read (${code ?? String(error)}).`,
        "Check the file's permissions and the disk.",
      );
}
