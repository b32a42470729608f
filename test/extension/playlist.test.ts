import { join } from "node:path";
import { expect, it } from "vitest";
import { isListable, leftOutLines } from "../../src/shared/naming/playlist.ts";
import { playlistOf } from "../../src/extension/panel/playlist.ts";

it("lists titles and paths from the playlist's folder, which players read line by line", () => {
  const songs = [
    { filename: "Été.mp3", audio: "data/audio/Été.mp3" },
    { filename: "#1 hit.ogg", audio: "#1 hit.ogg" },
    { filename: "two\nlines.ogg", audio: "data/two\nlines.ogg" },
  ];
  const workspace = join("/", "music", "run");
  expect(playlistOf(songs, workspace, workspace)).toBe(
    "#EXTM3U\n#EXTINF:-1,Été\ndata/audio/Été.mp3\n#EXTINF:-1,#1 hit\n./#1 hit.ogg\n",
  );
  // Its name would be another file's, which is not there; whoever writes the playlist says so.
  const names = songs.filter(({ audio }) => !isListable(audio)).map(({ filename }) => filename);
  expect(leftOutLines(names)).toEqual([
    "Left out, because a playlist cannot name a file with a line break in its path: two lines.ogg. Rename it.",
  ]);
  expect(leftOutLines([])).toEqual([]);
  expect(playlistOf(songs.slice(0, 1), workspace, join(workspace, "lists", "mine")).split("\n")[2]).toBe(
    "../../data/audio/Été.mp3",
  );
  expect(playlistOf(songs.slice(0, 1), workspace, join("/", "music")).split("\n")[2]).toBe("run/data/audio/Été.mp3");
});
