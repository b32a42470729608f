import { readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { messageOf } from "../../src/engine/core/errors.ts";
import { withSystemErrors } from "../../src/engine/core/system-error.ts";
import { inspectDataset } from "../../src/engine/dataset/load-dataset.ts";
import { mergeGenreFiles } from "../../src/engine/dataset/genres/write-genres.ts";
import { readAnnotation } from "../../src/engine/store/annotation.ts";
import { fromCache } from "../../src/engine/store/cache.ts";
import { takeLock } from "../../src/engine/store/lock.ts";
import { workspacePaths } from "../../src/engine/store/paths.ts";
import { announcedPublication } from "../../src/engine/store/publication.ts";
import { listRuns } from "../../src/engine/store/runs.ts";
import { COMMON_FILES } from "../../src/engine/results/files/common.ts";
import { TASK_SCHEMAS } from "../../src/engine/results/files/index.ts";
import { clusterFileCommand } from "../../src/engine/tasks/embedding/cluster-file.ts";
import { runSteps } from "../../src/engine/tasks/run-steps.ts";
import { readTranscript } from "../../src/engine/steps/transcription/transcript-files.ts";
import { openPatchModel } from "../../src/engine/audio/embedding/patch-model.ts";
import { embedLyricsCommand } from "../../src/engine/tasks/single-steps.ts";
import { HOSTILE_FILES } from "../hostile-files.ts";
import { smallWorkspace } from "../cli/small-workspace.ts";
import { writeKeptRun } from "./kept-run.ts";

/** A file that people name or may have edited, and what reads it; its failure is an error with its path. */
const NAMED: Readonly<
  Record<string, { readonly at: string; readonly read: (workspace: string, path: string) => Promise<unknown> }>
> = {
  "lyrics.csv": { at: "data/lyrics/lyrics.csv", read: (workspace) => runSteps(embedLyricsCommand, { workspace }) },
  "--genre-csv": {
    at: "genres.csv",
    read: (workspace, genreCsv) => mergeGenreFiles({ workspace, genreCsv, overwriteLyrics: false }),
  },
  "--embedding, an array": {
    at: "mine.npy",
    read: (workspace, embedding) => runSteps(clusterFileCommand({ embedding }), { workspace }),
  },
  "--embedding, a table": {
    at: "mine.csv",
    read: (workspace, embedding) => runSteps(clusterFileCommand({ embedding }), { workspace }),
  },
  "--audio-model": { at: "model.onnx", read: (_, path) => openPatchModel(path) },
  "the metrics of a run": {
    at: "results_hard/clustering/metrics_hard.json",
    read: (workspace) => TASK_SCHEMAS.hard.metrics.read(join(workspace, "results_hard")),
  },
  "a table of a run": {
    at: "results_hard/songs.csv",
    read: (workspace) => COMMON_FILES.songs.read(join(workspace, "results_hard")).next(),
  },
  "an array of a run": {
    at: "results_hard/embeddings/rep.npy",
    read: (workspace) => TASK_SCHEMAS.hard.readRepresentation(join(workspace, "results_hard"), "rep", 4),
  },
  "the workspace's lock": {
    at: ".latentune/lock.json",
    read: (workspace) => takeLock(workspacePaths(workspace).lock, "Test"),
  },
  "the note of a publication": {
    at: ".latentune/publishing.json",
    read: (workspace) => announcedPublication(workspacePaths(workspace)),
  },
};

/** Files that are passed over, or made again, where they cannot be read. */
const PASSED_OVER: Readonly<
  Record<
    string,
    {
      readonly at: string;
      readonly read: (workspace: string, path: string) => Promise<unknown>;
      readonly gives: unknown;
    }
  >
> = {
  "run.json": {
    at: ".latentune/runs/r1/run.json",
    read: (workspace) => listRuns(workspacePaths(workspace).runs),
    gives: [],
  },
  "an annotation": {
    at: ".latentune/runs/r1/marks.json",
    read: (workspace) => readAnnotation(join(workspacePaths(workspace).runs, "r1")),
    gives: {},
  },
  "a transcript": {
    at: "data/lyrics/asr/a.json",
    read: (workspace) => readTranscript(join(workspace, "data", "lyrics", "asr"), "a.wav"),
    gives: undefined,
  },
};

describe.each(HOSTILE_FILES.filter(({ skip }) => !skip))("where a file is $kind", ({ make, says, kind }) => {
  it.each(Object.entries(NAMED))("%s is an error with its path at once", async (_, { at, read }) => {
    const workspace = await smallWorkspace();
    const path = join(workspace, at);
    await make(path);
    // A large file may be told by its beginning.
    const told = messageOf(withSystemErrors(await read(workspace, path).catch((thrown: unknown) => thrown)));
    expect(told).toMatch(kind.includes("GiB") ? /more than|magic|cannot be read|cannot be used|no number/ : says);
    expect(told).toContain(at.split("/").at(-1));
  });

  it.each(Object.entries(PASSED_OVER))("%s is passed over", async (_, { at, read, gives }) => {
    const workspace = await smallWorkspace();
    await writeKeptRun(workspace, "r1");
    const path = join(workspace, at);
    await make(path);
    expect(await read(workspace, path)).toEqual(gives);
  });

  it("genre_map.csv is a diagnostic", async () => {
    const workspace = await smallWorkspace();
    await make(join(workspace, "data", "genre_map.csv"));
    const { diagnostics, songs } = await inspectDataset({ workspace });
    const [told] = diagnostics.filter(({ code }) => code === "genre-map-unreadable");
    expect(told?.message).toMatch(says);
    expect(told?.file).toBe("data/genre_map.csv");
    expect(songs).toHaveLength(5);
  });

  it("an entry of the cache is damaged, and made again", async () => {
    const workspace = await smallWorkspace();
    const { cache } = workspacePaths(workspace);
    let made = 0;
    const entry = {
      folder: "test",
      version: 1,
      settings: {},
      inputs: [],
      make: () => Promise.resolve({ "value.txt": new TextEncoder().encode(`made ${++made}`) }),
      read: (file: (name: string) => Uint8Array) => new TextDecoder().decode(file("value.txt")),
    };
    const damaged: string[] = [];
    const get = () => fromCache(cache, entry, (path) => damaged.push(path));
    expect(await get()).toEqual({ value: "made 1", reused: false });
    const [shard] = await readdir(join(cache, "test"));
    const [key] = await readdir(join(cache, "test", shard!));
    const mayBeRead = !/circle|may not/.test(kind);
    for (const name of ["value.txt", "checksums.json", ""]) {
      if (!mayBeRead) continue;
      await make(join(cache, "test", shard!, key!, name));
      // An empty folder in the place of the entry's is no different from one that lost its files.
      expect((await get()).reused).toBe(false);
      expect(await get()).toMatchObject({ reused: true });
    }
    expect(damaged).toHaveLength(mayBeRead ? 3 : 0);
  });
});

it.skipIf(process.platform === "win32")("a link to a file is as good as the file", async () => {
  const workspace = await smallWorkspace();
  await symlink(join(workspace, "data", "lyrics", "lyrics.csv"), join(workspace, "data", "genre_map.csv"));
  const { diagnostics } = await inspectDataset({ workspace });
  expect(diagnostics.filter(({ code }) => code === "genre-map-unreadable")).toEqual([]);
});
