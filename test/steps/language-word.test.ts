import { describe, expect, it } from "vitest";
import type { Song } from "../../src/shared/contract/dataset.ts";
import type { HeardLanguage, TranscribedSong, TranscriptFile } from "../../src/shared/contract/transcript.ts";
import { overwriteLyrics } from "../../src/engine/dataset/genres/overwrite-lyrics.ts";
import { parseLyricsTable } from "../../src/engine/dataset/table/lyrics-table.ts";
import { unsureLanguages } from "../../src/engine/steps/transcription/language-diagnostics.ts";
import { languageWord } from "../../src/engine/steps/transcription/language-word.ts";
import { songTextOf } from "../../src/engine/steps/transcription/song-text.ts";
import { withTexts } from "../../src/engine/steps/transcription/write-lyrics.ts";

describe("languageWord", () => {
  it.each([
    [["", "Español", "spanish", "Español", "french"], "Español"],
    [["", "french", "english"], "spanish"],
    [[], "spanish"],
    [["French", "English", ""], "Spanish"],
    [["fr", "en", "Banglish"], "es"],
    [["fr", "English"], "spanish"],
  ])("%j → %s", (written, expected) => {
    expect(languageWord("es", written)).toBe(expected);
  });
});

describe("songTextOf", () => {
  const text = (language: HeardLanguage | null, write = true, lines = [{ start: 0, end: 1, text: "la la" }]) =>
    songTextOf(
      {
        ...{ schemaVersion: 1, filename: "a", audioSha256: "", model: "m", weights: "full", hearing: 2, duration: 1 },
        ...{ language, lines, reason: null, windows: [] },
      } satisfies TranscriptFile,
      write,
    ).language;
  it("has the language only where it was detected, is sure, and words were heard", () => {
    const sure = { code: "fr", detected: true, probability: 0.6 };
    expect(text(sure)).toBe("fr");
    expect(text(sure, false)).toBeNull();
    expect(text(sure, true, [])).toBeNull();
    expect(text({ ...sure, probability: 0.5999 })).toBeNull();
    expect(text({ code: "fr", detected: false, probability: null })).toBeNull();
    expect(text(null)).toBeNull();
  });
});

describe("unsureLanguages", () => {
  const song = (row: number, more: Partial<TranscribedSong> = {}): TranscribedSong => ({
    ...{ row, filename: `${row}.mp3`, outcome: "transcribed", lyrics: "la", reason: null, language: "fr" },
    ...{ languageProbability: 0.59, duration: 30, speed: 4, reused: false },
    ...more,
  });
  const rows = [1, 2, 3].map((row) => ({ row, firstLine: row + 1, filename: `${row}.mp3` }) as Song);

  it("says once of which songs, at the first of them", () => {
    const songs = [
      song(1, { languageProbability: 0.6 }),
      song(2),
      song(3, { language: "en", languageProbability: 0.4 }),
    ];
    expect(unsureLanguages({ file: "lyrics.csv" }, rows, songs)).toMatchObject([
      {
        ...{ code: "language-unsure", severity: "warning", file: "lyrics.csv", line: 3, row: 2, filename: "2.mp3" },
        message:
          "The language of 2 songs is not sure (“2.mp3”: French 0.59, “3.mp3”: English 0.40): it is not written into the table.",
      },
    ]);
  });

  it("says nothing of songs whose language was given, or that have no words", () => {
    const songs = [song(1, { languageProbability: null }), song(2, { outcome: "no-words", reason: "uncertain" })];
    expect(unsureLanguages({ file: "lyrics.csv" }, rows, songs)).toEqual([]);
  });
});

describe("withTexts", () => {
  const written = (csv: string, texts: Parameters<typeof withTexts>[1]): string =>
    new TextDecoder().decode(withTexts(parseLyricsTable(Buffer.from(csv), "lyrics.csv"), texts));
  const words = { lyrics: "la la", language: "fr" };

  it("fills empty languages in, before and behind the lyrics, and leaves others", () => {
    expect(
      written(
        'filename,language,lyrics\r\na.mp3,,\r\nb.mp3,"",x\nc.mp3,en,\n',
        new Map([1, 2, 3].map((row) => [row, words])),
      ),
    ).toBe('filename,language,lyrics\r\na.mp3,fr,la la\r\nb.mp3,"fr",la la\nc.mp3,en,la la\n');
    expect(written("filename;lyrics;note;language\na.mp3;;x;\n", new Map([[1, words]]))).toBe(
      "filename;lyrics;note;language\na.mp3;la la;x;french\n",
    );
    // A missing value is no language.
    expect(written("filename,language,lyrics\na.mp3,nan,\n", new Map([[1, words]]))).toBe(
      "filename,language,lyrics\na.mp3,french,la la\n",
    );
  });

  it("inserts lyrics behind the language that it fills in", () => {
    expect(written("filename,language\na.mp3,\nb.mp3,\n", new Map([[1, words]]))).toBe(
      "filename,language,lyrics\na.mp3,french,la la\nb.mp3,,\n",
    );
  });

  it("adds no cell for a language that the row or the table lacks", () => {
    expect(written("filename,language,lyrics\na.mp3\n", new Map([[1, words]]))).toBe(
      "filename,language,lyrics\na.mp3,,la la\n",
    );
    expect(written("filename,lyrics\na.mp3,\n", new Map([[1, words]]))).toBe("filename,lyrics\na.mp3,la la\n");
  });

  it("is the table with its lyrics where no language is known", () => {
    const table = parseLyricsTable(Buffer.from("filename,language,lyrics\na.mp3,,\n"), "lyrics.csv");
    expect(withTexts(table, new Map([[1, { ...words, language: null }]]))).toEqual(
      overwriteLyrics(table, new Map([[1, "la la"]])),
    );
  });
});
