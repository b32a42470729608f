import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_SETTINGS } from "../../src/shared/contract/settings.ts";
import type { BestRow, RunManifest } from "../../src/shared/contract/run.ts";

/** A manifest as the engine writes it, as far as the host looks at it. */
export function manifestOf(runId: string, changes: Partial<RunManifest> = {}): RunManifest {
  return {
    schemaVersion: 1,
    runId,
    task: "hard",
    startedAt: "2026-11-22T11:40:03.000Z",
    seconds: 41.2,
    settings: { ...DEFAULT_SETTINGS, epochs: 5, latentDim: 16, klWarmup: 1, k: 4, alphas: [1, 0.1] },
    dataFingerprint: "f",
    rows: { total: 32, used: 30 },
    versions: {},
    steps: [],
    models: [],
    bestBy: ["ARI_genre", "davies_bouldin"],
    best: [
      rowOf("audio", "kmeans", { ARI_genre: 0.4, davies_bouldin: 1 }),
      rowOf("lyrics", "kmeans", { ARI_genre: null }),
    ],
    warnings: [],
    files: [],
    ...changes,
  };
}

export function rowOf(rep: string, method: string, metrics: BestRow["metrics"]): BestRow {
  return { rep, method, metrics };
}

/** Puts a kept run into a workspace; returns its folder. */
export async function keepRun(workspace: string, manifest: RunManifest, annotation?: unknown): Promise<string> {
  const folder = join(workspace, ".latentune", "runs", manifest.runId);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "run.json"), JSON.stringify(manifest));
  if (annotation !== undefined) await writeFile(join(folder, "marks.json"), JSON.stringify(annotation));
  return folder;
}
