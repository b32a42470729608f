import { describe, expect, it } from "vitest";
import { inspectDataset } from "../../../src/engine/dataset/load-dataset.ts";
import { folderWith } from "../workspace.ts";

const SONGS = "File Name;Genre\na.wav;pop\n";
const TABLE = "filename,language,genre,lyrics\na.wav,english,pop,la\n";
const AUDIO = { "data/audio/a.wav": "not sound" };

async function said(files: Readonly<Record<string, string>>, code: string) {
  const { diagnostics } = await inspectDataset({ workspace: await folderWith(files) });
  return diagnostics.filter((each) => each.code === code).map(({ message, remedy }) => `${message} ${remedy ?? ""}`);
}

describe("a folder without lyrics.csv", () => {
  it.each(["songs.csv", "data/songs.csv", "data/lyrics/Songs.TSV"])("names %s, which lists songs", async (file) => {
    expect(await said({ ...AUDIO, [file]: SONGS }, "lyrics-table-missing")).toEqual([
      `There is no data/lyrics/lyrics.csv, but ${file} looks like a table of songs. If it is, move it to data/lyrics/lyrics.csv.`,
    ]);
  });

  it.each([
    ["songs.csv", "a,b\n1,2\n"],
    ["data/genre_map.csv", "filename,genre\na.wav,pop\n"],
    ["songs.csv", ""],
  ])("does not take %s for one", async (file, text) => {
    expect((await said({ ...AUDIO, [file]: text }, "lyrics-table-missing")).join()).not.toContain("looks like");
  });
});

it("says of two tables which one is read", async () => {
  const files = { ...AUDIO, "data/lyrics/lyrics.csv": TABLE, "data/lyrics.csv": TABLE };
  expect(await said(files, "table-name")).toEqual([
    "There are two tables: data/lyrics/lyrics.csv is read, data/lyrics.csv is not. Delete one of the two, or rename it.",
  ]);
});
