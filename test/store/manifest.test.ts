import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunManifest } from "../../src/shared/contract/run.ts";
import { titleOfKept } from "../../src/engine/store/annotation.ts";
import { readManifest, requireManifest } from "../../src/engine/store/manifest.ts";
import { keepRun, manifestOf } from "../extension/kept-runs.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "manifest-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(changes: Record<string, unknown>) {
  await writeFile(join(folder, "run.json"), JSON.stringify({ ...manifestOf("a"), ...changes }));
  return readManifest(folder);
}

it("fills in what runs of earlier versions lack", async () => {
  expect(await read({})).toEqual(manifestOf("a"));
  expect(await read({ versions: undefined, models: undefined, dataFingerprint: undefined })).toMatchObject({
    versions: {},
    models: [],
    dataFingerprint: "",
  });
  const { seeds: _, ownLabels: __, ...earlier } = manifestOf("a").settings;
  expect((await read({ settings: earlier }))?.settings).toMatchObject({ seeds: 1, ownLabels: false });
});

it("takes nothing for a run that its readers could not use, and says what is wrong with it", async () => {
  const { settings } = manifestOf("a");
  const cases: readonly (readonly [changes: Record<string, unknown>, problem: string])[] = [
    [{ models: 5 }, "models must be a list, not 5"],
    [{ versions: null }, "versions must be an object, not null"],
    [{ task: "</script>" }, 'task must be one of easy, medium, hard, not "</script>"'],
    [{ settings: undefined }, "settings is missing"],
    [{ files: [1] }, "files[0] must be a text, not 1"],
    [{ startedAt: "yesterday" }, 'startedAt must be a time, not "yesterday"'],
    [{ rows: { total: 30 } }, "rows.used is missing"],
    [{ best: [{ rep: "audio", method: "kmeans", metrics: { ARI_genre: "0.4" } }] }, 'best[0].metrics.ARI_genre must be a number, not "0.4"'], // prettier-ignore
    [{ runId: "b" }, "runId is “b”, which is not the name of its folder"],
    ...(["seed", "alphas", "dbscanEps", "audioModel", "k"] as const).map(
      (name) => [{ settings: { ...settings, [name]: undefined } }, `settings.${name} is missing`] as const,
    ),
    [{ settings: { ...settings, k: "four" } }, 'settings.k must be a whole number of 0 or more, not "four"'],
    [{ settings: { ...settings, dbscanEps: 0.5 } }, "settings.dbscanEps must be a list, not 0.5"],
    [{ settings: { ...settings, audioModel: null } }, "settings.audioModel must be a text, not null"],
  ];
  for (const [changes, problem] of cases) {
    await read(changes);
    await expect(requireManifest(folder, "a"), problem).rejects.toMatchObject({
      message: `The record of this run cannot be used: ${problem}.`,
      place: { file: join(folder, "run.json") },
    });
  }
});

it("is called as in the lists of its folder: by its name, or its minute and the end of its id", async () => {
  const [one, other, named] = ["a-1a2b", "a-3c4d", "a-5e6f"].map((runId) => manifestOf(runId)) as [
    RunManifest,
    RunManifest,
    RunManifest,
  ];
  await keepRun(folder, one);
  await keepRun(folder, other);
  await keepRun(folder, named, { name: "longer β" });
  const runs = join(folder, ".latentune", "runs");
  expect(await titleOfKept(runs, one)).toMatch(/^Hard · 22 Nov(?: 2026)? \d\d:40 \(1a2b\)$/);
  expect(await titleOfKept(runs, other)).toMatch(/ \(3c4d\)$/);
  expect(await titleOfKept(runs, named)).toBe("longer β");
});
