import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../src/shared/contract/settings.ts";
import type { RunManifest } from "../../src/shared/contract/run.ts";
import { escapeMarkdown, markdownPath } from "../../src/engine/report/markdown.ts";
import { reportMarkdown, type ReportContent } from "../../src/engine/report/report.ts";
import { metricColumn } from "../../src/shared/contract/metrics.ts";
import type { MetricTableRow } from "../../src/engine/analysis/metrics/table.ts";

const row = (rep: string, method: string, values: MetricTableRow["values"], reasons = {}): MetricTableRow => ({
  rep,
  method,
  values,
  reasons,
});

const rows = [
  row("mel", "kmeans", { NMI_genre: 0.4, silhouette: 0.2, n_noise: 0 }),
  row("mel", "ward", { NMI_genre: 0.4, silhouette: 0.3, n_noise: 0 }),
  row("lyrics", "dbscan", { NMI_genre: null, silhouette: null, n_noise: 4 }, { silhouette: "every song is noise" }),
  row("lyrics", "ward", { NMI_genre: -0.1, silhouette: 0.1, n_noise: 0 }),
];

describe("metricColumn", () => {
  it("reads the label and the noise from the column's name", () => {
    expect(metricColumn("NMI_genre_dropNoise")).toMatchObject({ label: "NMI genre (without noise)", better: "higher" });
    expect(metricColumn("davies_bouldin")).toMatchObject({ label: "Davies–Bouldin", better: "lower" });
    expect(metricColumn("k")).toBeUndefined();
  });
});

describe("markdown", () => {
  it("keeps names literal", () => {
    expect(escapeMarkdown("a|b *c* <img src=x> [d](e) `f`\r\ng & $h$")).toBe(
      "a\\|b \\*c\\* &lt;img src=x&gt; \\[d\\](e) \\`f\\` g &amp; \\$h\\$",
    );
    expect(markdownPath("plots/hybrid_alpha0.1_audio+lyrics गीत.png")).toBe(
      "plots/hybrid_alpha0.1_audio%2Blyrics%20%E0%A4%97%E0%A5%80%E0%A4%A4.png",
    );
  });
});

describe("reportMarkdown", () => {
  const manifest: RunManifest = {
    schemaVersion: 1,
    runId: "20261122-114003-hard-3fa9",
    task: "hard",
    startedAt: "2026-11-22T11:40:03.000Z",
    seconds: 72.4,
    settings: { ...DEFAULT_SETTINGS, epochs: 400, latentDim: 16, klWarmup: 100, k: 4, alphas: [1] },
    dataFingerprint: "0123456789abcdef",
    rows: { total: 5, used: 4 },
    versions: { latentune: "0.1.0" },
    steps: [{ name: "train", label: "Training β-VAE", seconds: 60, reused: true, detail: "cached" }],
    models: [],
    bestBy: ["NMI_genre", "silhouette"],
    labels: { mel: "Mean * spectrum", ward: "Ward" },
    best: [],
    warnings: [
      {
        code: "audio-missing",
        severity: "error",
        message: "There is no such file.",
        remedy: "Add it.",
        file: "data/lyrics/lyrics.csv",
        line: 7,
        filename: "a|b.mp3",
      },
    ],
    files: [],
  };
  const content: ReportContent = {
    manifest,
    title: "Hard task",
    summary: "Four songs.",
    rows,
    seeds: [],
    columns: ["silhouette", "NMI_genre"],
    bestBy: ["NMI_genre", "silhouette"],
    metricsFile: "clustering/metrics_hard.csv",
    pictures: [{ path: "plots/a+b.png", caption: "A map", section: "Maps" }],
    notes: ["The genre feature leaks the label."],
    tags: {
      clustering: "Mean * spectrum, Ward",
      clusters: [
        {
          cluster: 0,
          songs: 3,
          tags: [
            { name: "jazz", mean: 0.25, others: 0.0625 },
            { name: "a|b", mean: 0.125, others: 0 },
          ],
        },
        { cluster: 1, songs: 1, tags: [] },
      ],
    },
  };
  const text = reportMarkdown(content);

  it("says which tags tell each cluster from the other songs, with both means", () => {
    expect(text).toContain("## Clusters by tags\n\nMean \\* spectrum, Ward. ");
    expect(text).toContain("| 0 | 3 | **jazz** 0.250 (0.063) · **a\\|b** 0.125 (0) |\n| 1 | 1 | – |");
  });

  it("says what was computed approximately, and only then", () => {
    const approximations: RunManifest["approximations"] = [
      {
        of: "Mean | spectrum",
        kind: "ward",
        text: "Ward on micro-clusters.",
        measure: { name: "variance kept", value: 0.987 },
      },
    ];
    const report = reportMarkdown({ ...content, manifest: { ...manifest, approximations } });
    expect(report).toContain("## Computed approximately");
    expect(report).toContain("| Ward: Mean \\| spectrum | Ward on micro-clusters. | variance kept 0.987 |");
    expect(reportMarkdown(content)).not.toContain("approximately");
  });

  it("has columns for songs held out where a network has some", () => {
    const epoch = { epoch: 9, epochs: 9, reconstruction: 0.1, kl: 0, total: 0.1, beta: 0, learningRate: 1 };
    const model = { name: "ae", label: "AE", architecture: "compact", parameterCount: 5, seconds: 2, final: epoch };
    const held = { ...model, label: "Held", final: { ...epoch, validation: 0.4567 }, heldOut: [0, 3] };
    const models = (records: RunManifest["models"]) =>
      reportMarkdown({ ...content, manifest: { ...manifest, models: records } });
    expect(models([model])).toContain("| AE | compact | 5 | 9 | 0.1000 | 0 | 0.1000 | 2.0 s |");
    expect(models([model])).not.toContain("held out");
    expect(models([model, held])).toContain("| AE | compact | 5 | 9 | 0.1000 | 0 | 0.1000 | – | 0 | 2.0 s |");
    expect(models([model, held])).toContain("| Held | compact | 5 | 9 | 0.1000 | 0 | 0.1000 | 0.4567 | 2 | 2.0 s |");
    expect(models([model, held])).toContain("| loss ↓ | MSE held out ↓ | songs held out | trained in |");
  });

  it("marks the best row in words and states each metric's direction", () => {
    expect(text).toContain("| **Mean \\* spectrum** (best) | Ward | 0.300 | 0.400 |");
    expect(text).toContain("| representation | method | Silhouette ↑ | NMI genre ↑ |");
  });

  it("says once which names the files have for its labels", () => {
    expect(text).toContain("Names in the files: Mean \\* spectrum `mel`; Ward `ward`.");
  });

  it("says why a cell is empty", () => {
    expect(text).toContain("| lyrics | dbscan | – | 4 | – | – |");
    expect(text).toContain("– means undefined: every song is noise.");
  });

  it("shows pictures, warnings at their line, reused steps and settings", () => {
    expect(text).toContain("![A map](plots/a%2Bb.png)");
    expect(text).toContain("| error | data/lyrics/lyrics.csv:7 | a\\|b.mp3 | There is no such file. Add it. |");
    expect(text).toContain("| 1 | Training β-VAE | reused | cached |");
    expect(text).toContain("| `--alphas` | 1 |");
    expect(text).toContain("> The genre feature leaks the label.");
  });

  it("says first what is to be doubted, and marks doubtful scores with a line that explains", () => {
    const doubt = {
      code: "genre-is-recording",
      severity: "warning",
      message: "Genres are albums.",
      remedy: "Add more.",
    };
    const warnings = [...manifest.warnings, doubt] as RunManifest["warnings"];
    const doubtful = rows.map((each) => ({ ...each, values: { ...each.values, NMI_genre: 0.4, NMI_genre_p: 0.2 } }));
    const report = reportMarkdown({ ...content, manifest: { ...manifest, warnings }, rows: doubtful });
    expect(report.match(/Genres are albums/g)).toHaveLength(1);
    expect(report.indexOf("> Genres are albums. Add more.")).toBeLessThan(report.indexOf("## Best method"));
    expect(report.indexOf("There is no such file")).toBeGreaterThan(report.indexOf("## Warnings"));
    expect(report).toContain("| 0.400 ° |");
    expect(report.match(/° permuted labels reach this score in more than 5 %/g)).toHaveLength(2);
    const leaking = reportMarkdown({ ...content, rows: doubtful.map((each) => ({ ...each, values: { ...each.values, leaks: "genre" } })) }); // prettier-ignore
    expect(leaking).toContain("0.400 †");
    expect(leaking).not.toContain("(best)");
  });

  it("advises several seeds where there is one", () => {
    expect(text).toContain("One seed proves nothing");
    expect(text).toContain("--seeds 5 tells");
    expect(text).not.toContain("Stability");
  });

  it("has mean ± deviation and stability of several seeds, and chooses by the mean", () => {
    const spread = (rep: string, method: string, mean: number | null, sd: number | null, stability: number) =>
      row(
        rep,
        method,
        { seeds: 3, stability, NMI_genre_mean: mean, NMI_genre_sd: sd, n_noise_mean: 0.5, n_noise_sd: 1 },
        mean === null ? { NMI_genre_mean: "undefined with 1 of 3 seeds: every song is noise" } : {},
      );
    const seeded = reportMarkdown({
      ...content,
      manifest: { ...manifest, settings: { ...manifest.settings, seeds: 3 } },
      columns: ["NMI_genre"],
      seeds: [
        spread("mel", "kmeans", 0.45, 0.0312, 0.9),
        spread("mel", "ward", 0.35, 0, 1),
        spread("lyrics", "dbscan", null, null, 0.25),
        spread("lyrics", "ward", 0.2, 0.01, 0.75),
      ],
    });
    expect(seeded).toContain("Mean ± standard deviation over 3 seeds, 42 to 44");
    expect(seeded).toContain("| representation | method | NMI genre ↑ | Stability |");
    expect(seeded).toContain("| **Mean \\* spectrum** (best) | kmeans | 0.450 ± 0.031 | 0.900 |");
    expect(seeded).toContain("| lyrics | dbscan | – | 0.500 | – | 0.250 |");
    expect(seeded).toContain("undefined with 1 of 3 seeds: every song is noise");
    expect(seeded).toContain("metrics_hard_seeds.csv");
    expect(seeded).toContain("- **Stability**: Mean adjusted Rand index");
  });
});
