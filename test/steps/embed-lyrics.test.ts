import { expect, it } from "vitest";
import { embedLyrics, type LyricsRequest } from "../../src/engine/steps/lyric-embedding.ts";
import { folderWith } from "../dataset/workspace.ts";
import { runStep, songs } from "./run-step.ts";

it("is not called reused where there is nothing to embed", async () => {
  const workspace = await folderWith({});
  const without = songs.map((song) => ({ ...song, lyrics: "" }));
  const again = async (some: LyricsRequest["songs"]) => {
    await runStep(embedLyrics, { songs: some, model: null }, workspace);
    return (await runStep(embedLyrics, { songs: some, model: null }, workspace)).record;
  };
  expect(await again(without)).toMatchObject({ reused: false, detail: "no lyrics to embed" });
  expect(await again(songs)).toMatchObject({ reused: true });
});
