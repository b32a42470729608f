import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readManifest } from "../../src/engine/store/manifest.ts";
import { manifestOf } from "../extension/kept-runs.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "manifest-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(changes: Record<string, unknown>) {
  await writeFile(join(folder, "run.json"), JSON.stringify({ ...manifestOf("a"), ...changes }));
  return readManifest(folder);
}

it("fills in what runs of earlier versions lack, and takes nothing for a run that its readers could not use", async () => {
  expect(await read({})).toEqual(manifestOf("a"));
  expect(await read({ versions: undefined, models: undefined, dataFingerprint: undefined })).toMatchObject({
    versions: {},
    models: [],
    dataFingerprint: "",
  });
  for (const changes of [
    { models: 5 },
    { versions: null },
    { task: "</script>" },
    { settings: undefined },
    { files: [1] },
  ])
    expect(await read(changes), JSON.stringify(changes)).toBeUndefined();
});
