import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { TRANSCRIPT_SCHEMA_VERSION, type TranscriptFile } from "../../src/shared/contract/transcript.ts";
import { lyricsOf, transcriptsDir, writeTranscript } from "../../src/engine/steps/transcription/transcript-files.ts";
import { readTimedLines } from "../../src/extension/panel/timed-lines.ts";

const transcript = (filename: string, text: string): TranscriptFile => ({
  schemaVersion: TRANSCRIPT_SCHEMA_VERSION,
  filename,
  audioSha256: "0",
  model: "m",
  weights: "quantised",
  hearing: 2,
  language: { code: "bn", detected: true, probability: 0.9 },
  duration: 30,
  reason: null,
  windows: [],
  lines: [
    { start: 0, end: 4.5, text },
    { start: 5, end: 9, text: "second  line" },
  ],
});

it("reads the lines that the engine wrote for a song, also where two songs have one stem", async () => {
  const data = await mkdtemp(join(tmpdir(), "latentune-lines-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  for (const filename of ["গান: ১.mp3", "গান: ১.ogg", `${"ভ".repeat(100)}.mp3`]) {
    const heard = transcript(filename, `of ${filename}`);
    await writeTranscript(transcriptsDir(data), heard);
    expect(await readTimedLines(data, { filename, lyrics: lyricsOf(heard).replaceAll("\n", "\r\n") })).toEqual(
      heard.lines,
    );
  }
  // Lyrics that were corrected since have no times.
  expect(await readTimedLines(data, { filename: "গান: ১.mp3", lyrics: "others" })).toEqual([]);
  expect(await readTimedLines(data, { filename: "never heard.mp3", lyrics: "" })).toEqual([]);
});

it("takes nothing from a file that is no transcript", async () => {
  const data = await mkdtemp(join(tmpdir(), "latentune-lines-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const folder = transcriptsDir(data);
  await mkdir(folder, { recursive: true });
  const good = transcript("a.mp3", "la");
  for (const content of [
    "{",
    "null",
    JSON.stringify({ ...good, schemaVersion: 99 }),
    JSON.stringify({ ...good, lines: [{ start: "0", end: 1, text: "la" }] }),
    JSON.stringify({ ...good, lines: 3 }),
  ]) {
    await writeFile(join(folder, "a.json"), content);
    expect(await readTimedLines(data, { filename: "a.mp3", lyrics: lyricsOf(good) })).toEqual([]);
  }
});
