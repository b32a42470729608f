import { mkdtemp, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ViewManifest } from "../../../src/shared/contract/view.ts";
import { writeNpy } from "../../../src/engine/core/npy.ts";
import { VIEW_FILES } from "../../../src/engine/results/view/files.ts";
import { writeSongs } from "../../../src/engine/results/view/songs/write-songs.ts";
import { createSongRequests } from "../../../src/engine/server/requests/songs.ts";
import { keepRun, manifestOf } from "../../extension/kept-runs.ts";
import { smallView } from "../../small-view.ts";
import { unhandledIn } from "../../unhandled.ts";

let workspace: string;
let run: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), "song-requests-"));
  run = await keepRun(workspace, manifestOf("a"));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

/** Writes a view of songs with these names. */
async function writeView(...names: readonly string[]): Promise<ViewManifest> {
  const songs = names.map((filename, row) => ({ filename, language: "", genre: "", audio: "", row, lyrics: "" }));
  const view = { ...smallView(), songCount: names.length, songs: await writeSongs(join(run, "view"), songs, {}, 1) };
  const shape = [1, names.length];
  await writeNpy(join(run, "view/0/labels.npy"), { shape, data: new Int32Array(names.length) });
  await writeNpy(join(run, "view/0/silhouette.npy"), { shape, data: new Float32Array(names.length) });
  await VIEW_FILES.manifest.write(join(run, "view"), view);
  return view;
}

const noTuning = () => Promise.reject(new Error("Nothing is tuned."));
const context = { signal: new AbortController().signal, notify: () => undefined };

it("the songs of a run are read once, and again when its view has become another", async () => {
  let view = await writeView("b.mp3", "a.mp3");
  let prepared = 0;
  const requests = createSongRequests(() => {
    prepared++;
    return Promise.resolve(view);
  }, noTuning);
  const params = { workspace, runId: "a" };
  const filter = { text: "", language: null, genre: null, cluster: null, silhouette: "", error: "" };
  const query = { representation: "audio", method: "kmeans", model: null, filter, among: null };
  const titles = async (): Promise<readonly string[]> => {
    const sort = { column: "title", descending: false } as const;
    const { rows } = await requests.songsPage({ ...params, ...query, sort, from: 0, count: 9 }, context);
    return rows.map(({ filename }) => filename);
  };
  expect(await titles()).toEqual(["a.mp3", "b.mp3"]);
  expect(await titles()).toEqual(["a.mp3", "b.mp3"]);
  const [text] = await requests.songTexts({ ...params, songs: [1] }, context);
  expect(text?.filename).toBe("a.mp3");
  expect(prepared).toBe(1);

  view = await writeView("c.mp3", "d.mp3", "b.mp3");
  expect(await titles()).toEqual(["b.mp3", "c.mp3", "d.mp3"]);
  expect(prepared).toBe(2);

  // A table that cannot be read is tried again.
  const broken = join(run, "view/songs/row.npy");
  await writeFile(broken, "x");
  const later = new Date((await stat(join(run, "view/view.json"))).mtimeMs + 5000);
  await utimes(join(run, "view/view.json"), later, later);
  await expect(titles()).rejects.toThrow("A file of the run cannot be used");
  view = await writeView("e.mp3", "f.mp3");
  expect(await titles()).toEqual(["e.mp3", "f.mp3"]);
  await expect(requests.songTexts({ workspace, runId: "gone", songs: [0] }, context)).rejects.toThrow("no run “gone”");
});

it("a run of few songs, whose table is one file, is refused: the process goes on", async () => {
  const view = { ...(await writeView("a.mp3")), songs: "view/songs.json" };
  const requests = createSongRequests(() => Promise.resolve(view), noTuning);
  const unhandled = await unhandledIn(async () => {
    const asked = requests.songTexts({ workspace, runId: "a", songs: [0] }, context);
    await expect(asked).rejects.toThrow("The songs of this run are few");
  });
  expect(unhandled).toEqual([]);
});
