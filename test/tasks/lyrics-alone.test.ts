import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TASK_SCHEMAS } from "../../src/engine/results/files/index.ts";
import { easyTask } from "../../src/engine/tasks/easy.ts";
import { hardTask } from "../../src/engine/tasks/hard.ts";
import { mediumTask } from "../../src/engine/tasks/medium.ts";
import { runTask } from "../../src/engine/tasks/run-task.ts";
import { csvText } from "../../src/shared/csv.ts";
import { falseClaims } from "../report/run-claims.ts";
import { folderWith, named } from "../dataset/workspace.ts";

const SEED29 = join(import.meta.dirname, "../../../shared/data/seed29/lyrics.csv");
const WORDS = [
  "rain on the river",
  "night train home",
  "river of rain and rain",
  "home by the night train",
  "la la",
  " ",
];
const small = csvText(
  ["filename", "language", "genre", "lyrics"],
  WORDS.map((lyrics, index) => [`s${index}.ogg`, "english", index % 2 === 0 ? "folk" : "blues", lyrics]),
);

async function read(folder: string, files: readonly string[]): Promise<string> {
  const texts = files
    .filter((file) => /\.(csv|json|md)$/.test(file))
    .map((file) => readFile(join(folder, file), "utf8"));
  return (await Promise.all(texts)).join("\n");
}

describe("Medium and Hard on lyrics alone", () => {
  const tables = [
    ["six rows, one without lyrics", () => small, 5, {}],
    ["six rows, and an audio folder of other songs", () => small, 5, named("data/audio/other.ogg")],
    ...(existsSync(SEED29) ? [["29 songs", () => readFile(SEED29, "utf8"), 29, {}] as const] : []),
  ] as const;
  it.skipIf(existsSync(SEED29)).each(["29 songs"])("%s: shared/data/seed29 is missing", () => undefined);

  it.each(
    tables.flatMap(([name, table, used, others]) => [
      { name, table, used, others, definition: mediumTask, rep: "lyrics_svd" },
      { name, table, used, others, definition: hardTask, rep: "lyrics_embed" },
    ]),
  )("$definition.task: $name", async ({ table, used, others, definition, rep }) => {
    const workspace = await folderWith({
      "data/lyrics/lyrics.csv": await table(),
      // As a German spreadsheet writes it; a song that is no longer there counts for nothing.
      "data/annotations.csv": "filename;label\ns0.ogg;calm\ns1.ogg;calm\ns3.ogg;loud\ngone.ogg;loud\n",
      ...others,
    });
    const fractions: number[] = [];
    const { manifest, metrics, resultsDir } = await runTask(definition, {
      workspace,
      settings: { seeds: 2, includeGenreFeature: definition === hardTask, ownLabels: used === 5 },
      onProgress: ({ fraction }) => fractions.push(fraction),
    });
    expect(manifest).toMatchObject({ rows: { used }, models: [], settings: { epochs: 0, latentDim: 0 } });
    expect(new Set(metrics.map((row) => row.rep))).toEqual(new Set([rep]));
    expect(metrics.filter(({ values: { silhouette } }) => typeof silhouette === "number").length).toBeGreaterThan(2);
    expect(fractions.at(-1)).toBeGreaterThan(0.98);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));

    const [told, ...more] = manifest.warnings.filter(({ code }) => code.startsWith("audio-"));
    expect(more).toEqual([]);
    expect(told).toMatchObject({ code: "audio-none", severity: "warning", file: "data/lyrics/lyrics.csv" });
    expect(told!.message).toContain(`the ${used} with lyrics are used`);
    expect(told!.message.includes("1 row without lyrics")).toBe(used === 5);

    const results = manifest.files.filter((file) => !file.startsWith("view/"));
    expect(results.filter((file) => /vae|ae_audio|contrastive|audio_features|tags\//.test(file))).toEqual([]);
    expect(await read(resultsDir, results)).not.toMatch(/NaN|undefined,|Infinity/);
    const report = await readFile(join(resultsDir, "REPORT.md"), "utf8");
    expect(report).toContain("lyrics");
    expect(await falseClaims(join(workspace, ".latentune", "runs", manifest.runId))).toEqual([]);
    const { hasSpectrograms, metrics: file, seeds } = TASK_SCHEMAS[definition.task];
    expect(hasSpectrograms).toBe(true);
    const kept = await file.read(resultsDir);
    expect(kept.length).toBe(metrics.length);
    // Own labels count only where they are asked for.
    const ownScores = [await seeds.scores.read(resultsDir), kept].map(
      ([row]) => Object.keys(row!.values).filter((key) => key.includes("_own")).length,
    );
    expect(ownScores).toEqual(used === 5 ? [38, 20] : [0, 0]);
    expect(report.includes("Scores against own labels are of the 3 of 5 songs that have one (2 labels).")).toBe(
      used === 5,
    );
    expect(report.includes("AMI own label")).toBe(used === 5);
    expect(kept[0]!.values["n_own"]).toBe(used === 5 ? 3 : undefined);
  });

  it("warns where own labels were asked for and there is no table of them", async () => {
    const workspace = await folderWith({ "data/lyrics/lyrics.csv": small });
    const { manifest } = await runTask(mediumTask, { workspace, settings: { ownLabels: true } });
    const told = manifest.warnings.filter(({ code }) => code === "own-labels-none");
    expect(told).toMatchObject([{ file: "data/annotations.csv", severity: "warning" }]);
  });

  it("Easy says what such a table is for", async () => {
    const workspace = await folderWith({ "data/lyrics/lyrics.csv": small });
    await expect(runTask(easyTask, { workspace })).rejects.toMatchObject({
      message: "No row has its audio file, and this works on sound; 5 have lyrics.",
      place: { remedy: expect.stringMatching(/Medium, Hard.*cluster --embedding/) as string },
    });
  });

  it("fewer than four rows with lyrics: the missing audio is what is wrong", async () => {
    const few = csvText(
      ["filename", "lyrics"],
      ["a", "b", "c"].map((name) => [`${name}.ogg`, "la la la"]),
    );
    const workspace = await folderWith({ "data/lyrics/lyrics.csv": few, ...named("data/audio/other.ogg") });
    await expect(runTask(mediumTask, { workspace })).rejects.toThrow("Only 0 rows can be used");
  });
});
