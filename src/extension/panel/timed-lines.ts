import { join } from "node:path";
import { TRANSCRIPT_SCHEMA_VERSION, type TranscriptLine } from "../../shared/contract/transcript.ts";
import { transcriptStems } from "../../shared/contract/transcript-name.ts";
import { linesOfLyrics } from "../../shared/lyrics/lrc.ts";
import { isRecord, readJson } from "../common/files.ts";
import type { LyricsRecord } from "../services.ts";

/**
 * The lines of a song with their times, as a transcription left them in the data folder; none if the lyrics have become
 * others since. Read without the engine, which may be busy, or may not run here.
 */
export async function readTimedLines(
  dataFolder: string,
  { filename, lyrics }: Pick<LyricsRecord, "filename" | "lyrics">,
): Promise<readonly TranscriptLine[]> {
  const folder = join(dataFolder, "lyrics", "asr");
  for (const stem of transcriptStems(filename, await sha256(filename))) {
    const found = await readJson(join(folder, `${stem}.json`));
    const { filename: named, schemaVersion, lines } = isRecord(found) ? found : {};
    if (named !== filename || schemaVersion !== TRANSCRIPT_SCHEMA_VERSION) continue;
    if (!Array.isArray(lines) || !lines.every(isLine)) return [];
    return linesOfLyrics(lines, lyrics);
  }
  return [];
}

async function sha256(text: string): Promise<string> {
  const digest = await globalThis.crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isLine(value: unknown): value is TranscriptLine {
  if (!isRecord(value)) return false;
  const { start, end, text } = value;
  return Number.isFinite(start) && Number.isFinite(end) && typeof text === "string";
}
