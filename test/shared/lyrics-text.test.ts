import { describe, expect, it } from "vitest";
import { isNoLyrics, lyricsOrNone } from "../../src/shared/lyrics/lyrics-text.ts";

describe("isNoLyrics", () => {
  it.each([
    ...["", " \n ", "nan", "NaN", "None", "N/A", "-", "?"],
    ...["[Instrumental]", "(instrumental)", "Instrumental.", "♪ Instrumental ♪", "* instrumental  version *"],
    ...["♪", "♪♪♪", "🎵 🎶", "...", "[ ]"],
    ...["纯音乐，请欣赏", "[Инструментал]"],
    ...["song.mp3", "song", "other song.FLAC"],
  ])("%j", (text) => {
    expect(isNoLyrics(text, "song.mp3")).toBe(true);
    expect(isNoLyrics(` ${text}\n`, "song.mp3")).toBe(true);
  });

  it.each([
    ...["la la", "♪ la la ♪", "we sing song.mp3\nagain", "na na na", "99"],
    ...["[Instrumental]\nmy love", "an instrumental", "instrumental love", "songs", "আমি"],
    `instrumental${" la".repeat(100)}`,
  ])("not %j", (text) => {
    expect(isNoLyrics(text, "song.mp3")).toBe(false);
  });

  it("leaves lyrics as they are", () => {
    expect([lyricsOrNone(" la la \n", "a.mp3"), lyricsOrNone(" [Instrumental]", "a.mp3")]).toEqual([" la la \n", ""]);
  });
});
