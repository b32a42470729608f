import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { RunSettings } from "../../src/shared/contract/settings.ts";
import { clusterAll } from "../../src/engine/steps/cluster.ts";
import { genres, languages, representation, runStep } from "./run-step.ts";

async function workspace(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "latentune-kinds-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function clustered(folder: string, k: number, settings: Partial<RunSettings> = {}) {
  const request = { task: "hard" as const, representations: [representation], k, classes: { languages, genres } };
  const { output, record } = await runStep(clusterAll, request, folder, settings);
  return { methods: output[0]!.methods, detail: record.detail };
}

it.each<[string, number, Partial<RunSettings>]>([
  ["k", 4, {}],
  ["a radius", 3, { dbscanEps: [0.7, 2] }],
  ["the graph of spectral clustering", 3, { spectralNeighbours: 4 }],
])(
  "another value of %s clusters by those methods alone that look at it, with the result of a new start",
  async (_what, k, settings) => {
    const kept = await workspace();
    expect((await clustered(kept, 3)).detail).toBe("2 tables of scores");
    const again = await clustered(kept, k, settings);
    expect(again.detail).toBe("2 tables of scores, 1 reused");
    expect(again.methods).toEqual((await clustered(await workspace(), k, settings)).methods);
  },
);
