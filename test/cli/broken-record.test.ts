import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keepRun, manifestOf } from "../extension/kept-runs.ts";
import { runInProcess } from "./in-process.ts";

const GOOD = "20261121-000000-hard-0001";
const BROKEN = "20261122-000000-hard-0002";

let workspace: string;
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), "broken-record-"));
  await keepRun(workspace, manifestOf(GOOD));
  const { settings, ...whole } = manifestOf(BROKEN, { startedAt: "2026-11-22T00:00:00.000Z" });
  await keepRun(workspace, { ...whole, settings: { ...settings, alphas: undefined as never } });
});
afterAll(() => rm(workspace, { recursive: true, force: true }));

/** What is said of the record, wherever it is met. */
const SAID = `${join(BROKEN, "run.json")}: The record of this run cannot be used: settings.alphas is missing.`;

it.each([
  [["report", BROKEN]],
  [["report"]],
  [["export", "--out", "out"]],
  [["export", BROKEN, "--out", "out"]],
  [["compare", GOOD, BROKEN]],
  [["search", "the sea", "--run", BROKEN]],
  [["search", "the sea"]],
  [["runs", "show", "0002"]],
  [["runs", "compare", BROKEN, GOOD]],
  [["runs", "delete", BROKEN]],
])("%j says which record is broken and what is wrong with it", async (args) => {
  const { code, stdout, stderr } = await runInProcess(...args, "--workspace", workspace);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(SAID);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});

it("runs lists the others, and says what it leaves out", async () => {
  const { code, stdout } = await runInProcess("runs", "--workspace", workspace);
  expect(code).toBe(0);
  expect(stdout).toContain(GOOD);
  expect(stdout).toContain(SAID);
});
