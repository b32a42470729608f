import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { readNpy } from "../../src/engine/core/npy.ts";
import { hardTask } from "../../src/engine/tasks/hard.ts";
import { mediumTask } from "../../src/engine/tasks/medium.ts";
import { runTask } from "../../src/engine/tasks/run-task.ts";
import type { TaskDefinition } from "../../src/engine/steps/context.ts";
import { runInProcess } from "../cli/in-process.ts";
import { sampleWorkspace } from "../cli/run-cli.ts";
import { writeTinyBert } from "../tiny-models/write.ts";

/** The lyrics of the first sample song. */
const WORDS = "soy un fantasma que\nse asusta de si mismo";

let workspace: string;
let model: string;
beforeAll(async () => {
  workspace = await sampleWorkspace();
  model = await writeTinyBert(await mkdtemp(join(tmpdir(), "latentune-bert-")));
});
afterAll(async () => {
  await rm(workspace, { recursive: true, force: true });
  await rm(model, { recursive: true, force: true });
});

const run = (task: TaskDefinition, transformer: boolean) =>
  runTask(task, {
    workspace,
    settings: {
      epochs: 2,
      alphas: [1, 0.1],
      ...(transformer ? ({ lyricsEmbedding: "transformer", embeddingModel: model } as const) : {}),
    },
  });

it.each([
  [
    mediumTask,
    "hybrid_alpha1_audioVAE_plus_lyrics_transformer",
    "hybrid_alpha0.1_audioVAE_plus_lyrics_transformer",
    "lyrics_svd",
  ],
  [hardTask, "hybrid_alpha1_audio+lyrics_transformer", "hybrid_alpha0.1_audio+lyrics_transformer", "lyrics_embed"],
] as const)(
  "%# adds the transformer's representations from a local folder, without the network, and changes no other",
  async (task, first, second, tfidf) => {
    const fetchSpy = vi.spyOn(globalThis, "fetch");
    const plain = await run(task, false);
    const { manifest, metrics, resultsDir, report } = await run(task, true);
    expect(fetchSpy).not.toHaveBeenCalled();
    fetchSpy.mockRestore();

    const names = (rows: typeof metrics): string[] => [...new Set(rows.map(({ rep }) => rep))];
    const added = names(metrics).filter((name) => !names(plain.metrics).includes(name));
    expect(added).toEqual([
      "lyrics_transformer",
      first,
      second,
      "hybrid_alpha1_musicnn+lyrics_transformer",
      "hybrid_alpha0.1_musicnn+lyrics_transformer",
    ]);
    expect(metrics.filter(({ rep }) => !rep.includes("transformer"))).toEqual(plain.metrics);
    expect(metrics.filter(({ rep }) => rep === tfidf).length).toBeGreaterThan(2);
    const { shape } = await readNpy(join(resultsDir, "embeddings", "lyrics_transformer.npy"));
    expect(shape).toEqual([30, 32]);
    expect(manifest.settings).toMatchObject({
      lyricsEmbedding: "transformer",
      embeddingModel: model,
      modelWeights: "full",
      modelsDir: null,
    });
    expect(await readFile(report, "utf8")).toContain("lyrics_transformer");

    // Its own vectors are what it is searched by: a song's whole lyrics find it and those of the same words.
    const { stdout } = await runInProcess("search", WORDS, "--run", manifest.runId, "--workspace", workspace);
    expect(stdout.split("\n")[4]).toMatch(/^ *1\.000 +Fantasma - Los Rombos \(1 of 6\) +(soy|se asusta)/);
  },
);
