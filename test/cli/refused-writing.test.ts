// Where nothing can be written: said before anything long begins, or not needed at all.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeEach, describe, expect, it } from "vitest";
import type { RunManifest } from "../../src/shared/contract/run.ts";
import { CLI } from "./run-cli.ts";
import { manifestOf } from "../extension/kept-runs.ts";
import { runInProcess } from "./in-process.ts";
import { workspaceOfTones } from "./tones.ts";

const FAULTY = pathToFileURL(join(import.meta.dirname, "../store/faulty-disk.js")).href;

function cliOnFaultyDisk(code: string, below: string, args: readonly string[], name = "") {
  // NODE_OPTIONS reach worker threads as well.
  const env = {
    ...process.env,
    NODE_OPTIONS: `--import ${FAULTY}`,
    FAULTY_BELOW: below,
    FAULTY_CODE: code,
    FAULTY_NAME: name,
  };
  const child = spawn(process.execPath, [CLI, ...args, "--json"], { env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise<{ code: number | null; stderr: string; json: Record<string, unknown> }>((resolve) => {
    child.on("close", (exit) => {
      const last = stdout.trimEnd().split("\n").at(-1) ?? "";
      resolve({ code: exit, stderr, json: last === "" ? {} : (JSON.parse(last) as Record<string, unknown>) });
    });
  });
}

let workspace: string;
beforeEach(async () => {
  workspace = await workspaceOfTones();
});

describe("results that cannot be written are noticed before anything is read", () => {
  it.each<[string, (results: string) => Promise<unknown>, RegExp]>([
    ["a file", (results) => writeFile(results, "mine"), /it is a file.*Move the file away/],
    [
      "a link to nowhere",
      (results) => symlink(join(results, "../nowhere"), results),
      /a link that leads nowhere.*Remove the link/,
    ],
    [
      "a file where the run before had a folder",
      async (results) => {
        await mkdir(results);
        const run = manifestOf("r1", { task: "easy", files: ["plots/a.png", "run.json"] });
        await writeFile(join(results, "run.json"), JSON.stringify(run));
        await writeFile(join(results, "plots"), "mine");
      },
      /plots: The results go into a folder of this name, but it is a file/,
    ],
  ])("results_easy is %s", async (_, make, message) => {
    const results = join(workspace, "results_easy");
    await rm(results, { recursive: true, force: true });
    await make(results);
    const { code, stderr } = await runInProcess("easy", "--k", "2", "--workspace", workspace);
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
    expect(stderr).toContain(results);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    // Nothing was begun.
    expect(existsSync(join(workspace, ".latentune", "cache"))).toBe(false);
    await rm(results, { recursive: true, force: true });
  });

  it("a folder that refuses writing", async () => {
    const results = join(workspace, "results_easy");
    await mkdir(results);
    const args = ["easy", "--k", "2", "--workspace", workspace];
    const { code, stderr } = await cliOnFaultyDisk("EACCES", results, args);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /results_easy: The results go into this folder, but nothing can be written there: Permission denied/,
      ),
    ]);
    expect(existsSync(join(workspace, ".latentune", "cache"))).toBe(false);
    await rm(results, { recursive: true });
  });

  it(".latentune is a file", async () => {
    const state = join(workspace, ".latentune");
    await rm(state, { recursive: true, force: true });
    await writeFile(state, "mine");
    for (const command of ["easy", "k-sweep", "embed-lyrics"]) {
      const { code, stderr } = await runInProcess(command, "--workspace", workspace);
      expect([command, code, stderr]).toEqual([
        command,
        1,
        expect.stringMatching(/\.latentune: Runs and cache go into .* it is a file\. Move/),
      ]);
    }
    for (const command of [["runs"], ["doctor"], ["merge-genre"]])
      expect([command, (await runInProcess(...command, "--workspace", workspace)).code]).toEqual([command, 0]);
    expect(await readFile(state, "utf8")).toBe("mine");
    await rm(state);
  });
});

describe("a read-only disk", () => {
  it("is told of a report by its folder, with how another is given", async () => {
    const runs = join(workspace, ".latentune", "runs");
    await mkdir(join(runs, "r1"), { recursive: true });
    await writeFile(join(runs, "r1", "run.json"), JSON.stringify(manifestOf("r1", { task: "easy" })));
    const { code, stderr } = await cliOnFaultyDisk("EACCES", workspace, ["report", "r1", "--workspace", workspace]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/runs\/r1: The reports go into this folder.*Permission denied.*--out DIR/),
    ]);
    expect(stderr).not.toContain(".tmp");
    await rm(runs, { recursive: true });
  });

  it("is enough for the doctor and the runs, and tasks say what they lack", async () => {
    const before = await readdir(workspace, { recursive: true });
    const at = ["--workspace", workspace];
    const doctor = await cliOnFaultyDisk("EROFS", workspace, ["doctor", ...at]);
    expect([doctor.code, doctor.stderr.includes("rror")]).toEqual([0, false]);
    expect(doctor.json["rows"]).toEqual({ total: 4, usable: 4 });
    expect(doctor.json["warnings"]).toEqual([]);
    expect((await cliOnFaultyDisk("EROFS", workspace, ["runs", ...at])).code).toBe(0);
    const easy = await cliOnFaultyDisk("EROFS", workspace, ["easy", ...at]);
    expect([easy.code, easy.json["error"]]).toEqual([
      1,
      expect.stringMatching(/nothing can be written there: The file system is read-only/),
    ]);
    expect(await readdir(workspace, { recursive: true })).toEqual(before);
  });
});

describe("a disk that is full", () => {
  it.each([".latentune/cache", ".latentune/runs", "results_easy"])(
    "when %s is to be written: one message, nothing half-written, and the next run completes",
    async (where) => {
      const below = join(workspace, where);
      const args = ["easy", "--k", "2", "--epochs", "2", "--workspace", workspace];
      const full = await cliOnFaultyDisk("ENOSPC", below, args);
      expect([where, full.code, full.stderr]).toEqual([where, 1, expect.stringMatching(/The disk is full/)]);
      expect(full.stderr).not.toContain("Unexpected");
      const left = (await readdir(workspace, { recursive: true })).filter((name) => name.endsWith(".tmp"));
      expect([where, left]).toEqual([where, []]);
      expect(existsSync(join(workspace, "results_easy", "run.json"))).toBe(false);
      const again = await runInProcess(...args, "--json");
      expect([where, again.code]).toEqual([where, 0]);
      expect(existsSync(join(workspace, "results_easy", "run.json"))).toBe(true);
    },
  );

  it("for the paper alone: the run is kept with the other reports and says so, and the paper can be written later", async () => {
    const args = ["easy", "--k", "2", "--epochs", "2", "--workspace", workspace];
    const { code, json } = await cliOnFaultyDisk("ENOSPC", workspace, args, "REPORT.pdf");
    expect(code).toBe(0);
    const runId = String(json["runId"]);
    const kept = join(workspace, ".latentune", "runs", runId);
    const manifest = JSON.parse(await readFile(join(kept, "run.json"), "utf8")) as RunManifest;
    expect(manifest.warnings.filter((warning) => warning.code === "report-left-out")).toEqual([
      {
        code: "report-left-out",
        severity: "warning",
        message: "REPORT.pdf is not written, the other reports are: The disk is full (ENOSPC, open).",
        remedy: expect.stringMatching(/^Free some space .+ `latentune report \S+` writes it later\.$/) as string,
      },
    ]);
    const reports = ["REPORT.md", "report.html"];
    expect(manifest.files.filter((file) => /^report\./i.test(file))).toEqual(reports);
    for (const folder of [kept, join(workspace, "results_easy")])
      expect((await readdir(folder)).filter((file) => /report/i.test(file)).sort()).toEqual(reports);
    const later = await runInProcess("report", runId, "--format", "pdf", "--workspace", workspace);
    expect([later.code, later.stdout.trim().endsWith("REPORT.pdf")]).toEqual([0, true]);
    // Asked for alone, what keeps it from being written is an error.
    const alone = await cliOnFaultyDisk("ENOSPC", workspace, ["report", "--format", "pdf", "--workspace", workspace], "REPORT.pdf"); // prettier-ignore
    expect([alone.code, alone.stderr]).toEqual([1, expect.stringMatching(/REPORT\.pdf\S*: The disk is full/)]);
  });
});
