import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadClapTexts, type ClapTexts } from "../../src/engine/audio/embedding/clap-texts.ts";
import { messageOf } from "../../src/engine/core/errors.ts";
import { locateModel, type LocatedModel } from "../../src/engine/hub/locate.ts";
import { SEARCH_VECTORS, type MeaningQuery } from "../../src/shared/contract/panel/meaning.ts";
import { runInProcess } from "../cli/in-process.ts";
import { CLAP_TEXT, tinyClap } from "../tiny-models/tiny-clap.ts";
import { writeModel } from "../tiny-models/write.ts";
import { searchableRun, searchedBy } from "./searchable-run.ts";

let folder: string;
let clap: ClapTexts;
const located = (model: string, weights: "full" | "quantised" = "full"): Promise<LocatedModel> =>
  locateModel({ kind: "audio-text", model, weights, modelsDir: null, executionProvider: "cpu" });
beforeAll(async () => {
  folder = await writeModel(await mkdtemp(join(tmpdir(), "latentune-sound-")), tinyClap());
  clap = await loadClapTexts(await located(folder));
});
afterAll(async () => {
  await clap.dispose();
  await rm(folder, { recursive: true, force: true });
});

const product = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, at) => sum + value * b[at]!, 0);
const cosine = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  product(a, b) / Math.sqrt(product(a, a) * product(b, b));

describe("the half of CLAP that reads", () => {
  const { texts, vectors } = CLAP_TEXT;

  it("makes the vectors that PyTorch makes, of texts together and alone; a long one is cut", async () => {
    const together = await clap.embed(texts);
    for (const [at, text] of texts.entries()) {
      const [alone] = await clap.embed([text]);
      for (const vector of [together[at]!, alone!])
        // Transformers.js cuts the mark of the end as well.
        for (const [column, value] of vector.entries())
          expect(value).toBeCloseTo(vectors[at]![column]!, text.length > 100 ? 2 : 3);
    }
  });

  it("has 8-bit weights that are near them", async () => {
    const quantised = await loadClapTexts(await located(folder, "quantised"));
    const cosines = (await quantised.embed(texts)).map((vector, at) => cosine(vector, vectors[at]!));
    await quantised.dispose();
    expect(Math.min(...cosines)).toBeGreaterThan(0.9);
    expect(Math.max(...cosines)).toBeLessThan(1);
  });

  it("says which half is missing or broken", async () => {
    const why = (attempt: Promise<unknown>): Promise<string> => attempt.then(() => "", messageOf);
    const hears = new Map([...tinyClap()].filter(([file]) => !/token|text/.test(file)));
    const half = await writeModel(join(folder, "half"), hears);
    expect(await why(located(half))).toContain(
      `The half of the model ${half} that reads texts is not on this machine.`,
    );
    const broken = await writeModel(join(folder, "broken"), tinyClap());
    await writeFile(join(broken, "onnx", "text_model.onnx"), "no graph");
    expect(await why(loadClapTexts(await located(broken)))).toContain(
      `The half of the model ${broken} that reads texts (full weights) cannot be loaded`,
    );
    const other = tinyClap();
    const speaks = await writeModel(
      join(folder, "other"),
      new Map([...other, ["onnx/text_model.onnx", other.get("onnx/audio_model.onnx")!]]),
    );
    expect(await why(loadClapTexts(await located(speaks)).then((model) => model.embed(["a"])))).not.toBe("");
  });
});

/** Songs whose vectors are those of texts, of other lengths: a song's is no unit vector. */
const SONGS = CLAP_TEXT.texts
  .slice(0, 4)
  .map((text, at) => ({ filename: `${text.split(",")[0]!}.mp3`, lyrics: "la", length: at + 1 }));
const heard = {
  embed: () =>
    Promise.resolve(
      SONGS.map(({ length }, at) => Float64Array.from(CLAP_TEXT.vectors[at]!, (value) => value * length)),
    ),
};
const searchable = (changed: Readonly<Record<string, unknown>> = {}) => {
  const settings = { audioModel: folder, lyricsEmbedding: "tfidf", executionProvider: "cpu", modelsDir: null };
  return searchableRun(SONGS, heard, { settings, ...changed }, "sound");
};
const searched = async (changed?: Parameters<typeof searchable>[0], query: Partial<MeaningQuery> = {}) =>
  searchedBy(clap, (await searchable(changed)).place, { text: SONGS[1]!.filename.slice(0, -4), by: "sound", ...query });

describe("a search by sound", () => {
  it("ranks songs by the cosine of the text's vector to what CLAP heard, without lines", async () => {
    const answer = await searched();
    const expected = SONGS.map(({ filename }, at) => ({
      filename,
      similarity: cosine(CLAP_TEXT.vectors[1]!, CLAP_TEXT.vectors[at]!),
    })).sort((a, b) => b.similarity - a.similarity);
    if (!answer.found) throw new Error(answer.message);
    expect(answer.songs.map(({ filename }) => filename)).toEqual(expected.map(({ filename }) => filename));
    expect(answer.songs[0]).toMatchObject({ song: 1, line: "" });
    for (const [place, { similarity }] of answer.songs.entries())
      expect(similarity).toBeCloseTo(expected[place]!.similarity, 4);
  });

  it.each([
    [
      { files: [], settings: { audioModel: "musicnn" } },
      "vectors",
      /audio model is MusiCNN, which hears and cannot read/,
    ],
    [{ files: [], settings: { audioModel: "clap" } }, "vectors", /by an earlier version/],
    [{ files: [], task: "easy", settings: {} }, "vectors", /Easy task, which takes no pretrained audio model/],
    [{ files: [SEARCH_VECTORS.lyrics], settings: {} }, "vectors", /can be searched by lyrics\./],
    [
      { settings: { audioModel: "clap", modelsDir: "/nowhere" } },
      "model",
      /^The half of the model Xenova\/clap-htsat-unfused that reads texts is not on this machine\.$/,
    ],
  ])("%# says what is missing and what helps", async (changed, lacks, message) => {
    const answer = await searched(changed);
    expect(answer).toMatchObject({ found: false, lacks, message: expect.stringMatching(message) as string });
    expect(answer.found || answer.remedy).toMatch(
      lacks === "model"
        ? /^Download it \(latentune models get clap, about 128 MB\)/
        : /^Run .+ with CLAP as audio model: .+--audio-model clap, once .+ \(latentune models get clap\)\.$/,
    );
  });

  it("refuses another model than that of the run", async () => {
    const wider = {
      embed: (texts: readonly string[]) => Promise.resolve(texts.map(() => new Float64Array(9).fill(1))),
    };
    const { place } = await searchable();
    await expect(
      searchedBy({ ...wider, dispose: () => Promise.resolve() }, place, { text: "calm", by: "sound" }),
    ).rejects.toThrow("The run's vectors have 8 numbers; those of the model on this machine have 9.");
  });

  it("is the command's where the run has nothing else, and says so; with lyrics it is asked for", async () => {
    const { place } = await searchable();
    const search = (...more: readonly string[]) =>
      runInProcess("search", "rap with drums", ...more, "--workspace", place.workspace, "--json");
    const { code, stdout, json } = await search("--count", "2");
    expect(code).toBe(0);
    expect(stdout).toContain(`How songs sound, by ${folder}, in run r-aaaa.\n`);
    expect(stdout).toMatch(/^cosine +song$/m);
    expect(json()).toMatchObject({ by: "sound", model: folder });
    expect((json()["songs"] as { filename: string }[])[0]!.filename).toBe("rap with drums.mp3");
    const byLyrics = await search("--by", "lyrics");
    expect(byLyrics.stderr).toMatch(/TF-IDF alone.*can be searched by sound\./);
    const both = await searchable({ files: Object.values(SEARCH_VECTORS) });
    const asked = await runInProcess("search", "a", "--by", "sound", "--workspace", both.place.workspace);
    expect(asked.stdout).toContain("How songs sound, by ");
    // Lyrics come first: their model is what is missing then.
    const unasked = await runInProcess("search", "a", "--workspace", both.place.workspace);
    expect([unasked.code, unasked.stderr]).toEqual([1, expect.stringMatching(/embedding|model/)]);
  });
});
