import { formatBytes } from "./format.ts";

/** What the system says about a path, such as Node's `Stats`. */
interface FileStatus {
  readonly size: number;
  isFile(): boolean;
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

/**
 * How large a file may be that people name or may have edited, in bytes. What is larger is another file, or damaged:
 * reading it would take minutes and all memory.
 */
export const FILE_LIMITS = {
  /** Tables of songs with their lyrics, which are read whole: a million songs with 500 bytes each. */
  table: 512 * 2 ** 20,
  /** Tables of a run, which are read row by row: a million songs by all methods are 3 GB. */
  runTable: 16 * 2 ** 30,
  /** JSON about a run, a model, a transcript. */
  json: 64 * 2 ** 20,
  /** JSON with an entry for each song: a million are 450 MB; the longest text that the engines of Node and VS Code hold. */
  songJson: 512 * 2 ** 20,
  /** Arrays: a million songs with 1,000 float32. */
  array: 4 * 2 ** 30,
} as const;

/**
 * Why a path is nothing to be read, as a sentence; undefined for a regular file that is not too large. Reading anything
 * else could wait or go on for ever.
 * @param what it is, such as `The genre map`
 */
export function whyNotReadable(status: FileStatus, what: string, maxBytes: number): string | undefined {
  if (!status.isFile()) return `${what} is ${kindOf(status)}, not a file.`;
  if (status.size <= maxBytes) return undefined;
  return `${what} has ${formatBytes(status.size)}, more than the ${formatBytes(maxBytes)} that such a file may have.`;
}

/** What to do about it. */
export function remedyForUnreadable(status: Pick<FileStatus, "isDirectory">): string {
  return status.isDirectory()
    ? "Name the file itself, or move the folder away and put the file in its place."
    : "Check whether it is the right file.";
}

function kindOf(status: FileStatus): string {
  if (status.isDirectory()) return "a folder";
  if (status.isFIFO()) return "a named pipe";
  return status.isSocket() ? "a socket" : "a device";
}
