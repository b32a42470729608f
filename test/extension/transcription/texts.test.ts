import { describe, expect, it } from "vitest";
import type { TranscribedSong, TranscriptionResult } from "../../../src/shared/contract/transcript.ts";
import { absentQuestion, type AbsentModel } from "../../../src/extension/models/model-texts.ts";
import {
  songText,
  stoppedText,
  summaryText,
  transcriptionProgress,
} from "../../../src/extension/transcription/transcription-texts.ts";

const SONG: TranscribedSong = {
  row: 1,
  filename: "a.mp3",
  outcome: "transcribed",
  lyrics: "uno\ndos",
  reason: null,
  language: "bn",
  languageProbability: 0.9,
  duration: 30,
  speed: 4.21,
  reused: false,
};
const RESULT: TranscriptionResult = {
  model: "m",
  weights: "quantised",
  songs: [SONG],
  transcribed: 1,
  noWords: 0,
  failed: 0,
  skipped: 0,
  stillMissing: 0,
  diagnostics: [],
};
const ABSENT: AbsentModel = {
  found: false,
  id: "Xenova/whisper-small",
  reason: "missing",
  message: "The model Xenova/whisper-small is not on this machine.",
  remedy: null,
  looked: ["/storage/small", "/shared/small"],
  download: {
    weights: "quantised",
    source: "https://huggingface.co/Xenova/whisper-small",
    megabytes: 253,
    licence: "MIT",
  },
};

describe("what a transcription says", () => {
  it("while it runs: which song, how fast, how long it takes yet", () => {
    const event = {
      step: "transcribe",
      label: "Transcribing",
      stepNumber: 3,
      stepCount: 3,
      stepFraction: 0.1,
      fraction: 0.1,
      secondsLeft: 180,
    };
    expect(transcriptionProgress({ ...event, detail: "3 of 30, a.mp3: 12 of 30 s, 4.21 × real time" })).toBe(
      "Transcribing 3 of 30, a.mp3: 12 of 30 s, 4.21 × real time · about 3 min left",
    );
    expect(transcriptionProgress({ ...event, secondsLeft: null })).toBe("Transcribing");
  });

  it("of a song", () => {
    expect(songText(SONG)).toBe("a.mp3: 2 lines in Bangla, 4.21 × real time");
    expect(songText({ ...SONG, languageProbability: 0.46 })).toBe(
      "a.mp3: 2 lines in Bangla (not sure: 0.46), 4.21 × real time",
    );
    expect(songText({ ...SONG, lyrics: "uno", speed: null, reused: true })).toBe(
      "a.mp3: 1 line in Bangla, heard before",
    );
    expect(songText({ ...SONG, outcome: "no-words", lyrics: "", reason: "silent", language: null, speed: null })).toBe(
      "a.mp3: no words, the song is silent",
    );
    expect(songText({ ...SONG, outcome: "failed" })).toBe("a.mp3: its sound cannot be used");
  });

  it("at its end: transcribed, without words, skipped, failed, still missing", () => {
    expect(summaryText({ ...RESULT, transcribed: 12, noWords: 2, skipped: 3, failed: 1, stillMissing: 3 })).toBe(
      "Transcribed 12 songs, 2 without words, 3 skipped, 1 failed. 3 rows still without lyrics.",
    );
    expect(summaryText(RESULT)).toBe("Transcribed 1 song. Every row has lyrics now.");
    expect(summaryText({ ...RESULT, songs: [], transcribed: 0, skipped: 30 })).toBe(
      "Every row of lyrics.csv has lyrics already.",
    );
    expect(summaryText({ ...RESULT, songs: [], transcribed: 0, stillMissing: 1 })).toMatch(
      /^No song is left to be heard\. 1 row without lyrics: /,
    );
    expect(stoppedText(5)).toBe("Transcription stopped. 5 songs are written. The next one goes on from there.");
    expect(stoppedText(0)).toContain("No song was written yet.");
  });
});

describe("the question about a missing model", () => {
  const titles = (found: AbsentModel, without?: string) =>
    absentQuestion(found, without).buttons.map(({ title }) => title);

  it("says where it looked, how large a download is and where it comes from, before anything is fetched", () => {
    const { message, detail } = absentQuestion(ABSENT, undefined);
    expect(message).toBe(ABSENT.message);
    expect(detail).toBe(
      "Looked in:\n/storage/small\n/shared/small\n\nDownload: about 253 MB (8-bit weights, MIT licence) from https://huggingface.co/Xenova/whisper-small into /storage/small. Nothing of yours is sent.",
    );
    expect(titles(ABSENT, "Use TF-IDF Only")).toEqual([
      "Download (253 MB)",
      "Choose Folder…",
      "Choose Model…",
      "Use TF-IDF Only",
    ]);
  });

  it("offers to look the size up where it is not known, and no download where none helps", () => {
    expect(titles({ ...ABSENT, download: { ...ABSENT.download!, megabytes: null } })[0]).toBe("Look Up Size");
    const broken: AbsentModel = {
      ...ABSENT,
      reason: "broken",
      remedy: "Run `git lfs pull` in that folder.",
      download: null,
    };
    expect(titles(broken)).toEqual(["Choose Folder…", "Choose Model…"]);
    expect(absentQuestion(broken, undefined).detail).toMatch(/^Run `git lfs pull` in that folder\.\n\nLooked in:/);
  });
});
