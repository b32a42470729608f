import { access, cp, readFile, rm, writeFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunManifest } from "../../src/shared/contract/run.ts";
import { sha256OfFile } from "../../src/engine/core/hash.ts";
import { filesOfView } from "../../src/shared/contract/view-files.ts";
import { prepareView } from "../../src/engine/results/view/prepare-view.ts";
import { filesBelow } from "../../src/engine/store/publish.ts";
import { cli, sampleWorkspace } from "../cli/run-cli.ts";
import { undeclared } from "./declared.ts";

describe.each([
  ["easy", ["--seeds", "2"]],
  ["medium", ["--seconds", "2", "--alphas", "1", "--seeds", "2"]],
] as const)("a finished run of %s", (task, flags) => {
  let workspace: string;
  let runFolder: string;
  beforeAll(async () => {
    workspace = await sampleWorkspace();
    const { json } = await cli(workspace, task, "--epochs", "1", ...flags);
    runFolder = join(workspace, ".latentune", "runs", String(json["runId"]));
  });
  afterAll(async () => {
    await rm(workspace, { recursive: true, force: true });
  });

  it("has only files that its schema declares, as it declares them", async () => {
    expect(await undeclared(runFolder, task)).toEqual([]);
    expect(await undeclared(join(workspace, `results_${task}`), task)).toEqual([]);
  });

  it("is red where a file is not declared, or is another array or table", async () => {
    const changed = join(workspace, "changed");
    await cp(runFolder, changed, { recursive: true });
    await writeFile(join(changed, "notes.txt"), "");
    await writeFile(join(changed, "songs.csv"), "filename,genre\n");
    const first = (await filesBelow(changed)).find((name) => /^projections\/\w+_pca\.npy$/.test(name))!;
    await cp(join(changed, "view/0/neighbours.npy"), join(changed, first));
    expect(await undeclared(changed, task)).toEqual([
      "notes.txt is not declared",
      `${first}: its shape is (30, 10), not (songs, 2)`,
      `${first}: its numbers are not float32`,
      "songs.csv: its columns are filename,genre",
    ]);
  });

  it("gives the same view again from its files", async () => {
    const manifest = JSON.parse(await readFile(join(runFolder, "run.json"), "utf8")) as RunManifest;
    const files = (await filesBelow(runFolder)).filter((name) => name.startsWith("view/"));
    const before = await Promise.all(files.map((name) => sha256OfFile(join(runFolder, name))));
    const view = join(runFolder, "view");
    // It is missing, or an earlier version made it, with other files.
    for (const leave of [
      () => rm(view, { recursive: true }),
      async () => {
        const text = await readFile(join(view, "view.json"), "utf8");
        await writeFile(join(view, "view.json"), text.replace(/"schemaVersion":\d+/, '"schemaVersion":2'));
        await writeFile(join(view, "0", "0-labels.npy"), "");
      },
    ]) {
      await leave();
      await prepareView({ runFolder, manifest, workspace, dataDir: join(workspace, "data") });
      expect((await filesBelow(runFolder)).filter((name) => name.startsWith("view/"))).toEqual(files);
      for (const [index, name] of files.entries())
        expect([name, await sha256OfFile(join(runFolder, name))]).toEqual([name, before[index]]);
    }
  });

  it("has a view for everybody where several make it at the same time", async () => {
    const manifest = JSON.parse(await readFile(join(runFolder, "run.json"), "utf8")) as RunManifest;
    await writeFile(join(runFolder, "view", "view.json"), "{}");
    const ask = async (later: number): Promise<void> => {
      await setTimeout(later);
      const view = await prepareView({ runFolder, manifest, workspace, dataDir: join(workspace, "data") });
      for (const file of filesOfView(view)) await access(join(runFolder, file));
    };
    await Promise.all([0, 0, 20, 40, 80, 160].map(ask));
    expect((await readdir(runFolder)).filter((name) => name.startsWith("view"))).toEqual(["view"]);
  });
});
