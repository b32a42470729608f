import { describe, expect, it } from "vitest";
import { linesOfLyrics, lrcOf } from "../../src/shared/lyrics/lrc.ts";

const LINES = [
  { start: 0, end: 8.2, text: "uno  dos" },
  { start: 8.2, end: 59.996, text: "tres" },
  { start: 64.5, end: 68, text: "cuatro" },
  { start: 72, end: 6003.07, text: "cinco" },
];

describe("lrcOf", () => {
  it("has the times in hundredths, and an empty line where a pause of more than four seconds begins", () => {
    const language = { code: "es", detected: true, probability: 0.9 };
    expect(lrcOf({ filename: "El mar.mp3", duration: 6010.4, language, lines: LINES })).toBe(
      [
        "[ti:El mar]",
        "[la:es]",
        "[length:100:10]",
        "[re:Latentune]",
        "[00:00.00]uno dos",
        "[00:08.20]tres",
        "[01:00.00]",
        "[01:04.50]cuatro",
        "[01:12.00]cinco",
        "[100:03.07]",
        "",
      ].join("\n"),
    );
  });

  it("says no language where none is known", () => {
    expect(lrcOf({ filename: "a.mp3", duration: 1, language: null, lines: [] })).not.toContain("[la:");
  });
});

describe("linesOfLyrics", () => {
  it("are the lines while the lyrics have the same words", () => {
    expect(linesOfLyrics(LINES, "uno dos\r\ntres\n\ncuatro cinco ")).toBe(LINES);
    expect(linesOfLyrics(LINES, "uno dos tres cuatro")).toEqual([]);
  });
});
