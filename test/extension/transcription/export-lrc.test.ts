import { describe, expect, it } from "vitest";
import { exportedText } from "../../../src/extension/transcription/export-lrc.ts";

describe("exportedText", () => {
  it.each([
    [{ written: ["a.lrc"], kept: [], untimed: 0 }, "Exported the lyrics of 1 song."],
    [
      { written: ["a.lrc", "b.lrc"], kept: ["c.lrc"], untimed: 3 },
      "Exported the lyrics of 2 songs. 1 .lrc file of yours stays as before. 3 songs have no times. Times come with a transcription whose lyrics were not changed since: Transcribe Missing Lyrics, or Transcribe This Row in lyrics.csv.",
    ],
    [
      { written: [], kept: [], untimed: 1 },
      "No lyrics were exported. 1 song has no times. Times come with a transcription whose lyrics were not changed since: Transcribe Missing Lyrics, or Transcribe This Row in lyrics.csv.",
    ],
  ])("%j", (result, text) => {
    expect(exportedText(result)).toBe(text);
  });
});
