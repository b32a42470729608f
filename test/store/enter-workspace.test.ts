import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { enterWorkspace } from "../../src/engine/store/enter-workspace.ts";
import { workspacePaths, type WorkspacePaths } from "../../src/engine/store/paths.ts";

async function newWorkspace(): Promise<WorkspacePaths> {
  const folder = await mkdtemp(join(tmpdir(), "latentune-enter-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return workspacePaths(folder);
}

it("leaves nothing in a folder where a command did nothing", async () => {
  const paths = await newWorkspace();
  const release = await enterWorkspace(paths, "Hard task");
  await mkdir(paths.runs);
  await release();
  expect(existsSync(paths.state)).toBe(false);
});

it("leaves what a command kept, and what was there before", async () => {
  const paths = await newWorkspace();
  const release = await enterWorkspace(paths, "Hard task");
  await mkdir(paths.runs);
  await writeFile(join(paths.runs, "kept"), "");
  await release();
  expect(existsSync(join(paths.runs, "kept"))).toBe(true);
  await rm(join(paths.runs, "kept"));
  await (
    await enterWorkspace(paths, "Hard task")
  )();
  expect(existsSync(paths.runs)).toBe(true);
});
