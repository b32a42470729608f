import { setFlagsFromString } from "node:v8";

/**
 * V8 from 13 on, that of Node 24, begins to mark its heap whenever a few megabytes of sound lie beside it, about once a song, and its
 * marking threads take the cores that decode. Older V8 does so every fifth song.
 */
const FLAG = "--no-incremental-marking";

let allowed = false;

/** Called by our programs: a library leaves the V8 of its host as it is. */
export function allowMarkingAtOnce(): void {
  allowed = true;
}

/** Whether {@link allowMarkingAtOnce} was called on this thread. */
export function isMarkingAtOnceAllowed(): boolean {
  return allowed;
}

/**
 * From now on V8 marks the heaps of this process and all its threads at once, when they are full. Electron's V8 stays as it is.
 */
export function markAtOnce(
  { v8, electron }: { readonly v8: string; readonly electron?: string } = process.versions,
  set = setFlagsFromString,
): void {
  if (electron === undefined && Number.parseInt(v8, 10) >= 13) set(FLAG);
}
