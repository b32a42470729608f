import { access, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRng } from "../../src/engine/core/rng.ts";
import { cli, sampleWorkspace, start } from "./run-cli.ts";

const FAST = ["--architecture", "reference", "--seconds", "3", "--epochs", "3"] as const;

let workspace: string;
beforeEach(async () => {
  workspace = await sampleWorkspace();
});
afterEach(async () => {
  await rm(workspace, { recursive: true, force: true });
});

const song = (folder: string, name: string): string => join(workspace, "data", "audio", folder, name);
const metrics = (): Promise<string> =>
  readFile(join(workspace, "results_hard", "clustering", "metrics_hard.csv"), "utf8");

describe("songs that cannot be used", () => {
  it("are named at their row, and the rest is clustered", async () => {
    const rng = createRng(1, "noise");
    await writeFile(
      song("spanish", "Miedo - Yuanan (1 of 6).opus"),
      Uint8Array.from({ length: 60_000 }, () => rng.integer(256)),
    );
    await writeFile(song("spanish", "Miedo - Yuanan (2 of 6).opus"), "");
    await rm(song("spanish", "Miedo - Yuanan (3 of 6).opus"));
    // macOS writes decomposed names; the table has composed ones.
    const composed = "Séculaire (feat. Nÿme) - Wasaru (1 of 6).flac";
    await rename(song("french", composed), song("french", composed.normalize("NFD")));

    const { code, json, stdout } = await cli(workspace, "hard", ...FAST);
    expect(code).toBe(0);
    expect(json["rows"]).toEqual({ total: 30, used: 27 });
    const told = (json["warnings"] as { severity: string; filename?: string; code: string }[]).filter(
      ({ severity }) => severity === "error",
    );
    expect(told.map(({ filename, code: kind }) => [filename, kind])).toEqual(
      expect.arrayContaining([
        ["Miedo - Yuanan (1 of 6).opus", expect.stringMatching(/^audio-(unsupported|corrupt)$/)],
        ["Miedo - Yuanan (2 of 6).opus", "audio-empty"],
        ["Miedo - Yuanan (3 of 6).opus", "audio-missing"],
      ]),
    );
    expect(told).toHaveLength(3);
    expect(stdout).toMatch(/lyrics\.csv:\d+: “Miedo - Yuanan \(2 of 6\)\.opus”/);
    const report = await readFile(join(workspace, "results_hard", "REPORT.md"), "utf8");
    expect(report).toContain("Miedo - Yuanan (2 of 6).opus");
    const songs = await readFile(join(workspace, "results_hard", "songs.csv"), "utf8");
    expect(songs).toContain(composed);
    expect(songs).not.toContain("Miedo - Yuanan (3 of 6)");
  });

  it("end the run with a clear error when fewer than four are left", async () => {
    const lyrics = join(workspace, "data", "lyrics", "lyrics.csv");
    const lines = (await readFile(lyrics, "utf8")).split("\n");
    await writeFile(lyrics, `${lines.slice(0, 3).join("\n")}\n`);
    const { code, stderr, json } = await cli(workspace, "hard", ...FAST);
    expect(code).toBe(1);
    expect(stderr).toContain("clustering needs at least 4");
    expect(json["error"]).toContain("clustering needs at least 4");
  });
});

describe("a workspace without data", () => {
  it("is told what it must hold", async () => {
    await rm(join(workspace, "data"), { recursive: true });
    const { code, stderr } = await cli(workspace, "easy");
    expect(code).toBe(1);
    expect(stderr).toContain("data/lyrics/lyrics.csv");
    expect(stderr).not.toContain("    at ");
  });
});

describe("wrong usage", () => {
  it.each([
    [["hard", "--seconds", "0"], "--seconds must be a number from 1 to 600"],
    [["hard", "--architecture", "huge"], "Allowed choices are compact, reference, contrastive"],
    [["hard", "--no-such-flag"], "unknown option"],
    [["hard", "--k", "31"], "only 30 songs"],
    [["no-such-command"], "unknown command"],
  ])("%j exits with 2", async (args, message) => {
    const { code, stderr } = await cli(workspace, ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe("an execution provider that is not there", () => {
  it("is told at once, before any song is decoded", async () => {
    const { code, stderr } = await cli(
      workspace,
      "hard",
      ...FAST,
      "--execution-provider",
      process.platform === "darwin" ? "dml" : "coreml",
    );
    expect(code).toBe(1);
    expect(stderr).toContain("Choose the execution provider cpu");
    expect(stderr).not.toContain("Decoding");
  });
});

// Windows has no signals that a parent could send a console program.
describe.skipIf(process.platform === "win32")("a run that is stopped", () => {
  const LONG = ["--seconds", "3", "--epochs", "40"] as const;

  async function whileTraining(signal: NodeJS.Signals): Promise<{ code: number | null; stderr: string }> {
    const { child, result } = start(workspace, "hard", ...LONG);
    child.stderr!.on("data", (text: string) => {
      if (text.includes("Training the β-VAE")) child.kill(signal);
    });
    return result;
  }

  it("by Ctrl-C exits with 130 and leaves no results and no temporary files", async () => {
    const { code, stderr } = await whileTraining("SIGINT");
    expect(stderr).toContain("Cancelled");
    expect(code).toBe(130);
    await expect(access(join(workspace, "results_hard"))).rejects.toThrow("ENOENT");
    const left = await readdir(join(workspace, ".latentune"), { recursive: true });
    expect(left.filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect(left).not.toContain("lock.json");
  });

  it("by kill -9 gives the same results when it is run again", async () => {
    await whileTraining("SIGKILL");
    await expect(access(join(workspace, "results_hard"))).rejects.toThrow("ENOENT");
    const again = await cli(workspace, "hard", ...LONG);
    expect(again.code).toBe(0);
    const interrupted = await metrics();
    await rm(join(workspace, ".latentune"), { recursive: true });
    await rm(join(workspace, "results_hard"), { recursive: true });
    await cli(workspace, "hard", ...LONG);
    expect(await metrics()).toBe(interrupted);
    const left = await readdir(join(workspace, ".latentune"), { recursive: true });
    expect(left.filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
