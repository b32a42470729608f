import { describe, expect, it } from "vitest";
import type { ProgressEvent } from "../../src/shared/contract/progress.ts";
import { capitalised } from "../../src/extension/common/words.ts";
import { escapeMarkdown } from "../../src/extension/common/markdown.ts";
import { checkPage } from "../../src/extension/workspace/check-page.ts";
import { mergedText } from "../../src/extension/workspace/merge-genres.ts";
import { epochText } from "../../src/extension/tasks/status-item.ts";
import { cancelledText, createIncrements, percentOf, progressText } from "../../src/extension/tasks/progress-text.ts";
import { finishedText } from "../../src/extension/tasks/run-task.ts";
import { unsupportedReason } from "../../src/extension/engine/platform.ts";
import { manifestOf } from "./kept-runs.ts";

const event: ProgressEvent = {
  step: "train",
  label: "Training the β-VAE",
  stepNumber: 4,
  stepCount: 11,
  stepFraction: 0.5,
  fraction: 0.386,
  secondsLeft: 42,
};

describe("progress", () => {
  it("says step, percentage and remaining time in one line", () => {
    expect(progressText(event)).toBe("Training the β-VAE (4 of 11) · 38 % · about 40 s left");
    expect(progressText({ ...event, secondsLeft: null })).toBe("Training the β-VAE (4 of 11) · 38 %");
    expect(progressText({ ...event, secondsLeft: null, resumedFrom: "epoch 20" })).toBe(
      "Training the β-VAE (4 of 11) · 38 % · goes on from epoch 20",
    );
  });

  it("says what a cancelled run has kept, and where the next one goes on", () => {
    const run = { title: "Hard task", task: "hard", event: { ...event, stepFraction: 0.3 } } as const;
    const report = { epoch: 120, epochs: 400, reconstruction: 1, total: 1, learningRate: 1, secondsLeft: 1 };
    expect(cancelledText(run, { label: "β-VAE", reports: [report] })).toBe(
      "Hard task cancelled in step 4 of 11 (Training the β-VAE, epoch 120 of 400). What is done is kept; the next run goes on from there.",
    );
    // The epoch is of an earlier step.
    expect(cancelledText(run, { label: "Autoencoder", reports: [report] })).toContain(
      "(Training the β-VAE). What is done is kept;",
    );
    const second = { ...run.event, label: "Training the autoencoder" };
    expect(cancelledText({ ...run, event: second }, { label: "Autoencoder", reports: [report] })).toContain(
      "(Training the autoencoder, epoch 120 of 400)",
    );
    expect(cancelledText({ ...run, task: null }, undefined)).toMatch(/What is done is kept\.$/);
    expect(cancelledText({ ...run, event: null }, undefined)).toBe("Hard task cancelled before anything was done.");
  });

  it("never goes back and is never done before it is", () => {
    const increment = createIncrements();
    expect([0.1, 0.25, 0.2, 0.999, 1].map((fraction) => increment(fraction))).toEqual([10, 15, 0, 74, 0]);
    expect([percentOf(-1), percentOf(1)]).toEqual([0, 99]);
  });

  it("shows epoch and loss of a training", () => {
    const report = {
      epoch: 120,
      epochs: 400,
      reconstruction: 0.2,
      kl: 0.3,
      total: 0.2314,
      beta: 0.1,
      learningRate: 1e-3,
      secondsLeft: 20,
    };
    expect(epochText({ label: "β-VAE", reports: [report] })).toBe("β-VAE 120/400 · loss 0.2314");
  });
});

describe("messages", () => {
  it("say what a task came to", () => {
    expect(finishedText(manifestOf("a", { labels: { audio: "Audio × 0.1 + lyrics", kmeans: "K-Means" } }))).toBe(
      "Hard task finished in 41 s: 30 songs, 2 rows left out. Best: Audio × 0.1 + lyrics, K-Means (ARI genre 0.400).",
    );
    expect(finishedText(manifestOf("a"))).toContain("Best: audio, kmeans (ARI");
    expect(finishedText(manifestOf("a", { rows: { total: 3, used: 3 }, best: [] }))).toBe(
      "Hard task finished in 41 s: 3 songs.",
    );
  });

  it("say what a merge of genres did", () => {
    expect(mergedText({ lyricsChanged: true, fromMap: 4, missing: ["a.ogg"] })).toBe(
      "4 songs of lyrics.csv now have their genre from the map. 1 song still without a genre.",
    );
    expect(mergedText({ lyricsChanged: false, fromMap: 4, missing: [] })).toBe(
      "lyrics.csv had every genre of the map already.",
    );
  });

  it("say on which machines nothing can run, and on which it can", () => {
    expect(unsupportedReason("darwin", "x64")).toContain("Macs with Intel processors");
    expect(unsupportedReason("linux", "x64")).toBeUndefined();
    expect(unsupportedReason("win32", "arm64")).toBeUndefined();
    expect(unsupportedReason("linux", "x64", "universal")).toContain("without native parts");
    expect(unsupportedReason("darwin", "x64", "universal")).toContain("Macs with Intel processors");
    expect(unsupportedReason("web", "web", "web")).toContain("cannot run in a browser");
  });
});

describe("a title", () => {
  it("starts with a capital, but a β is no B", () => {
    expect(["data check", "β sweep", "Hard task"].map(capitalised)).toEqual(["Data check", "β sweep", "Hard task"]);
  });
});

describe("the page of a data check", () => {
  const result = {
    machine: {
      versions: { node: "24.0.0" },
      cores: 2,
      memoryGiB: 8,
      decoders: ["mp3", "wav"],
      ffmpeg: null,
      executionProviders: ["cpu"],
      idleProviders: [{ name: "cuda", reason: "no driver", needs: "a card", remedy: "Install it." }],
    },
    rows: { total: 3, usable: 2 },
    cannotRun: null,
    languages: { spanish: 2 },
    genres: {},
    diagnostics: [
      { code: "lyrics-empty", severity: "info", message: "No lyrics." },
      {
        code: "audio-missing",
        severity: "error",
        message: "There is no such file.",
        remedy: "Put it there.",
        file: "data/lyrics/lyrics.csv",
        line: 7,
        filename: "<img src=x>|[a](b).mp3",
      },
    ],
  } as const;

  it("puts errors first, with place, song and remedy, and shows names as they are", () => {
    const page = checkPage(result, "my songs");
    expect(page).toContain(
      "**2 of 3 rows can be used; rows with an error are left out.** 1 error; those of a row stand in Problems too.",
    );
    expect(page.indexOf("## Errors")).toBeLessThan(page.indexOf("## Good to know"));
    expect(page).toContain(
      String.raw`- data\/lyrics\/lyrics\.csv\:7 – **\<img src\=x\>\|\[a\]\(b\)\.mp3**: There is no such file\. *Put it there\.*`,
    );
    expect(page).toContain("- ffmpeg: not found");
    expect(page).toContain("- Genres: none");
  });

  it("of a folder without songs says so, and keeps the lines of what a folder should hold", () => {
    const missing = {
      code: "data-missing",
      severity: "error",
      message: "The data folder is missing.",
      remedy: "A workspace holds:\n  data/audio/",
      file: "data",
    } as const;
    const page = checkPage(
      { ...result, rows: { total: 0, usable: 0 }, languages: {}, diagnostics: [missing] },
      "empty",
    );
    expect(page).toContain("**There are no songs yet.** 1 error.\n");
    expect(page).toContain("is missing\\.\n\n      A workspace holds:\n        data/audio/");
    expect(page).not.toContain("## Songs");
  });

  it("says once what is said about many rows", () => {
    const rows = [2, 3, 4, 5].map(
      (line) =>
        ({
          code: "lyrics-empty",
          severity: "info",
          file: "l.csv",
          line,
          filename: `${line}.mp3`,
          message: "No.",
        }) as const,
    );
    const page = checkPage({ ...result, diagnostics: rows }, "my songs");
    expect(page).toContain(String.raw`- l\.csv\:2 – No\. (4 times, at lines 2, 3, 4, 5)` + "\n\n## Songs");
  });

  it("escapes whatever could become markup", () => {
    expect(escapeMarkdown("a\nb *c* <i> `d` & | ~~e~~")).toBe(String.raw`a b \*c\* \<i\> \`d\` \& \| \~\~e\~\~`);
  });
});
