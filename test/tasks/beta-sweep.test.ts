import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/shared/contract/diagnostic.ts";
import { writeFileAtomic } from "../../src/engine/core/files.ts";
import { VIEW_FILES } from "../../src/engine/results/view/files.ts";
import { filesBelow } from "../../src/engine/store/publish.ts";
import { sweepPoint } from "../../src/engine/tasks/beta-sweep.ts";
import { cli, sampleWorkspace, start, type CliResult } from "../cli/run-cli.ts";
import { falseClaims } from "../report/run-claims.ts";
import { genres, groups, languages } from "../steps/run-step.ts";

const final = { epoch: 1, epochs: 1, beta: 1, learningRate: 0.01, reconstruction: 0.5, kl: 0, total: 0.5 };
const network = { latents: groups(5), final };
const songs = genres.map((genre, index) => ({ genre, language: languages[index]! }));

describe("a point of a β sweep", () => {
  it("has no divergence at β = 0, where a 0 would say that the latents hold nothing", () => {
    const at = (beta: number) => sweepPoint(songs, { beta, k: 3, seed: 1 }, network);
    expect(at(0)).toMatchObject({ beta: 0, kl: null, reconstruction: 0.5 });
    expect(at(0.1)).toMatchObject({ beta: 0.1, kl: 0 });
  });

  it("has no agreement with labels that no song has", () => {
    const none = songs.map((song) => ({ ...song, genre: "" }));
    const point = sweepPoint(none, { beta: 1, k: 3, seed: 1 }, network);
    expect(point.nmiGenre).toBeNull();
    expect(point.nmiLanguage).not.toBeNull();
  });
});

describe("beta-sweep", () => {
  const FAST = ["--epochs", "4", "--seconds", "2"] as const;
  let workspace: string;
  let before: Map<string, string>;
  let first: CliResult;
  beforeAll(async () => {
    workspace = await sampleWorkspace();
    await cli(workspace, "hard", ...FAST, "--k", "3");
    before = await contents();
    first = await cli(workspace, "beta-sweep", "--betas", "0,1", ...FAST);
  });
  afterAll(async () => {
    await rm(workspace, { recursive: true, force: true });
  });

  const results = (...path: readonly string[]): string => join(workspace, "results_hard", ...path);
  const contents = async (): Promise<Map<string, string>> => {
    const files = (await filesBelow(results())).filter((file) => !file.startsWith("beta_sweep/"));
    return new Map(
      await Promise.all(files.map(async (file) => [file, await readFile(results(file), "latin1")] as const)),
    );
  };
  const keptRuns = async () => (await cli(workspace, "runs")).json["runs"] as { runId: string }[];
  const points = (result: CliResult) => result.json["points"] as { beta: number; runId: string; kl: number | null }[];

  it("keeps a run for each β, named by it, which opens with its view", async () => {
    expect(first).toMatchObject({ code: 0, json: { task: "hard", runId: null } });
    expect(points(first).map(({ beta }) => beta)).toEqual([0, 1]);
    expect(await keptRuns()).toHaveLength(3);
    const codes = (first.json["warnings"] as Diagnostic[]).map(({ code }) => code);
    expect(codes).toContain("genre-is-recording");
    expect(new Set(codes).size).toBe(codes.length);
    for (const { beta, runId } of points(first)) {
      const folder = join(workspace, ".latentune", "runs", runId);
      const shown = await cli(workspace, "runs", "show", runId);
      expect(shown).toMatchObject({ code: 0, json: { runId } });
      expect(JSON.parse(await readFile(join(folder, "run.json"), "utf8"))).toMatchObject({ settings: { beta, k: 4 } });
      expect(JSON.parse(await readFile(join(folder, "marks.json"), "utf8"))).toEqual({ name: `β = ${beta} (β sweep)` });
      const view = await VIEW_FILES.manifest.read(join(folder, "view"));
      expect(view).toMatchObject({ runId, task: "hard", songCount: 30 });
    }
  });

  it("leaves the Hard task's results as they were", async () => {
    expect(await contents()).toEqual(before);
  });

  it("writes the table and each network as one that stands on its own", async () => {
    const [head, ...lines] = (await readFile(results("beta_sweep", "beta_sweep.csv"), "utf8")).trimEnd().split("\n");
    expect(head).toBe("beta,reconstruction,kl,silhouette,NMI_genre,NMI_language");
    const report = await readFile(results("beta_sweep", "REPORT.md"), "utf8");
    expect(report).toContain("](beta_sweep.png)");
    for (const { beta, runId } of points(first))
      expect(report).toMatch(new RegExp(`\\| ${beta} \\| .* \\| \`${runId}\` \\|`));
    expect(lines.map((line) => line.split(",")[0])).toEqual(["0", "1"]);
    expect(lines[0]!.split(",")[2]).toBe("");
    for (const { beta, runId } of points(first)) {
      const folder = results("beta_sweep", `beta${beta}`);
      const files = await filesBelow(folder);
      expect(files).toHaveLength(10);
      // At β = 0 nothing rises: it is the autoencoder's training.
      const settings = JSON.parse(await readFile(join(folder, "settings.json"), "utf8")) as object;
      expect(settings).toMatchObject({ beta, epochs: 4, latentDim: 16, klWarmup: beta, architecture: "compact" });
      for (const file of files.filter((name) => name !== "settings.json")) {
        const kept = join(workspace, ".latentune", "runs", runId, "beta_vae_audio", file);
        expect((await readFile(join(folder, file))).equals(await readFile(kept)), file).toBe(true);
      }
    }
  });

  it("is told in the report of the run as its table has it", async () => {
    const { runId } = JSON.parse(await readFile(results("run.json"), "utf8")) as { runId: string };
    expect(await falseClaims(join(workspace, ".latentune", "runs", runId), results())).toEqual([]);
  });

  it("is the autoencoder at β = 0", async () => {
    const folder = join(workspace, ".latentune", "runs", points(first)[0]!.runId);
    const latents = async (name: string) => readFile(join(folder, name, "z_audio_mu.npy"));
    expect((await latents("beta_vae_audio")).equals(await latents("ae_audio"))).toBe(true);
  });

  it("keeps nothing twice, also of runs whose panel has other files", async () => {
    for (const { runId } of await keptRuns()) {
      const path = join(workspace, ".latentune", "runs", runId, "run.json");
      await writeFile(
        path,
        (await readFile(path, "utf8")).replaceAll(/"view\/0\/labels.npy"/g, '"view/0/0-labels.npy"'),
      );
    }
    const again = await cli(workspace, "beta-sweep", "--betas", "0,1", ...FAST);
    expect(points(again)).toEqual(points(first));
    expect((again.json["steps"] as { reused: boolean }[]).map(({ reused }) => reused).slice(0, 2)).toEqual([
      true,
      true,
    ]);
    expect(await keptRuns()).toHaveLength(3);
  });

  it("makes a run anew that was of other data", async () => {
    const table = join(workspace, "data", "lyrics", "lyrics.csv");
    const text = await readFile(table, "utf8");
    await writeFileAtomic(table, text.trimEnd().split("\n").slice(0, -1).join("\n") + "\n");
    const changed = await cli(workspace, "beta-sweep", "--betas", "0", ...FAST);
    await writeFileAtomic(table, text);
    expect(points(changed)[0]!.runId).not.toBe(points(first)[0]!.runId);
    expect(await keptRuns()).toHaveLength(4);
  });

  it("goes on after a kill with the β that was under way", async () => {
    const seeded = [...FAST, "--seed", "7"] as const;
    const { child, result } = start(workspace, "beta-sweep", "--betas", "0,1", ...seeded);
    child.stderr!.on("data", (text: Buffer) => {
      if (text.toString().includes("β = 1")) child.kill("SIGKILL");
    });
    expect((await result).code).toBe(137);
    const [kept, ...before] = await keptRuns();
    expect(before).toHaveLength(4);
    const whole = await cli(workspace, "beta-sweep", "--betas", "0,1", ...seeded);
    expect(points(whole)[0]!.runId).toBe(kept!.runId);
    expect(await keptRuns()).toHaveLength(6);
  });

  it("has k-sweep go on with the run whose results are there", async () => {
    const { runId } = JSON.parse(await readFile(results("run.json"), "utf8")) as { runId: string };
    const swept = await cli(workspace, "k-sweep", "--rep", "audio_musicnn", "--from", "2", "--to", "3");
    expect(swept).toMatchObject({ code: 0, json: { runId } });
  });
});
