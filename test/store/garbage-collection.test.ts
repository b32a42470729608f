import { mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeFileAtomic } from "../../src/engine/core/files.ts";
import { thisHost } from "../../src/engine/core/processes.ts";
import type { LogMels } from "../../src/engine/steps/log-mels.ts";
import { writeAudioFeatures } from "../../src/engine/results/files/medium.ts";
import { workspacePaths } from "../../src/engine/store/paths.ts";
import { filesBelow } from "../../src/engine/store/publish.ts";
import { completeSettings } from "../../src/engine/steps/resolve-settings.ts";
import { collectGarbage } from "../../src/engine/store/garbage-collection.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "latentune-garbage-"));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const write = (...files: readonly string[]): Promise<unknown> =>
  Promise.all(files.map((file) => writeFileAtomic(join(root, file), "x")));

/** No process has this id: see the lock's test. */
const GONE = `${thisHost()}-${2 ** 30 + 1}-0123abcd.tmp`;
const FOREIGN = "elsewhere_01234567-1-0123abcd.tmp";

const setAge = async (file: string, seconds: number): Promise<void> => {
  const time = Date.now() / 1000 - seconds;
  await utimes(join(root, file), time, time);
};

it("removes what killed commands left unfinished", async () => {
  const ofEarlierProcess = `.latentune/cache/log-mel/1f.npy.${thisHost()}-${process.pid}-0123abcd.tmp`;
  await write(
    ".latentune/runs/20260101-000000-hard-aaaa.tmp/a.txt",
    `.latentune/runs/X.npy.${GONE}`,
    `.latentune/cache/file-hashes/0a.json.${GONE}`,
    `.latentune/cache/queue/features/0f/0f12.json.${GONE}`,
    `.latentune/cache/train/0f.${GONE}/latents.npy`,
    `.latentune/cache/log-mel/0f.npy.${GONE}`,
    ofEarlierProcess,
    `.latentune/cache/log-mel/2f.npy.${FOREIGN}`,
    `.latentune/checkpoints/0f.checkpoint.${GONE}`,
    `.latentune/lock.json.${GONE}`,
    `results_easy/metrics.csv.${GONE}`,
    `results_hard/plots/deep/a.png.${GONE}`,
  );
  await setAge(ofEarlierProcess, process.uptime() + 10);
  await setAge(`.latentune/cache/log-mel/2f.npy.${FOREIGN}`, 31 * 86_400);
  await collectGarbage(workspacePaths(root));
  expect(await filesBelow(root)).toEqual([]);
});

it("leaves results, the user's files, and what a living process or another machine writes", async () => {
  const kept = [
    ".latentune/cache/log-mel/0f.npy",
    `.latentune/cache/file-hashes/0a.json.${thisHost()}-${process.ppid}-0123abcd.tmp`,
    `.latentune/cache/log-mel/1f.npy.${thisHost()}-${process.pid}-0123abcd.tmp`,
    `.latentune/cache/log-mel/2f.npy.${FOREIGN}`,
    ".latentune/cache/queue/features/0f/0f12.json",
    `.latentune/cache/queue/features/0f/0f34.json.${thisHost()}-${process.ppid}-0123abcd.tmp`,
    `.latentune/lock.json.${FOREIGN}`,
    ".latentune/runs/20260101-000000-hard-aaaa/run.json",
    `data/song.mp3.${GONE}`,
    "results_hard/mine.tmp",
    `results_hard/folder.${GONE}/mine.txt`,
    "results_hard/run.json",
  ].sort();
  await write(...kept);
  await setAge(`.latentune/cache/log-mel/2f.npy.${FOREIGN}`, 29 * 86_400);
  await collectGarbage(workspacePaths(root));
  expect(await filesBelow(root)).toEqual(kept);
});

it("removes outcomes of a queue's workers that no command has taken for thirty days, of each kind", async () => {
  const now = Date.UTC(2026, 10, 22);
  const queue = ".latentune/cache/queue";
  const old = ["features/0f/0f12.json", "sentences/1f/1f12.json", "speech/2f/2f12.jobs.json"];
  const kept = ["sentences/1f/1f34.json", "speech/2f/2f34.deaths.json"];
  await write(...[...old, ...kept].map((name) => `${queue}/${name}`));
  for (const [names, days] of [
    [old, 31],
    [kept, 29],
  ] as const) {
    const seconds = now / 1000 - days * 86_400;
    for (const name of names) await utimes(join(root, queue, name), seconds, seconds);
  }
  await collectGarbage(workspacePaths(root), now);
  expect(await filesBelow(join(root, queue))).toEqual(kept);
});

it("removes checkpoints that nobody has gone on from for thirty days", async () => {
  const now = Date.UTC(2026, 10, 22);
  await write(
    ".latentune/checkpoints/new.checkpoint",
    ".latentune/checkpoints/old.checkpoint",
    ".latentune/checkpoints/old.txt",
  );
  for (const [name, days] of [
    ["new.checkpoint", 29],
    ["old.checkpoint", 31],
    ["old.txt", 31],
  ] as const) {
    const seconds = now / 1000 - days * 86_400;
    await utimes(join(root, ".latentune", "checkpoints", name), seconds, seconds);
  }
  await collectGarbage(workspacePaths(root), now);
  expect(await filesBelow(root)).toEqual([".latentune/checkpoints/new.checkpoint", ".latentune/checkpoints/old.txt"]);
});

it("does nothing where there is nothing", async () => {
  await collectGarbage(workspacePaths(join(root, "missing")));
  expect(await filesBelow(root)).toEqual([]);
});

it("finds the array of all spectrograms, which waits outside of the run", async () => {
  const paths = workspacePaths(root);
  const mels: LogMels = {
    songs: [],
    hashes: [],
    languages: [],
    genres: [],
    total: 0,
    table: "",
    fingerprint: "",
    files: [],
    spectrogram: () => Promise.resolve({ bands: 80, frames: 2, data: new Float32Array(160).fill(0.5) }),
    bands: 80,
    frames: 2,
  };
  const bulk = new Map<string, string>();
  const out = join(paths.runs, "r1.tmp");
  await writeAudioFeatures(
    {
      paths,
      settings: completeSettings({}),
      out,
      signal: undefined,
      warn: () => undefined,
      addBulkFile: (target, source) => bulk.set(target, source),
    },
    mels,
  );
  expect([...bulk.keys()]).toEqual(["audio_features/X_aud_logmel.npy"]);
  expect(await filesBelow(out)).toEqual(["audio_features/audio_meta.csv"]);
  expect(await filesBelow(root)).toHaveLength(2);
  await collectGarbage(paths);
  expect(await filesBelow(root)).toEqual([]);
});
