import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunSettings } from "../../src/shared/contract/settings.ts";
import { findAudioModel } from "../../src/engine/audio/embedding/find-model.ts";
import { messageOf } from "../../src/engine/core/errors.ts";
import { sha256OfFile } from "../../src/engine/core/hash.ts";
import { rowOf } from "../../src/engine/core/matrix.ts";
import { embedAudio } from "../../src/engine/steps/audio-embedding.ts";
import { makeLogMels } from "../../src/engine/steps/log-mels.ts";
import { readSongs } from "../../src/engine/steps/song-set.ts";
import { noise, wavFile } from "../audio/signals.ts";
import { runStep, songs } from "../steps/run-step.ts";
import { writeTinyAudioModel } from "../tiny-models/tiny-audio-model.ts";

let folder: string;
let songSet: { songs: typeof songs; hashes: string[] };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-embedding-"));
  const three = songs.slice(0, 3).map((song) => ({ ...song, audioPath: join(folder, song.filename) }));
  for (const [index, { audioPath }] of three.entries()) {
    await writeFile(audioPath, wavFile([noise(24_000, 0.05 * (index + 1) ** 2, index + 1)], { rate: 8_000 }));
  }
  songSet = { songs: three, hashes: await Promise.all(three.map(({ audioPath }) => sha256OfFile(audioPath))) };
});
afterAll(() => rm(folder, { recursive: true }));
const embedded = async (file: string) =>
  runStep(embedAudio, { ...songSet, audioModel: await findAudioModel(file) }, folder);

it("has a row of each song's vector and of its tags, in the songs' order, and makes them once for each model", async () => {
  const audioModel = await writeTinyAudioModel(folder, { bands: 6 });
  const first = await embedded(audioModel);
  const { matrix, tags } = first.output;
  expect([matrix.rows, matrix.cols, tags?.matrix.rows, tags?.matrix.cols]).toEqual([3, 6, 3, 6]);
  expect(tags?.names).toEqual(["band 0", "band 1", "band 2", "band 3", "band 4", "band 5"]);
  // Each song is louder than the one before, by 12 and 7 dB.
  const level = (row: number): number => rowOf(matrix, row).reduce((sum, value) => sum + value / 6, 0);
  expect(level(1) - level(0)).toBeCloseTo(20 * Math.log10(4), 0);
  expect(level(2) - level(1)).toBeCloseTo(20 * Math.log10(9 / 4), 0);
  rowOf(matrix, 2).forEach((value, tag) => {
    expect(rowOf(tags!.matrix, 2)[tag]! > 0.5).toBe(value > 0);
  });
  expect(first.record.detail).toBe("3 decoded, 0 reused");

  const again = await embedded(audioModel);
  expect(again.output).toEqual(first.output);
  expect(again.record).toMatchObject({ reused: true, detail: "3 songs' features of tiny (audio model)" });

  const without = await writeTinyAudioModel(folder, { bands: 6, change: { tags: undefined } });
  const other = await embedded(without);
  expect(other.record.reused).toBe(false);
  expect(other.output).toEqual({ matrix, tags: null, readsTexts: false });
});

it("has what the spectrograms' step made while it decoded the songs, which this run then did not find", async () => {
  const workspace = await mkdtemp(join(folder, "workspace-"));
  await mkdir(join(workspace, "data", "audio"), { recursive: true });
  await mkdir(join(workspace, "data", "lyrics"));
  const names = ["a.wav", "b.wav", "c.wav", "d.wav", "e.wav"];
  const files = names.map((name) => join(workspace, "data", "audio", name));
  for (const [index, file] of files.entries())
    await writeFile(file, wavFile([noise(24_000, 0.2, index + 1)], { rate: 16_000 }));
  const rows = names.map((name) => `${name},english,folk,la`);
  await writeFile(
    join(workspace, "data", "lyrics", "lyrics.csv"),
    ["filename,language,genre,lyrics", ...rows].join("\n"),
  );
  const audioModel = await findAudioModel("musicnn");
  const { output: found } = await runStep(readSongs, null, workspace);
  const hear = async (settings: Partial<RunSettings>) => {
    const asked = { ...found, heardFor: audioModel.feature };
    const { output: heard } = await runStep(makeLogMels, asked, workspace, settings);
    return runStep(embedAudio, { ...heard, audioModel }, workspace, settings);
  };
  expect((await hear({ seconds: 4 })).record).toMatchObject({ reused: false, detail: "5 decoded, 0 reused" });
  expect((await hear({ seconds: 4 })).record).toMatchObject({ reused: true });
  // Of a sample, the songs are heard for the network first.
  const sampled = { seconds: 3, trainingSongs: 4 };
  expect((await hear(sampled)).record).toMatchObject({ reused: false, detail: "5 decoded, 0 reused" });
  expect((await hear(sampled)).record).toMatchObject({ reused: true });
});

it("ends with one message that names the model where it is not what its description says", async () => {
  const audioModel = await writeTinyAudioModel(folder, { name: "wrong", change: { columns: 9 } });
  const message = await embedded(audioModel).then(() => "", messageOf);
  expect(message).toBe(
    `wrong (audio model): ${audioModel}: Its output means is (4, 4) for 4 patches; its description's “columns” says 9. ` +
      "Correct the description (docs/models.md), or use another model.",
  );
});
