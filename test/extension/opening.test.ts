import { describe, expect, it } from "vitest";
import type { FolderLevel } from "../../src/shared/contract/new-table.ts";
import { createLabel, openingKind } from "../../src/shared/opening.ts";
import { writtenText } from "../../src/extension/opening/create-table.ts";
import { levelItems } from "../../src/extension/opening/folder-questions.ts";
import { offerNodes } from "../../src/extension/opening/offer-nodes.ts";

const empty = { songs: 0, tables: [], spreadsheets: [], complete: true };
const table = { file: "dataset/lyrics/Lyrics.csv", dataDir: "dataset" };

describe("what a folder without a table offers", () => {
  it("is a table before a spreadsheet before songs", () => {
    expect(openingKind(empty)).toBe("nothing");
    expect(openingKind({ ...empty, songs: 1 })).toBe("songs");
    expect(openingKind({ ...empty, songs: 1, spreadsheets: ["lyrics.xlsx"] })).toBe("spreadsheet");
    expect(openingKind({ ...empty, tables: [table], spreadsheets: ["lyrics.xlsx"] })).toBe("table");
  });

  it("counts the songs", () => {
    expect(createLabel({ songs: 128, complete: true })).toBe("Create lyrics.csv from These 128 Songs…");
    expect(createLabel({ songs: 1, complete: true })).toBe("Create lyrics.csv from This 1 Song…");
    expect(createLabel({ songs: 9000, complete: false })).toBe("Create lyrics.csv from These More Than 9,000 Songs…");
  });

  it("is a line each in the list of songs, with its command", () => {
    expect(offerNodes(undefined)).toEqual([]);
    expect(offerNodes(empty)).toEqual([]);
    const nodes = offerNodes({ ...empty, songs: 2, tables: [table] });
    expect(nodes.map(({ command, argument }) => [command, argument])).toEqual([
      ["latentune.useTable", "dataset"],
      ["latentune.createTable", undefined],
    ]);
  });
});

it("asks for folders, the likeliest first", () => {
  const level = (number: number, languages: boolean): FolderLevel => ({
    level: number,
    names: ["a", "b"],
    count: 3,
    songs: 8,
    languages,
  });
  const levels = [level(1, false), level(2, true)];
  expect(levelItems("language", levels).map((item) => item.level)).toEqual([2, null, 1]);
  expect(levelItems("genre", levels).map((item) => item.level)).toEqual([1, 2, null]);
  expect(levelItems("language", levels)[0]).toMatchObject({
    label: "a, b, and 1 more",
    description: "level 2, 8 songs",
  });
});

it("says what was written", () => {
  const written = { path: "/w/l.csv", file: "l.csv", songs: 8, withLyrics: 8, genres: { a: 1, b: 7 }, languages: {} };
  expect(writtenText(written, false)).toBe("Created l.csv: 8 songs, 2 genres, no languages, all with lyrics.");
  const few = { ...written, songs: 2, withLyrics: 0, genres: { a: 2 } };
  expect(writtenText(few, false)).toMatch(/2 songs, 1 genre, no languages, none with lyrics\. Tasks need at least 4/);
  expect(writtenText(few, true)).toBe("Added to l.csv: 2 songs, 1 genre, no languages, none with lyrics.");
});
