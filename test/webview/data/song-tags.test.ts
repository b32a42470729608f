import { expect, it } from "vitest";
import { tagsFromFiles, tagsInMemory, type SongTags } from "../../../src/webview/data/song-tags.ts";
import type { RunView } from "../../../src/webview/data/run-view.ts";

const NAMES = ["calm", "loud"];
const SCORES = Float32Array.of(0.25, 1, 0.5, 0, 0.125, 0.75);
const ROWS: Readonly<Record<string, readonly Float32Array[]>> = {
  "by-song": [SCORES.subarray(0, 2), SCORES.subarray(2, 4), SCORES.subarray(4)],
  "by-tag": [Float32Array.of(0.25, 0.5, 0.125), Float32Array.of(1, 0, 0.75)],
};

const said = (tags: SongTags): unknown => [
  tags.names,
  Array.from(tags.totals),
  [0, 1, 2].map((song) => tags.ofSong(song)),
  [0, 1].map((tag) => tags.ofTag(tag)),
];

it("says the same of tags in memory and of those that are read as they are asked for", async () => {
  const read: string[] = [];
  const run = {
    row(file: string, row: number) {
      read.push(`${file} ${row}`);
      return Promise.resolve(ROWS[file]![row]!);
    },
  } as unknown as RunView;
  const byTag = { scores: "by-tag", totals: [0.875, 1.75] };
  const tags = tagsFromFiles(
    run,
    { names: NAMES, scores: "by-song", byTag },
    () => undefined,
    (error) => {
      throw error;
    },
  );
  expect([tags.ofSong(1), tags.ofTag(1)]).toEqual([null, null]);
  expect(read).toEqual(["by-song 1", "by-tag 1"]);
  said(tags);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(said(tags)).toEqual(said(tagsInMemory(NAMES, SCORES)));
});
