import { rm } from "node:fs/promises";
import { join } from "node:path";
import { TRANSCRIPT_SCHEMA_VERSION, type TranscriptFile } from "../../../shared/contract/transcript.ts";
import { transcriptStems } from "../../../shared/contract/transcript-name.ts";
import { readJsonIfPresent, writeFileAtomic, writeJson } from "../../core/files.ts";
import { sha256 } from "../../core/hash.ts";

export { safeStem } from "../../../shared/contract/transcript-name.ts";

/** Where transcripts lie: beside the table, as the reference has it. */
export function transcriptsDir(dataDir: string): string {
  return join(dataDir, "lyrics", "asr");
}

/** The transcript of a song; undefined if there is none, or none that can be read. */
export async function readTranscript(folder: string, filename: string): Promise<TranscriptFile | undefined> {
  for (const stem of stemsOf(filename)) {
    const found = (await readJsonIfPresent(join(folder, `${stem}.json`))) as Partial<TranscriptFile> | null | undefined;
    if (isTranscript(found) && found.filename === filename) return found;
  }
  return undefined;
}

/**
 * Writes `<stem>.json` and, for songs with words, `<stem>.txt`. A stem that is another song's gets a digest of the name.
 * @returns the path of the JSON file
 */
export async function writeTranscript(folder: string, transcript: TranscriptFile): Promise<string> {
  const { filename, lines } = transcript;
  const stem = await stemFor(folder, filename);
  const text = join(folder, `${stem}.txt`);
  if (lines.length > 0) await writeFileAtomic(text, `${lyricsOf(transcript)}\n`);
  else await rm(text, { force: true });
  const path = join(folder, `${stem}.json`);
  await writeJson(path, transcript);
  return path;
}

/** The lyrics of a transcript: a line for each line that was sung. */
export function lyricsOf({ lines }: Pick<TranscriptFile, "lines">): string {
  return lines.map(({ text }) => text.replaceAll(/\s+/gu, " ").trim()).join("\n");
}

/** The stem of a song's files in the folder. */
export async function stemFor(folder: string, filename: string): Promise<string> {
  const [plain, distinct] = stemsOf(filename);
  const found = (await readJsonIfPresent(join(folder, `${plain}.json`))) as Partial<TranscriptFile> | null | undefined;
  return typeof found?.filename === "string" && found.filename !== filename ? distinct : plain;
}

/** The stems that a song's files may have: that of its name, and a distinct one. */
function stemsOf(filename: string): readonly [plain: string, distinct: string] {
  return transcriptStems(filename, sha256(filename));
}

function isTranscript(value: Partial<TranscriptFile> | null | undefined): value is TranscriptFile {
  return (
    value?.schemaVersion === TRANSCRIPT_SCHEMA_VERSION &&
    typeof value.filename === "string" &&
    typeof value.audioSha256 === "string" &&
    typeof value.model === "string" &&
    typeof value.duration === "number" &&
    Array.isArray(value.lines) &&
    value.lines.every(
      (line: unknown) => typeof line === "object" && line !== null && "text" in line && typeof line.text === "string",
    )
  );
}
