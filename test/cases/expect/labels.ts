import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { mergeGenreFiles } from "../../../src/engine/dataset/genres/write-genres.ts";
import type { Expectations } from "../expectation.ts";

/** Each row's genre after `merge-genre --overwrite-lyrics`, as it stands in `lyrics.csv` and in `meta_with_genre.csv`. */
async function mergedGenres(
  folder: string,
): Promise<{ readonly own: readonly string[]; readonly classes: readonly string[] }> {
  await mergeGenreFiles({ workspace: folder, overwriteLyrics: true });
  const column = async (path: string): Promise<string[]> => {
    const [header = "", ...rows] = (await readFile(join(folder, "data", path), "utf8")).trim().split("\n");
    const index = header.split(",").indexOf("genre");
    return rows.map((row) => /^(?:[^,]*,){2}("(?:[^"]|"")*"|[^,]*)/.exec(row)?.[1] ?? row.split(",")[index]!);
  };
  return { own: await column("lyrics/lyrics.csv"), classes: await column("meta_with_genre.csv") };
}

const rockAndPop = ["rock", "pop", "rock", "pop", "rock", "pop"];
const writesRockAndPop = async (folder: string): Promise<void> => {
  expect(await mergedGenres(folder)).toEqual({ own: rockAndPop, classes: rockAndPop });
};
const several = "rock|pop|electronic";
const quoted = '"R&B, ""Soul"""';

export const labels: Expectations = {
  "38-na": {
    rows: [6, 6],
    codes: { "value-missing": 1, "genre-none": 1, "language-none": 1 },
    says: [/9 cells hold a word for a missing value \(“N\/A”, “NaN”, “nan”\) and count as empty/],
    check: (_, { languages, genres }) => {
      expect({ languages, genres }).toEqual({ languages: {}, genres: {} });
      return Promise.resolve();
    },
  },
  "40-genre-space": {
    rows: [6, 6],
    codes: { "label-spelling": 1 },
    says: [/count as one class: “hip hop” is also “Hip-Hop” \(3 rows\)/],
    check: (_, { genres }) => {
      expect(genres).toEqual({ "hip hop": 6 });
      return Promise.resolve();
    },
  },
  "50-map-ok": { rows: [6, 6], check: writesRockAndPop },
  "52-map-noheader": {
    rows: [6, 6],
    codes: { "genre-map-headerless": 1 },
    says: [/has no header: column 1 is read as "filename", column 2 as "genre".*filename,genre above the first line/],
    check: writesRockAndPop,
  },
  "53-map-file-label": {
    rows: [6, 6],
    codes: { "column-alias": 1 },
    says: [/"label" is read as "genre"/],
    check: writesRockAndPop,
  },
  "54-map-noext": { rows: [6, 6], codes: { "genre-map-inexact": 1 }, check: writesRockAndPop },
  "56-map-case": {
    rows: [6, 6],
    codes: { "genre-map-inexact": 1 },
    says: [/6 songs have another name here than in lyrics.csv .*“S0.WAV” for s0.wav\. They are used/],
    check: writesRockAndPop,
  },
  "59-map-multi": {
    rows: [6, 6],
    codes: { "genre-several": 1 },
    says: [/6 rows name several genres, of which the first is used: of “rock\|pop\|electronic” it is “rock”/],
    check: async (folder, { genres }) => {
      expect(genres).toEqual({ rock: 6 });
      expect(await mergedGenres(folder)).toEqual({ own: Array(6).fill(several), classes: Array(6).fill("rock") });
    },
  },
  "60-map-quote-in-genre": {
    rows: [6, 6],
    check: async (folder) => {
      expect(await mergedGenres(folder)).toEqual({ own: Array(6).fill(quoted), classes: Array(6).fill(quoted) });
    },
  },
  "81-unique-genres": { rows: [6, 6] },
  "82-no-lyrics": { rows: [6, 6], codes: { "lyrics-empty": 6 } },
  "83-all-same-lyrics": { rows: [6, 6] },
  "86-emoji-lyrics": { rows: [6, 6], codes: { "lyrics-empty": 6, "value-missing": 1 } },
  "87-four": { rows: [4, 4], ignore: ["audio-unnamed"] },
  "90-tr-empty": { rows: [4, 4], ignore: ["audio-unnamed"], codes: { "lyrics-empty": 4 } },
  "92-tr-lang-odd": {
    rows: [6, 6],
    codes: { "lyrics-empty": 6, "label-spelling": 1 },
    says: [
      /Names and codes of one language count as one class: “Bengali” is also “bn-BD” \(1 row\), “বাংলা” \(1 row\)/,
    ],
    check: (_, { languages }) => {
      expect(languages).toEqual({ Bengali: 3, Banglish: 1, "english/bangla": 1, instrumental: 1 });
      return Promise.resolve();
    },
  },
  "131-nan-lyrics": {
    rows: [6, 6],
    codes: { "lyrics-empty": 3, "value-missing": 1 },
    says: [/3 cells hold a word for a missing value \(“nan”\)/],
  },
};
