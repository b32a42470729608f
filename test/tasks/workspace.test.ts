import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LatentuneError, UsageError } from "../../src/engine/core/errors.ts";
import { writeFileAtomic } from "../../src/engine/core/files.ts";
import { workspacePaths } from "../../src/engine/store/paths.ts";
import { announcePublication } from "../../src/engine/store/publication.ts";
import {
  alphasOf,
  checkArchitecture,
  clusterCount,
  completeSettings,
} from "../../src/engine/steps/resolve-settings.ts";
import { deleteRun, findRun, listRuns, newRunId } from "../../src/engine/store/runs.ts";
import { writeKeptRun } from "./kept-run.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "latentune-workspace-"));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

describe("kept runs", () => {
  it("are listed newest first, found by a part of their id, and deleted", async () => {
    const runs = workspacePaths(root).runs;
    await writeKeptRun(root, "20260101-000000-hard-aaaa");
    await writeKeptRun(root, "20260102-000000-hard-bbbb", {}, { startedAt: "2026-01-02" });
    expect((await listRuns(runs)).map(({ runId }) => runId.slice(-4))).toEqual(["bbbb", "aaaa"]);
    expect((await findRun(runs, "bbbb")).runId).toBe("20260102-000000-hard-bbbb");
    await expect(findRun(runs, "2026")).rejects.toThrow("fits several runs");
    await expect(findRun(runs, "cccc")).rejects.toBeInstanceOf(LatentuneError);
    await deleteRun(workspacePaths(root), "aaaa");
    expect(await listRuns(runs)).toHaveLength(1);
  });

  it.each(["../../precious", "..\\..\\precious", "..", "other", "/", ""])(
    "are not what calls itself %j: no other folder is deleted",
    async (runId) => {
      const runs = workspacePaths(root).runs;
      await writeFileAtomic(join(root, "precious", "file.txt"), "keep");
      await writeKeptRun(root, "r1", {}, { runId });
      await writeKeptRun(root, "r2");
      expect((await listRuns(runs)).map((run) => run.runId)).toEqual(["r2"]);
      await expect(deleteRun(workspacePaths(root), runId)).rejects.toBeInstanceOf(LatentuneError);
      expect(await readFile(join(root, "precious", "file.txt"), "utf8")).toBe("keep");
      expect((await readdir(runs)).sort()).toEqual(["r1", "r2"]);
    },
  );

  it.each([
    { rows: null },
    { rows: { total: 3 } },
    { settings: null },
    { settings: "x" },
    { seconds: "1" },
    { files: [1] },
  ])("are left out where readers would stumble over %j", async (changed) => {
    await writeKeptRun(root, "r1", {}, changed);
    expect(await listRuns(workspacePaths(root).runs)).toEqual([]);
  });

  it("are not deleted while their results are not complete", async () => {
    const paths = workspacePaths(root);
    await announcePublication(paths, await writeKeptRun(root, "r1"));
    await writeKeptRun(root, "r2");
    await expect(deleteRun(paths, "r1")).rejects.toThrow("The results of run r1 are not complete yet.");
    await deleteRun(paths, "r2");
    expect((await listRuns(paths.runs)).map(({ runId }) => runId)).toEqual(["r1"]);
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
    [{ architecture: "big" as never }, "--architecture must be one of compact, reference, contrastive"],
    [{ beta: null as never }, "--beta must have a value"],
  ])("refuse %j", (given, message) => {
    expect(() => completeSettings(given)).toThrow(UsageError);
    expect(() => completeSettings(given)).toThrow(message);
  });

  it.each([
    [{ latentDim: 16 }, "--latent-dim"],
    [{ beta: 0 }, "--beta"],
    [{ klWarmup: 0 }, "--kl-warmup"],
    [{ validation: 0.1 }, "--validation"],
    [{ validation: 0.1, beta: 1 }, "--beta, --validation"],
  ])("of autoencoders have no place beside the contrastive network: %j", (given, flags) => {
    const check = (architecture: "contrastive" | "compact") => () => {
      checkArchitecture(completeSettings({ ...given, architecture }));
    };
    expect(check("contrastive")).toThrow(UsageError);
    expect(check("contrastive")).toThrow(`no autoencoder that could use ${flags}.`);
    expect(check("compact")).not.toThrow();
  });

  it("of the contrastive network are those that every network has", () => {
    const given = { architecture: "contrastive", epochs: 5, patience: 5, seconds: 3, seed: 7, beta: 0.1 } as const;
    expect(() => {
      checkArchitecture(completeSettings(given));
    }).not.toThrow();
  });

  it("count the clusters by the labels that are known", () => {
    const settings = completeSettings({});
    expect(clusterCount(settings, ["a", "b", "", "c"], 4)).toBe(3);
    expect(clusterCount(settings, ["a", "a"], 4)).toBe(2);
    expect(() => clusterCount(completeSettings({ k: 9 }), [], 4)).toThrow("only 4 songs");
  });
});
