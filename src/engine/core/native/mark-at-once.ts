import { setFlagsFromString } from "node:v8";

/**
 * V8 from 13 on, that of Node 24, begins to mark its heap whenever a few megabytes of sound lie beside it, about once a song, and its
 * marking threads take the cores that decode. Older V8 does so every fifth song.
 */
const FLAG = "--no-incremental-marking";

/**
 * Has this process and all its threads mark their heaps only when they are full, at once. For threads that hold little in their heaps.
 * Electron's V8 stays as it is: whether it lets flags change has not been tried.
 */
export function markAtOnce(
  { v8, electron }: { readonly v8: string; readonly electron?: string } = process.versions,
  set = setFlagsFromString,
): void {
  if (electron === undefined && Number.parseInt(v8, 10) >= 13) set(FLAG);
}
