// What ../shared/faults/cache-flip.py does to a finished workspace, for each kind of cached file by itself.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { locateModel } from "../../src/engine/hub/locate.ts";
import type { StepContext } from "../../src/engine/steps/context.ts";
import { defineUncachedStep } from "../../src/engine/steps/define-step.ts";
import { keepAudioDiagnostics } from "../../src/engine/steps/audio-diagnostics.ts";
import { audioModelOf, embedAudio } from "../../src/engine/steps/audio-embedding.ts";
import { clusterAll } from "../../src/engine/steps/cluster.ts";
import { makeLogMels, meanMels } from "../../src/engine/steps/log-mels.ts";
import { embedLyrics } from "../../src/engine/steps/lyric-embedding.ts";
import { projectAll } from "../../src/engine/steps/maps.ts";
import { makeMfccFeatures } from "../../src/engine/steps/mfcc-features.ts";
import { drawPictures } from "../../src/engine/steps/pictures/draw-pictures.ts";
import { findSongs } from "../../src/engine/steps/song-set.ts";
import { mlpTraining } from "../../src/engine/steps/training/train-mlp.ts";
import { workspacePaths } from "../../src/engine/store/paths.ts";
import { filesBelow } from "../../src/engine/store/publish.ts";
import { makePlayable } from "../../src/engine/tasks/playable.ts";
import { noise, wavFile } from "../audio/signals.ts";
import { writeTinyBert } from "../tiny-models/write.ts";
import { genres, groups, languages, mels, runStep, songs } from "./run-step.ts";

let folder: string;
let bert: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-damaged-"));
  bert = await writeTinyBert(join(folder, "bert"));
});
afterAll(() => rm(folder, { recursive: true }));

const representation = { name: "groups", label: "Groups", description: "", mapName: "groups", matrix: groups(3) };
const clustering = {
  task: "hard" as const,
  representations: [{ ...representation, kind: "audio", parts: [], holdsLabel: null, drawn: "always" } as const],
  k: 3,
  classes: { languages, genres },
};
const picture = {
  path: "mel.png",
  plot: { kind: "mel", input: { mel: new Float32Array(800), seconds: 1, range: { min: 0, max: 1 }, title: "" } },
} as const;
const mlp = mlpTraining({ name: "train", label: "Training" });

/** From the table to the features. */
const readAndDecode = defineUncachedStep({
  name: "features",
  label: "Features",
  run: async (_input: null, context: StepContext, report) => {
    const found = await findSongs(context, report);
    const { features } = await makeMfccFeatures.run(found, context, report);
    const usable = await makeLogMels.run(found, context, report);
    const { bands, frames, spectrogram } = usable;
    const embedding = await embedAudio.run(
      { ...usable, audioModel: await audioModelOf(context, report) },
      context,
      report,
    );
    const spectrograms = await Promise.all([0, 1, 2, 3].map(spectrogram));
    return { features, embedding, spectrograms, bands, frames, hashes: usable.hashes };
  },
});

async function songFolder(workspace: string): Promise<void> {
  const audio = join(workspace, "data", "audio");
  await mkdir(audio, { recursive: true });
  await mkdir(join(workspace, "data", "lyrics"));
  const names = ["a.wav", "b.wav", "c.wav", "d.wav"];
  for (const [index, name] of names.entries()) {
    await writeFile(join(audio, name), wavFile([noise(24_000, 0.2, index + 1)], { rate: 16_000 }));
  }
  const rows = names.map((name) => `${name},english,folk,`);
  await writeFile(
    join(workspace, "data", "lyrics", "lyrics.csv"),
    `filename,language,genre,lyrics\n${rows.join("\n")}\n`,
  );
  // A file that has just changed is hashed again the next time: its hash is not kept yet.
  await new Promise((resolve) => setTimeout(resolve, 2100));
}

const run: Record<string, (workspace: string) => Promise<{ output: unknown; detail?: string; told: string[] }>> = {
  features: (workspace) => told(runStep(readAndDecode, null, workspace, { seconds: 1 })),
  "mean-mel": (workspace) => told(runStep(meanMels, mels, workspace)),
  train: async (workspace) => {
    const result = await told(runStep(mlp, { ...mels, features: groups(6) }, workspace));
    return { ...result, output: { ...(result.output as object), seconds: 0 } };
  },
  lyrics: async (workspace) => {
    const place = {
      kind: "embedding",
      model: bert,
      weights: "full",
      modelsDir: null,
      executionProvider: "cpu",
    } as const;
    return told(runStep(embedLyrics, { songs, model: await locateModel(place) }, workspace));
  },
  cluster: (workspace) => told(runStep(clusterAll, clustering, workspace)),
  project: (workspace) =>
    told(runStep(projectAll, { representations: [representation], methods: ["umap"] }, workspace)),
  pictures: async (workspace) => {
    const result = await told(runStep(drawPictures, [picture], workspace));
    return { ...result, output: await readFile(join(workspace, "out", "mel.png")) };
  },
};

async function told(running: ReturnType<typeof runStep<unknown, unknown>>) {
  const { output, record, diagnostics } = await running;
  return {
    output,
    detail: record.detail ?? "",
    told: diagnostics.map(({ severity, message }) => `${severity}: ${message}`),
  };
}

/** As a disk may do it; of JSON, a digit, so that it stays JSON. */
function changed(bytes: Buffer, file: string): Buffer {
  const copy = Buffer.from(bytes);
  if (file.endsWith(".json")) {
    const at = /(?<=[:\s[.\d])\d(?=[\d,\s\]}.])/.exec(bytes.toString("latin1"))?.index;
    if (at !== undefined) {
      copy[at] = "0".charCodeAt(0) + ((copy[at]! - "0".charCodeAt(0) + 1) % 10);
      return copy;
    }
  }
  copy[Math.floor(bytes.length * 0.7)]! ^= 0x40;
  return copy;
}

const DAMAGES = {
  changed,
  "cut off": (bytes: Buffer) => bytes.subarray(0, bytes.length / 2),
  "another one": () => Buffer.from('{"some": "other file"}'),
};

describe.each(Object.keys(run))("%s", (name) => {
  it("is the same, and says so, after any of its files was damaged", async () => {
    const workspace = join(folder, name);
    await mkdir(workspace);
    if (name === "features") await songFolder(workspace);
    const first = await run[name]!(workspace);
    expect(first.told).toEqual([]);
    const cache = workspacePaths(workspace).cache;
    const files = oneOfEachKind(await filesBelow(cache));
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const path = join(cache, file);
      for (const damage of Object.values(DAMAGES)) {
        const whole = await readFile(path);
        await writeFile(path, damage(whole, file));
        const again = await run[name]!(workspace);
        expect(again.output, file).toEqual(first.output);
        expect(again.detail, file).toMatch(/1 damaged file made again$/);
        expect(again.told, file).toHaveLength(1);
        expect(again.told[0], file).toMatch(/^warning: The cache was not as it was written: 1 damaged file made again/);
      }
      expect((await run[name]!(workspace)).told, file).toEqual([]);
    }
  });
});

/** Of files whose names are hashes, those of the first song. */
function oneOfEachKind(files: readonly string[]): string[] {
  const kinds = new Map<string, string>();
  for (const file of files) {
    const kind = file.replaceAll(/(?:[0-9a-f]{3}[/\\])?[0-9a-f]{20,}/g, "");
    kinds.set(kind, kinds.get(kind) ?? file);
  }
  return [...kinds.values()];
}

it("what earlier decodings said is told again only if it is as it was written", async () => {
  const cache = join(folder, "diagnostics");
  const damaged: string[] = [];
  const onDamaged = (path: string): void => {
    damaged.push(path);
  };
  const diagnostic = { code: "audio-silent", severity: "error", message: "It is silent." } as const;
  const decoded = [{ ok: false, contentHash: "a", diagnostic } as const];
  await keepAudioDiagnostics(cache, decoded, onDamaged);
  const [file] = await filesBelow(cache);
  const path = join(cache, file!);
  const whole = await readFile(path, "utf8");
  await writeFile(path, whole.replace("silent", "violet"));
  await keepAudioDiagnostics(cache, decoded, onDamaged);
  expect(damaged).toEqual([path]);
  expect(await readFile(path, "utf8")).toBe(whole);
});

it("a song that a browser plays is decoded again after its file was damaged", async () => {
  const workspace = join(folder, "playable");
  await songFolder(workspace);
  const paths = workspacePaths(workspace);
  const file = await makePlayable(paths, "data/audio/a.wav");
  const whole = await readFile(file);
  for (const damage of Object.values(DAMAGES)) {
    await writeFile(file, damage(whole, file));
    expect(await makePlayable(paths, "data/audio/a.wav")).toBe(file);
    expect((await readFile(file)).equals(whole)).toBe(true);
  }
});
