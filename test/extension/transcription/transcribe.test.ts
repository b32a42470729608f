import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { TranscribedSong, TranscriptionResult } from "../../../src/shared/contract/transcript.ts";
import { EngineError } from "../../../src/extension/engine/engine-error.ts";
import { createActivity } from "../../../src/extension/tasks/activity.ts";
import type { Proposal } from "../../../src/extension/transcription/proposals.ts";
import { transcribeMissing, transcribeRow, type SpeechParts } from "../../../src/extension/transcription/transcribe.ts";
import { createRecordIndex } from "../../../src/extension/workspace/records.ts";
import { createTableIndex } from "../../../src/extension/lyrics/records/table-index.ts";
import { EventEmitter, Uri } from "../fake-vscode/basics.ts";
import { FakeLog, fakeWindow } from "../fake-vscode/window.ts";
import { fakeWorkspace } from "../fake-vscode/workspace.ts";

const song = (filename: string, more: Partial<TranscribedSong> = {}): TranscribedSong => ({
  row: 1,
  filename,
  outcome: "transcribed",
  lyrics: "la la",
  reason: null,
  language: "es",
  languageProbability: 0.9,
  duration: 30,
  speed: 4,
  reused: false,
  ...more,
});
const result = (...songs: readonly TranscribedSong[]): TranscriptionResult => ({
  model: "m",
  weights: "quantised",
  songs,
  transcribed: songs.length,
  noWords: 0,
  failed: 0,
  skipped: 0,
  stillMissing: 0,
  diagnostics: [],
});

beforeEach(() => {
  fakeWindow.messages.length = 0;
  fakeWindow.press = () => undefined;
  fakeWindow.shown.length = 0;
  fakeWorkspace.documents.length = 0;
});

/** A folder of two songs, the first without lyrics, with an engine whose answers a test gives. */
async function setUp(
  answers: Readonly<Record<string, (params: Readonly<Record<string, unknown>>) => unknown>>,
  accept = true,
) {
  const folder = await mkdtemp(join(tmpdir(), "latentune-transcribe-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const lyricsFile = Uri.file(join(folder, "data", "lyrics", "lyrics.csv"));
  await mkdir(join(folder, "data", "lyrics"), { recursive: true });
  await writeFile(lyricsFile.fsPath, "filename,lyrics\na.mp3,\nb.mp3,own words\n");
  const current = { path: folder, dataDir: "data", lyricsFile, hasLyrics: true, folder: { name: "songs" } };
  const workspace = {
    ready: Promise.resolve(),
    trusted: true,
    settle: () => Promise.resolve(true),
    current,
    settings: () => ({}),
    queue: () => ({ queue: "redis://localhost" }),
    isLyrics: () => true,
  };
  const songs = new EventEmitter<unknown>();
  const asked: string[] = [];
  const engine = {
    onProgress: new EventEmitter<unknown>().event,
    onEpoch: new EventEmitter<unknown>().event,
    onSong: songs.event,
    async request(method: string, params: Readonly<Record<string, unknown>>) {
      asked.push(method);
      return await Promise.resolve(answers[method]!(params));
    },
  };
  const proposed: Proposal[] = [];
  const proposals = { ask: (proposal: Proposal) => Promise.resolve(proposed.push(proposal) > 0 && accept) };
  const models = { ensure: () => Promise.resolve({ model: "small", modelsDir: "/models" }) };
  const log = new FakeLog();
  const parts = {
    workspace,
    engine,
    activity: createActivity(engine as never, log),
    records: createRecordIndex(createTableIndex()),
    log,
    models,
    proposals,
  };
  return { parts: parts as unknown as SpeechParts, asked, proposed, log, songs };
}
const texts = (): readonly string[] => fakeWindow.messages.map(({ text }) => text);

describe("transcribeMissing", () => {
  it("asks for all rows with the model that is there, logs each song, and sums up", async () => {
    const { parts, log, songs } = await setUp({
      transcribe: ({ token, transcription, settings, queue }) => {
        expect(queue).toBe("redis://localhost");
        expect(transcription).toEqual({
          model: "small",
          language: null,
          force: false,
          limit: null,
          only: null,
          writeLanguage: true,
          preview: false,
          allowDownload: false,
        });
        expect(settings).toEqual({ modelsDir: "/models" });
        songs.fire({ token: "another's", song: song("x.mp3"), done: 1, total: 1 });
        songs.fire({ token, song: song("a.mp3"), done: 1, total: 1 });
        return result(song("a.mp3"));
      },
    });
    await transcribeMissing(parts);
    expect(texts()).toEqual(["Transcribed 1 song. Every row has lyrics now."]);
    expect(fakeWindow.messages[0]?.buttons).toEqual(["Open lyrics.csv"]);
    expect(log.lines).toContain("info: Transcription 1/1: a.mp3: 1 line in Spanish, 4 × real time");
    expect(songs.size).toBe(0);
  });

  it("says what is written when it is stopped, and is no error then", async () => {
    const { parts, songs } = await setUp({
      transcribe: ({ token }) => {
        for (const done of [1, 2]) songs.fire({ token, song: song("a.mp3"), done, total: 30 });
        throw new EngineError("Cancelled.", { kind: "cancelled" });
      },
    });
    await transcribeMissing(parts);
    expect(texts()).toEqual(["Transcription stopped. 2 songs are written. The next one goes on from there."]);
  });
});

describe("transcribeRow", () => {
  it("writes a row without lyrics at once", async () => {
    const { parts, asked, proposed } = await setUp({
      transcribe: ({ transcription, queue }) => {
        expect(transcription).toMatchObject({ only: ["a.mp3"], force: false });
        // Nobody waits for a worker to hear one song.
        expect(queue).toBeUndefined();
        return result(song("a.mp3"));
      },
    });
    await transcribeRow(parts, "a.mp3");
    expect([asked, proposed]).toEqual([["transcribe"], []]);
    expect(texts()).toEqual(["a.mp3: 1 line in Spanish, 4 × real time"]);
  });

  it("replaces lyrics only after a look at what they would become", async () => {
    const transcript = { filename: "b.mp3" };
    const proposal = {
      song: song("b.mp3"),
      transcript,
      lyricsText: "filename,lyrics\na.mp3,\nb.mp3,la la\n",
      diagnostics: [],
    };
    const answers = {
      proposeLyrics: () => proposal,
      acceptLyrics: (params: Readonly<Record<string, unknown>>) => {
        expect(params["transcript"]).toBe(transcript);
        return { written: true };
      },
    };
    const refused = await setUp(answers, false);
    await transcribeRow(refused.parts, "b.mp3");
    expect(refused.asked).toEqual(["proposeLyrics"]);
    expect(refused.proposed).toMatchObject([
      {
        text: proposal.lyricsText,
        question: "Replace the lyrics of this song? b.mp3: 1 line in Spanish, 4 × real time.",
      },
    ]);
    const accepted = await setUp(answers);
    await transcribeRow(accepted.parts, "b.mp3");
    expect(accepted.asked).toEqual(["proposeLyrics", "acceptLyrics"]);
  });

  it("leaves lyrics where no words are heard, and says why", async () => {
    const { parts, asked } = await setUp({
      proposeLyrics: () => ({
        song: song("b.mp3", { outcome: "no-words", reason: "repetition", lyrics: "" }),
        transcript: {},
        lyricsText: null,
        diagnostics: [],
      }),
    });
    await transcribeRow(parts, "b.mp3");
    expect(asked).toEqual(["proposeLyrics"]);
    expect(texts()).toEqual([
      "No words were heard in “b.mp3”: the model only repeated itself. Its row stays as it is.",
    ]);
  });

  it("says of a row that is gone, of a song that cannot be heard, and where the cursor is in no row", async () => {
    const diagnostic = { code: "audio-broken", severity: "error", message: "It cannot be decoded." };
    const { parts } = await setUp({
      transcribe: () => ({ ...result(song("a.mp3", { outcome: "failed" })), diagnostics: [diagnostic] }),
    });
    await expect(transcribeRow(parts, "c.mp3")).rejects.toThrow("lyrics.csv has no row for “c.mp3” any more.");
    await expect(transcribeRow(parts, "a.mp3")).rejects.toThrow("“a.mp3” cannot be heard. It cannot be decoded.");
    await expect(transcribeRow(parts, undefined)).rejects.toThrow("Put the cursor into a row of lyrics.csv first.");
  });
});
