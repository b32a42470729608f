import { describe, expect, it } from "vitest";
import { escapeMarkdown, markdownPath } from "../../src/engine/report/markdown.ts";
import { reportMarkdown } from "../../src/engine/report/formats/markdown-report.ts";
import { buildReport, sentencesOf } from "../../src/engine/report/model/build-report.ts";
import { REFERENCE_KEYS } from "../../src/engine/report/model/reference-keys.ts";
import { parseBibliography, readBibliography } from "../../src/engine/report/model/references.ts";
import { plainText } from "../../src/engine/report/model/sentence.ts";
import type { ReportSource } from "../../src/engine/report/model/source.ts";
import { metricColumn } from "../../src/shared/contract/metrics.ts";
import type { SoundRecord } from "../../src/shared/contract/run.ts";
import { allClaims, unsupported, type RunFiles } from "./claims.ts";
import { MANIFEST, ROWS, row, smallSource } from "./small-source.ts";

const filesOf = ({ manifest, view, rows, seeds, languages, genres }: ReportSource): RunFiles => ({
  run: manifest,
  view,
  rows,
  seeds,
  songs: languages.map((language, song) => ({ language, genre: genres[song]! })),
});

async function markdownOf(changes: Partial<ReportSource> = {}): Promise<string> {
  return reportMarkdown(buildReport(await smallSource(changes)));
}

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

describe("the claims of a report", () => {
  it("are all found in the run's files", async () => {
    const source = await smallSource();
    const report = buildReport(source);
    expect(allClaims(report).length).toBeGreaterThan(30);
    expect(unsupported(report, filesOf(source))).toEqual([]);
  });

  it("are all found in a run of several seeds, by their means", async () => {
    const seeds = ROWS.map(
      ({ rep, method }, index) =>
      row(rep, method, { seeds: 3, stability: 0.9, ARI_genre_mean: [0.3, 0.2, null, 0.35, 1][index]!, ARI_genre_sd: index === 2 ? null : 0.05, ARI_genre_p_mean: [0.02, 0.06, null, 0.01, 0.001][index]!, ARI_genre_p_sd: 0.01 }), // prettier-ignore
    );
    const manifest = { ...MANIFEST, settings: { ...MANIFEST.settings, seeds: 3 } };
    const source = await smallSource({ manifest, seeds });
    const report = buildReport(source);
    expect(unsupported(report, filesOf(source))).toEqual([]);
    const abstract = report.abstract.map(plainText).join(" ");
    // By the mean the lyrics are the best: with the first seed they are not.
    expect(abstract).toContain("the best is Lyrics clustered by Ward: 0.350 ± 0.050");
    expect(abstract).toContain(
      "Of 3 clusterings with two clusters or more that were tested, 1 is no better than chance by ARI against the genre (p > 0.05, permuted labels); 1 has one cluster or none.",
    );
    expect(abstract).toContain("stability of 0.900");
  });

  it("follow the numbers: another winner, another sentence; none, and that is said", async () => {
    const abstract = async (rows: ReportSource["rows"]): Promise<string> =>
      buildReport(await smallSource({ rows }))
        .abstract.map(plainText)
        .join(" ");
    expect(await abstract(ROWS)).toContain("the best is Mean * spectrum clustered by Ward: 0.400 (p = 0.020)");
    const turned = ROWS.map((each) => (each.method === "agglomerative_ward" && each.rep === "lyrics_embed" ? row(each.rep, each.method, { ...each.values, ARI_genre: 0.7, ARI_genre_p: 0.01 }) : each)); // prettier-ignore
    expect(await abstract(turned)).toContain("the best is Lyrics clustered by Ward: 0.700 (p = 0.010)");
    const leaked = await abstract(ROWS.slice(4));
    expect(leaked).toContain("No clustering has a score by which it could be the best");
  });

  it("tell how long the sound is and what the files are, and nothing where the run did not record it", async () => {
    const data = async (sound?: SoundRecord): Promise<string> => {
      const source = await smallSource(sound && { manifest: { ...MANIFEST, sound } });
      const report = buildReport(source);
      expect(unsupported(report, filesOf(source))).toEqual([]);
      return report.sections[0]!.blocks.flatMap(sentencesOf).map(plainText).join(" ");
    };
    const heard = { total: 102.5, median: 30, shortest: 12.5, longest: 30 };
    const sound: SoundRecord = {
      heard,
      files: { songs: 3, total: 243.5, median: 31, shortest: 12.5, longest: 200 },
      sampleRates: [{ hertz: 44_100, songs: 3 }, { hertz: 48_000, songs: 1 }], // prettier-ignore
      channels: [{ channels: 2, songs: 4 }],
    };
    const all = await data(sound);
    expect(all).toContain(
      "That is 1 min 43 s of sound, from 13 s to 30 s of a song with a median of 30 s. The 3 files whose length is known last 4 min 4 s in all, from 13 s to 3 min 20 s, with a median of 31 s. The files have 44,100 Hz (3 songs) and 48,000 Hz (1 song) and are stereo; channels are mixed to their mean.",
    );
    const mono = [{ channels: 1, songs: 4 }];
    expect(await data({ ...sound, files: { songs: 4, ...heard }, channels: mono })).toMatch(
      /a median of 30 s, and no file is longer\. The files have .* and are mono\./,
    );
    expect(await data()).not.toContain("of sound");
  });

  it("tell every reason for which rows were left out, each row once, and where the table is", async () => {
    const error = (code: string, row: number) => ({ code, row, severity: "error" as const, message: "" });
    const data = async (changes: Partial<ReportSource["manifest"]>): Promise<string> => {
      const source = await smallSource({ manifest: { ...MANIFEST, ...changes } });
      const report = buildReport(source);
      expect(unsupported(report, filesOf(source))).toEqual([]);
      return report.sections[0]!.blocks.flatMap(sentencesOf).map(plainText).join(" ");
    };
    const warnings = [error("audio-missing", 1), error("audio-corrupt", 2), error("audio-corrupt", 3), error("audio-empty", 4), error("row-too-long", 5), error("filename-empty", 5)]; // prettier-ignore
    const rows = { total: 9, used: 4 };
    const told = await data({ rows, warnings, table: "data/lyrics.csv" });
    expect(told).toContain("5 rows were left out: 1 without an audio file, 2 whose file cannot be decoded, 1 whose file is empty and 1 with too many cells."); // prettier-ignore
    expect(told).toContain("4 songs of 9 rows of data/lyrics.csv");
    const lyrics = { code: "audio-none", severity: "warning" as const, message: "" };
    expect(await data({ rows, warnings: [lyrics] })).toContain("5 rows were left out: 5 without lyrics.");
    const outside = await data({ rows, warnings: [error("audio-outside", 1), error("audio-empty", 4)] });
    expect(outside).toContain("left out: 4 whose audio file lies outside the folder and 1 whose file is empty.");
    expect(outside).not.toContain("lyrics.csv");
  });

  it("show and list nothing by a label that no song has, in any format", async () => {
    const none = ["", "", "", ""];
    const manifest = { ...MANIFEST, bestBy: ["silhouette"] };
    const groups = async (changes: Partial<ReportSource>): Promise<string[]> => {
      const report = buildReport(await smallSource({ manifest, ...changes }));
      const figures = report.sections.flatMap(({ blocks }) => blocks.filter((block) => block.kind === "figure"));
      return figures.flatMap(({ panels }) => panels.map(({ plot }) => (plot.kind === "scatter" ? plot.input.groups.kind : plot.kind))); // prettier-ignore
    };
    expect(await groups({})).toContain("category");
    const unlabelled = await groups({ genres: none, languages: none });
    expect(unlabelled).toContain("cluster");
    expect(unlabelled).not.toContain("category");
    expect(unlabelled).not.toContain("distribution");
    const text = await markdownOf({ manifest, genres: none, languages: none });
    expect(text).not.toMatch(/by genre|in the colours of the map above|knows the genre/);
  });

  it("a false one is found out", async () => {
    const source = await smallSource();
    const report = buildReport(source);
    const files = filesOf(source);
    expect(unsupported(report, { ...files, songs: files.songs.slice(1) })).not.toEqual([]);
    expect(unsupported(report, { ...files, rows: files.rows.toReversed().slice(1) })).not.toEqual([]);
  });
});

describe("references", () => {
  it("are the bibliography's, each with its fields, and only what is cited is listed", async () => {
    const bibliography = await readBibliography();
    expect([...bibliography.keys()].sort()).toEqual([...REFERENCE_KEYS].sort());
    for (const [key, { author, title, journal, year }] of bibliography)
      expect([key, author, title, journal, year]).toEqual([key, ...Array<unknown>(3).fill(expect.stringMatching(/.{3}/)), expect.stringMatching(/^(19|20)\d\d$/)]); // prettier-ignore
    const keys = buildReport(await smallSource()).references.map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(["ward1963", "hubert1985", "vandermaaten2008"]));
    // No network was trained, and no spectral clustering ran.
    for (const absent of ["kingma2014", "ng2002", "mcinnes2018"]) expect(keys).not.toContain(absent);
    expect(() => parseBibliography("@article{broken")).toThrow("The bibliography cannot be read");
  });
});

describe("REPORT.md", () => {
  it("says what was computed approximately, and only then", async () => {
    const approximations = [
      {
        of: "Mean | spectrum",
        kind: "ward" as const,
        text: "Ward on micro-clusters.",
        measure: { name: "variance kept", value: 0.987 },
      },
    ];
    const report = await markdownOf({ manifest: { ...MANIFEST, approximations } });
    expect(report).toContain("### Computed approximately");
    expect(report).toContain("| Ward: Mean \\| spectrum | Ward on micro-clusters. | variance kept 0.987 |");
    expect(await markdownOf()).not.toContain("approximately");
  });

  it("has columns for songs held out where a network has some", async () => {
    const epoch = { epoch: 9, epochs: 9, reconstruction: 0.1, kl: 0, total: 0.1, beta: 0, learningRate: 1 };
    const model = { name: "ae", label: "AE", architecture: "compact", parameterCount: 5, seconds: 2, final: epoch };
    const held = { ...model, label: "Held", final: { ...epoch, validation: 0.4567 }, heldOut: [0, 3] };
    const models = (records: typeof MANIFEST.models) => markdownOf({ manifest: { ...MANIFEST, models: records } });
    expect(await models([model])).toContain("| AE | compact | 5 | 9 | 0.1000 | 0 | 0.1000 | 2.0 s |");
    expect(await models([model])).not.toContain("held out");
    const both = await models([model, held]);
    expect(both).toContain("| AE | compact | 5 | 9 | 0.1000 | 0 | 0.1000 | – | 0 | 2.0 s |");
    expect(both).toContain("| Held | compact | 5 | 9 | 0.1000 | 0 | 0.1000 | 0.4567 | 2 | 2.0 s |");
    expect(both).toContain("| loss ↓ | MSE held out ↓ | songs held out | trained in |");
    expect(both).toContain("the mean squared error of the Held is 0.4567, on those trained on 0.1000: it remembers its songs"); // prettier-ignore
  });

  it("says which training stopped early, after which of its epochs, and why", async () => {
    const final = { epoch: 97, epochs: 120, reconstruction: 0.1, kl: 0, total: 0.1, beta: 0, learningRate: 1 };
    const whole = { name: "ae", label: "Autoencoder", architecture: "compact", parameterCount: 5, seconds: 2, final };
    const text = async (by: "loss" | "validation") =>
      markdownOf({ manifest: { ...MANIFEST, models: [{ ...whole, stoppedEarly: { patience: 10, by } }] } });
    expect(await text("loss")).toContain("| Autoencoder | compact | 5 | 97 of 120 | 0.1000 |");
    expect(await text("loss")).toContain(
      "97 epochs of at most 120 (the mean loss of 10 epochs had not fallen by half a percent for as many)",
    );
    expect(await text("validation")).toContain("the mean error on the songs held out of 10 epochs");
    expect(await markdownOf({ manifest: { ...MANIFEST, models: [whole] } })).not.toContain("epochs of at most");
    // What decided it is in the table of settings, whether it was set or is the network's own.
    const patience = async (value: number | null, models: typeof MANIFEST.models) =>
      /\| --patience \| (.*) \|/.exec(
        await markdownOf({ manifest: { ...MANIFEST, models, settings: { ...MANIFEST.settings, patience: value } } }),
      )?.[1];
    const stopped = { ...whole, stoppedEarly: { patience: 10, by: "loss" as const } };
    expect(await patience(null, [stopped, whole])).toBe("each network's own, 10 of Autoencoder");
    expect(await patience(null, [whole])).toBe("each network's own");
    expect(await patience(null, [])).toBeUndefined();
    expect(await patience(7, [stopped])).toBe("7");
  });

  it("says which β of a sweep agree as much as the first of the best", async () => {
    const point = (beta: number, nmiGenre: number) => ({ beta, nmiGenre, nmiLanguage: null, reconstruction: 1, kl: 1, silhouette: 0.1 }); // prettier-ignore
    const swept = (...nmi: readonly number[]) => markdownOf({ betaSweep: nmi.map((value, at) => point(at, value)) });
    expect(await swept(0.2, 0.5, 0.3)).toContain("agrees most with the genre at β = 1 (NMI 0.500");
    expect(await swept(0.5, 0.2, 0.5, 0.5)).toContain("the genre at β = 0, and as much at 2 and 3 (NMI 0.500");
  });

  it("calls a genre that is missing as the figures do", async () => {
    expect(await markdownOf()).toContain("| unknown | 1 | 0 | 0 | 1 |");
  });

  it("marks the best row in words and states each metric's direction", async () => {
    const text = await markdownOf();
    expect(text).toMatch(/\| \*\*Mean \\\* spectrum\*\* \(best\) \| Ward \| \*\*0\.300\*\* \|/);
    // Scores that no row has are left out of the overview, not of the table of all methods.
    expect(text).toContain("| representation | method | Silhouette ↑ | ARI language ↑ |");
    expect(text).toContain("| noise | Silhouette ↑ | Davies–Bouldin ↓ |");
  });

  it("says once which names the files have for its labels, and why a cell is empty", async () => {
    const text = await markdownOf();
    expect(text).toContain("Names in the files: Mean \\* spectrum `spectral_meanmel`; K-Means `kmeans`");
    expect(text).toContain("– means undefined: every song is noise.");
  });

  it("shows pictures that the run has, warnings at their line, reused steps and settings", async () => {
    const text = await markdownOf({ manifest: { ...MANIFEST, notes: ["The genre feature leaks the label."] } });
    expect(text).toContain("](plots/spectral_meanmel_tsne_by_genre.png)");
    expect(text.match(/\.png/g)).toHaveLength(1);
    expect(text).toContain("| error | data/lyrics/lyrics.csv:7 | a\\|b.mp3 | There is no such file. Add it. |");
    expect(text).toContain("| 1 | Training β-VAE | reused | cached |");
    expect(text).toContain("| --alphas | 1,0.3 |");
    expect(text).toContain("> The genre feature leaks the label.");
    expect(text).toContain("1 row was left out: 1 without an audio file.");
  });

  it("says first what is to be doubted, and marks doubtful scores with a line that explains", async () => {
    const doubt = {
      code: "genre-is-recording",
      severity: "warning",
      message: "Genres are albums.",
      remedy: "Add more.",
    } as const;
    const report = await markdownOf({ manifest: { ...MANIFEST, warnings: [...MANIFEST.warnings, doubt] } });
    expect(report.match(/Genres are albums/g)).toHaveLength(1);
    expect(report.indexOf("> Genres are albums. Add more.")).toBeLessThan(report.indexOf("### Best method"));
    expect(report.indexOf("There is no such file")).toBeGreaterThan(report.indexOf("### Warnings"));
    expect(report).toContain("−0.100 °");
    expect(report.match(/° permuted labels reach this score in more than 5 %/g)).toHaveLength(2);
    expect(report).toContain("1 †");
  });

  it("advises several seeds where there is one", async () => {
    const text = await markdownOf();
    expect(text).toContain("One seed proves nothing");
    expect(text).toContain("--seeds 5 tells");
    expect(text).not.toContain("Stability");
  });

  it("has songs' names as text, whatever they are", async () => {
    const text = await markdownOf();
    expect(text).toContain("আমার \\#set text(red) \\$x\\$ @ref");
    expect(text).toContain("&lt;img src=x onerror=alert(1)&gt; \\[a\\](b) \\*c\\*");
    expect(text).not.toContain("<img");
  });
});
