import type { FileHandle } from "node:fs/promises";
import { LatentuneError } from "../../core/errors.ts";
import { BrokenLinkError, openGivenFile } from "../../core/given-file.ts";
import { AudioError } from "./audio-error.ts";
import { readHead } from "./chunks.ts";
import { id3Length, sniff, SNIFF_BYTES, type Sniffed } from "./container.ts";

/**
 * Opens an audio file, which the caller closes, and tells its format.
 * @throws {AudioError} `missing`, `unreadable` or `empty`.
 */
export async function openAudio(path: string): Promise<{ readonly file: FileHandle; readonly sniffed: Sniffed }> {
  const { handle: file, size } = await openGivenFile(path, "It", Infinity).catch((error: unknown) => {
    throw notReadable(error);
  });
  try {
    if (size === 0) throw new AudioError("empty", "The file is empty (0 bytes).", "Copy it from its source again.");
    const head = await readHead(file, 0, SNIFF_BYTES);
    const tag = id3Length(head);
    if (tag === 0) return { file, sniffed: sniff(head) };
    const sniffed = sniff(await readHead(file, tag, SNIFF_BYTES));
    return { file, sniffed: { ...sniffed, offset: sniffed.offset + tag } };
  } catch (error) {
    await file.close();
    throw notReadable(error);
  }
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
