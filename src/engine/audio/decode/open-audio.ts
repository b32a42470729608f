import { open, stat, type FileHandle } from "node:fs/promises";
import { AudioError } from "./audio-error.ts";
import { readHead } from "./chunks.ts";
import { id3Length, sniff, SNIFF_BYTES, type Sniffed } from "./container.ts";

/**
 * Opens an audio file, which the caller closes, and tells its format.
 * @throws {AudioError} `missing`, `unreadable` or `empty`.
 */
export async function openAudio(path: string): Promise<{ readonly file: FileHandle; readonly sniffed: Sniffed }> {
  // Asked before opening: opening a named pipe would wait for a writer.
  const status = await stat(path).catch((error: unknown) => {
    throw notReadable(error);
  });
  if (!status.isFile()) throw unreadable("It is not a regular file.");
  if (status.size === 0)
    throw new AudioError("empty", "The file is empty (0 bytes).", "Copy it from its source again.");
  const file = await open(path, "r").catch((error: unknown) => {
    throw notReadable(error);
  });
  try {
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
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR"
    ? new AudioError("missing", "There is no such file.", "Put it into the audio folder, or remove its row.")
    : unreadable(`It cannot be read (${code ?? String(error)}).`);
}

function unreadable(message: string): AudioError {
  return new AudioError("unreadable", message, "Check the file's permissions and the disk.");
}
