import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  TRANSCRIPT_SCHEMA_VERSION,
  type TranscriptFile,
  type TranscriptLine,
} from "../../shared/contract/transcript.ts";
import { transcriptStems } from "../../shared/contract/transcript-name.ts";
import type { LyricsRecord } from "../services.ts";

/**
 * The lines of a song with their times, as a transcription left them beside `lyrics.csv`; none if the lyrics have become
 * others since. Read without the engine, which may be busy, or may not run here.
 */
export async function readTimedLines(
  lyricsFile: string,
  { filename, lyrics }: Pick<LyricsRecord, "filename" | "lyrics">,
): Promise<readonly TranscriptLine[]> {
  const folder = join(dirname(lyricsFile), "asr");
  for (const stem of transcriptStems(filename, createHash("sha256").update(filename).digest("hex"))) {
    const found = await readObject(join(folder, `${stem}.json`));
    if (found?.filename !== filename || found.schemaVersion !== TRANSCRIPT_SCHEMA_VERSION) continue;
    const { lines } = found;
    if (!Array.isArray(lines) || !lines.every(isLine)) return [];
    return wordsOf(lines.map(({ text }) => text).join(" ")) === wordsOf(lyrics) ? lines : [];
  }
  return [];
}

async function readObject(path: string): Promise<Partial<TranscriptFile> | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isLine(value: unknown): value is TranscriptLine {
  if (typeof value !== "object" || value === null) return false;
  const { start, end, text } = value as Partial<TranscriptLine>;
  return Number.isFinite(start) && Number.isFinite(end) && typeof text === "string";
}

function wordsOf(text: string): string {
  return text.replaceAll(/\s+/gu, " ").trim();
}
