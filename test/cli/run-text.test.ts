import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { taskSummary } from "../../src/engine/cli/commands/tasks.ts";
import { runText } from "../../src/engine/cli/run-text.ts";
import { SETTING_NAMES } from "../../src/shared/contract/settings.ts";
import { row } from "../report/small-source.ts";
import { manifestOf, rowOf } from "../extension/kept-runs.ts";

const FOLDER = join(process.cwd(), ".latentune", "runs", "r-aaaa");

describe("a run in the terminal", () => {
  it("has what was set first, then what was found, then the defaults, by the settings' titles", () => {
    const run = manifestOf("r-aaaa", { given: ["k"] });
    const lines = runText(run, process.cwd(), 400).split("\n");
    const found = "epochs 5; latent dim 16; KL warmup 1; alphas 1, 0.1.";
    expect(lines).toEqual(expect.arrayContaining(["Set: k 4.", `Found, or the network's own: ${found}`]));
    expect(lines.find((line) => line.startsWith("Defaults: "))).toContain("DBSCAN eps 0.5, 1, 1.5;");
    expect(lines).toContain("Again: latentune hard --k 4");
    const elsewhere = runText(run, join(process.cwd(), "songs"), 400);
    expect(elsewhere).toContain("\nAgain: latentune hard --k 4 --workspace songs\n");
    const text = lines.join(" ");
    for (const name of SETTING_NAMES.filter((each) => /[A-Z]/.test(each))) expect(text).not.toContain(name);
    expect(lines.length).toBeLessThan(30);
  });

  it("does not tell what was set from what was found where the run does not know it", () => {
    const text = runText(manifestOf("r-aaaa"), process.cwd(), 400);
    expect(text).toContain("Set or found: epochs 5; latent dim 16; KL warmup 1; k 4; alphas 1, 0.1.");
    expect(text).not.toContain("Set: ");
  });

  it("has the scores of the best rows with the marks of doubt, in the terminal's width, and paths that can be typed", () => {
    const best = [
      rowOf("audio", "hdbscan", { ARI_genre: 0.1, ARI_genre_p: 0.3, NMI_genre: 0.5, silhouette: 0.2, n_noise: 15 }),
    ];
    const run = manifestOf("r-aaaa", { best, bestBy: ["ARI_genre", "NMI_genre"] });
    const text = runText(run, process.cwd(), 400);
    expect(text).toMatch(/^representation +method +Noise +Silhouette +ARI genre +NMI genre$/m);
    expect(text).toMatch(/^audio +hdbscan +50 % +0\.200 +0\.100 ° +0\.500$/m);
    expect(text).toContain("° permuted labels reach this score");
    expect(text).toContain(`Folder: ${join(".latentune", "runs", "r-aaaa")}\n`);
    const narrow = runText(run, process.cwd(), 50);
    expect(narrow).toMatch(/^representation +method +Noise +ARI genre$/m);
    expect(narrow.replaceAll(/\s+/g, " ")).toContain("No room for Silhouette, NMI genre: see");
  });
});

describe("what a task prints at its end", () => {
  const summary = (values: Parameters<typeof row>[2], width = 400) =>
    taskSummary(
      {
        manifest: manifestOf("r-aaaa", { bestBy: ["ARI_genre"] }),
        metrics: [row("audio", "kmeans", values)],
        seeds: [],
        columns: ["silhouette", "ARI_language", "ARI_genre"],
        bestBy: ["ARI_genre"],
        resultsDir: FOLDER,
        report: join(FOLDER, "REPORT.md"),
      },
      width,
    );

  it("has the scores that there are, with their marks, and how many songs are noise", () => {
    const text = summary({ silhouette: 0.3, ARI_language: null, ARI_genre: 0.1, ARI_genre_p: 0.5, n_noise: 3 });
    expect(text).toMatch(/^representation +method +Noise +Silhouette +ARI genre$/m);
    expect(text).toMatch(/^audio +kmeans +10 % +0\.300 +0\.100 °$/m);
    expect(text).toContain("° permuted labels");
    expect(summary({ silhouette: 0.3, ARI_language: null, ARI_genre: null })).not.toContain("ARI");
  });

  it("names only the file for what has no room: a page of the run is cut at the same width", () => {
    const text = summary({ silhouette: 0.3, ARI_language: 0.2, ARI_genre: 0.1 }, 40).replaceAll(/\s+/g, " ");
    expect(text).toMatch(/No room for .*: see \S+REPORT\.md, or a wider terminal\./);
  });
});
