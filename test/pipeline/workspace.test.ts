import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LatentuneError, UsageError } from "../../src/engine/core/errors.ts";
import { workspacePaths } from "../../src/engine/pipeline/paths.ts";
import { filesBelow, finishPublication, publishRun } from "../../src/engine/pipeline/publish.ts";
import { alphasOf, clusterCount, completeSettings } from "../../src/engine/pipeline/resolve-settings.ts";
import { deleteRun, findRun, listRuns, newRunId } from "../../src/engine/pipeline/runs.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "latentune-workspace-"));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

async function writeRun(id: string, startedAt: string, files: Record<string, string>): Promise<string> {
  const folder = join(root, ".latentune", "runs", id);
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const lists = { steps: [], best: [], bestBy: [], warnings: [] };
  const manifest = { schemaVersion: 1, runId: id, task: "hard", startedAt, ...lists, files: [...Object.keys(files), "run.json"] };
  await writeFile(join(folder, "run.json"), JSON.stringify(manifest));
  return folder;
}

describe("publishRun", () => {
  it("replaces the files of the run before and leaves the user's alone", async () => {
    const results = join(root, "results_hard");
    const old = await writeRun("r1", "2026-01-01", { "a.txt": "old", "plots/b.txt": "old" });
    await publishRun(old, results);
    await writeFile(join(results, "notes.txt"), "mine");
    const fresh = await writeRun("r2", "2026-01-02", { "a.txt": "new", "c.txt": "new" });
    await publishRun(fresh, results);
    expect(await filesBelow(results)).toEqual(["a.txt", "c.txt", "notes.txt", "run.json"]);
    expect(await readFile(join(results, "a.txt"), "utf8")).toBe("new");
  });

  it("completes a publication that was killed", async () => {
    const results = join(root, "results_hard");
    await publishRun(await writeRun("r1", "2026-01-01", { "a.txt": "A", "b.txt": "B" }), results);
    await rm(join(results, "run.json"));
    await rm(join(results, "b.txt"));
    await finishPublication(workspacePaths(root));
    expect(await filesBelow(results)).toEqual(["a.txt", "b.txt", "run.json"]);
  });

  it("does not follow a manifest out of the folder", async () => {
    const results = join(root, "results_hard");
    await mkdir(results);
    await writeFile(join(root, "precious.txt"), "keep");
    const old = await writeRun("r0", "2025-01-01", {});
    const manifest = JSON.parse(await readFile(join(old, "run.json"), "utf8")) as object;
    const files = ["../precious.txt", join(root, "precious.txt")];
    await writeFile(join(results, "run.json"), JSON.stringify({ ...manifest, files }));
    await publishRun(await writeRun("r1", "2026-01-01", {}), results);
    expect(await readFile(join(root, "precious.txt"), "utf8")).toBe("keep");
  });
});

describe("kept runs", () => {
  it("are listed newest first, found by a part of their id, and deleted", async () => {
    const runs = workspacePaths(root).runs;
    await writeRun("20260101-000000-hard-aaaa", "2026-01-01", {});
    await writeRun("20260102-000000-hard-bbbb", "2026-01-02", {});
    expect((await listRuns(runs)).map(({ runId }) => runId.slice(-4))).toEqual(["bbbb", "aaaa"]);
    expect((await findRun(runs, "bbbb")).runId).toBe("20260102-000000-hard-bbbb");
    await expect(findRun(runs, "2026")).rejects.toThrow("fits several runs");
    await expect(findRun(runs, "cccc")).rejects.toBeInstanceOf(LatentuneError);
    await deleteRun(runs, "aaaa");
    expect(await listRuns(runs)).toHaveLength(1);
  });

  it("have ids that sort by time", () => {
    expect(newRunId("easy", new Date("2026-11-22T11:40:03Z"))).toMatch(/^20261122-114003-easy-[0-9a-f]{4}$/);
  });
});

describe("settings", () => {
  it("take defaults for what is not given", () => {
    expect(completeSettings({ seed: 7 })).toMatchObject({ seed: 7, architecture: "compact", beta: 0.1, seconds: 30 });
    expect(alphasOf("hard", completeSettings({}))).toEqual([1, 0.3, 0.1, 0.03, 0.01]);
    expect(alphasOf("hard", completeSettings({ alphas: [2] }))).toEqual([2]);
  });

  it.each([
    [{ k: 1 }, "--k must be a whole number from 2"],
    [{ seconds: Number.NaN }, "--seconds must be a number"],
    [{ alphas: [1, 1] }, "--alphas must be 1 to 50 different numbers"],
    [{ architecture: "big" as never }, "--architecture must be one of compact, reference"],
    [{ beta: null as never }, "--beta must have a value"],
  ])("refuse %j", (given, message) => {
    expect(() => completeSettings(given)).toThrow(UsageError);
    expect(() => completeSettings(given)).toThrow(message);
  });

  it("count the clusters by the labels that are known", () => {
    const settings = completeSettings({});
    expect(clusterCount(settings, ["a", "b", "", "c"], 4)).toBe(3);
    expect(clusterCount(settings, ["a", "a"], 4)).toBe(2);
    expect(() => clusterCount(completeSettings({ k: 9 }), [], 4)).toThrow("only 4 songs");
  });
});
