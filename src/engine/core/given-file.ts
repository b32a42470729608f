import { constants, type Stats } from "node:fs";
import { lstat, open, readlink, stat, type FileHandle } from "node:fs/promises";
import { FILE_LIMITS, remedyForUnreadable, whyNotReadable } from "../../shared/regular-file.ts";
import { LatentuneError } from "./errors.ts";

// The one door through which files are read that people name, or may have edited. A lint rule sends everybody here.

export { FILE_LIMITS };

/** A link whose file is not there: of data that were not fetched. */
export class BrokenLinkError extends LatentuneError {
  override readonly name = "BrokenLinkError";
}

/** An open file, which the caller closes. */
export interface GivenFile {
  readonly handle: FileHandle;
  /** Bytes when it was opened: what is read of it, though it may grow. */
  readonly size: number;
}

/** Without waiting for the writer of a pipe that took the file's place since it was looked at. Windows has no such flag. */
const READ = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** More at once is refused by the system. */
const MOST_AT_ONCE = 2 ** 30;

/**
 * Opens a file that people name or may have edited.
 * @param what it is, such as `The audio model`
 * @param maxBytes more than any such file has; see {@link FILE_LIMITS}
 * @throws {LatentuneError} with its path if it is a folder, a pipe, a device, a link that leads nowhere, or too large; the
 * system's error if there is none or it cannot be read.
 */
export async function openGivenFile(path: string, what: string, maxBytes: number): Promise<GivenFile> {
  // Asked before opening, which some devices take for an order; asked again afterwards, for it may be another file by then.
  refuse(await statusOf(path, what), path, what, maxBytes);
  const handle = await open(path, READ);
  try {
    const status = await handle.stat();
    refuse(status, path, what, maxBytes);
    return { handle, size: status.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The bytes of a file. @throws as {@link openGivenFile} */
export async function readGivenFile(path: string, what: string, maxBytes: number): Promise<Buffer> {
  const { handle, size } = await openGivenFile(path, what, maxBytes);
  try {
    const bytes = Buffer.allocUnsafeSlow(size);
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await handle.read(bytes, filled, Math.min(size - filled, MOST_AT_ONCE), filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

/** The bytes of a file piece by piece. @throws as {@link openGivenFile} */
export async function* streamGivenFile(path: string, what: string, maxBytes: number): AsyncGenerator<Buffer> {
  const { handle, size } = await openGivenFile(path, what, maxBytes);
  try {
    if (size === 0) return;
    for await (const chunk of handle.createReadStream({ end: size - 1, autoClose: false })) yield chunk as Buffer;
  } finally {
    await handle.close();
  }
}

/** What `reading` reads; undefined if there is no such file. @throws for a file that is there and cannot be read. */
export async function ifPresent<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function statusOf(path: string, what: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    const link = (error as NodeJS.ErrnoException).code === "ENOENT" && (await lstat(path).catch(() => undefined));
    if (!link || !link.isSymbolicLink()) throw error;
    throw new BrokenLinkError(`${what} is a link to ${await readlink(path)}, which is not there.`, {
      file: path,
      remedy: "Fetch the file that it stands for (such as with `dvc pull` or `git annex get`), or correct the link.",
    });
  }
}

function refuse(status: Stats, path: string, what: string, maxBytes: number): void {
  const why = whyNotReadable(status, what, maxBytes);
  if (why === undefined) return;
  throw new LatentuneError(why, { file: path, remedy: remedyForUnreadable(status) });
}
