import { access, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LatentuneError } from "../../src/engine/core/errors.ts";
import { temporaryName, writeFileAtomic } from "../../src/engine/core/files.ts";
import { workspacePaths } from "../../src/engine/store/paths.ts";
import { filesBelow } from "../../src/engine/store/publish.ts";
import { completeSettings } from "../../src/engine/steps/resolve-settings.ts";
import { runSteps, type StepCommand } from "../../src/engine/tasks/run-steps.ts";
import { runTask } from "../../src/engine/tasks/run-task.ts";
import { listRuns } from "../../src/engine/store/runs.ts";
import type { TaskContext, TaskDefinition } from "../../src/engine/steps/context.ts";

let root: string;
let results: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "latentune-run-"));
  results = workspacePaths(root).results("hard");
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

async function writeBulk({ paths, addBulkFile }: TaskContext): Promise<void> {
  const source = temporaryName(join(paths.runs, "big.npy"));
  await writeFileAtomic(source, "big");
  addBulkFile("audio/big.npy", source);
}

/** A task that writes one file, and one that is too large to keep twice. */
function task(fail?: Error): TaskDefinition {
  return {
    task: "hard",
    label: "Hard",
    plan: () => [],
    async run(context) {
      await writeBulk(context);
      await writeFileAtomic(join(context.out, "a.txt"), "A");
      if (fail !== undefined) throw fail;
      const settings = { ...completeSettings({}), k: 2, alphas: [], epochs: 1, latentDim: 2, klWarmup: 0 };
      const lists = { metrics: [], seeds: [], columns: [], bestBy: [], notes: [] };
      return { ...lists, dataFingerprint: "f", settings, rows: { total: 4, used: 4 } };
    },
  };
}

const command: StepCommand<string> = {
  task: "hard",
  label: "A step",
  networks: false,
  plan: [],
  async run(context) {
    await writeBulk(context);
    return "done";
  },
};

const nothing: StepCommand<string> = { ...command, run: () => Promise.resolve("done") };

describe("runTask", () => {
  it("keeps the run and publishes it with its bulk file", async () => {
    const { manifest } = await runTask(task(), { workspace: root });
    expect(await filesBelow(results)).toEqual(["a.txt", "audio/big.npy", "run.json"]);
    expect(manifest.files).toEqual(await filesBelow(results));
    expect(await listRuns(workspacePaths(root).runs)).toEqual([manifest]);
    expect(await readdir(join(root, ".latentune"))).toEqual(["runs"]);
    expect(await readdir(workspacePaths(root).runs)).toEqual([manifest.runId]);
  });

  it("leaves nothing where the task fails", async () => {
    await expect(runTask(task(new Error("no")), { workspace: root })).rejects.toThrow("no");
    expect(await filesBelow(root)).toEqual([]);
  });

  it("loses nothing where publication fails: the next command completes it", async () => {
    await mkdir(join(results, "a.txt", "in the way"), { recursive: true });
    await expect(runTask(task(), { workspace: root })).rejects.toThrow("in the place of a file");
    expect(await listRuns(workspacePaths(root).runs)).toHaveLength(1);
    await rm(join(results, "a.txt"), { recursive: true });
    await runSteps(nothing, { workspace: root });
    expect(await filesBelow(results)).toEqual(["a.txt", "audio/big.npy", "run.json"]);
    expect(await readFile(join(results, "audio", "big.npy"), "utf8")).toBe("big");
    expect(await readdir(join(root, ".latentune"))).toEqual(["runs"]);
  });
});

describe("runSteps", () => {
  it("writes into the results and moves its bulk file there", async () => {
    expect((await runSteps(command, { workspace: root })).value).toBe("done");
    expect(await filesBelow(root)).toEqual(["results_hard/audio/big.npy"]);
  });
});

it.each([
  ["runTask", (workspace: string) => runTask(task(), { workspace })],
  ["runSteps", (workspace: string) => runSteps(command, { workspace })],
])("%s creates nothing in a workspace that does not exist", async (_, run) => {
  const workspace = join(root, "missing");
  const failure = run(workspace);
  await expect(failure).rejects.toBeInstanceOf(LatentuneError);
  await expect(failure).rejects.toMatchObject({ place: { file: workspace } });
  await expect(access(workspace)).rejects.toThrow("ENOENT");
});
