import type { Severity } from "./diagnostic.ts";

/** Every diagnostic about a song's sound, with its severity: an error keeps its row out. */
export const AUDIO_DIAGNOSTICS = {
  "audio-missing": "error",
  "audio-unreadable": "error",
  "audio-empty": "error",
  /** Something else under a song's name: a web page, a pointer of Git LFS. */
  "audio-not-sound": "error",
  "audio-unsupported": "error",
  "audio-corrupt": "error",
  "audio-timed-out": "error",
  "audio-too-short": "error",
  "audio-silent": "error",
  /** Our own failure while working on the file. */
  "audio-failed": "error",
  /** Usable, but damaged, or decoded by ffmpeg after the first decoder gave up. */
  "audio-damaged": "warning",
  /** Longer than the limit: only its beginning was used. */
  "audio-cut": "warning",
} as const satisfies Record<string, Severity>;

export type AudioDiagnosticCode = keyof typeof AUDIO_DIAGNOSTICS;
