import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { rowOf } from "../../src/engine/core/matrix.ts";
import { readNpy } from "../../src/engine/core/npy.ts";
import { locateModel, type LocatedModel } from "../../src/engine/hub/locate.ts";
import { promptOf } from "../../src/engine/lyrics/sentence/prompts.ts";
import { meanPool, unitMean } from "../../src/engine/lyrics/sentence/pooling.ts";
import {
  inTurn,
  sentenceEmbedder,
  type BatchModel,
  type VectorStore,
} from "../../src/engine/lyrics/sentence/sentence-embedder.ts";
import { loadSentenceModel, type SentenceModel } from "../../src/engine/lyrics/sentence/sentence-model.ts";
import { textWindows } from "../../src/engine/lyrics/sentence/text-windows.ts";
import { embedLyricsCommand } from "../../src/engine/tasks/single-steps.ts";
import { runSteps } from "../../src/engine/tasks/run-steps.ts";
import { smallWorkspace, SMALL_SONGS } from "../cli/small-workspace.ts";
import { writeTinyBert } from "../tiny-models/write.ts";

let folder: string;
let tiny: LocatedModel;
beforeAll(async () => {
  folder = await writeTinyBert(await mkdtemp(join(tmpdir(), "latentune-bert-")));
  tiny = await locateModel({
    kind: "embedding",
    model: folder,
    weights: "full",
    modelsDir: null,
    executionProvider: "cpu",
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const words = (text: string): number => text.split(/\s+/).length;

describe("textWindows", () => {
  it("keeps lines together as long as they fit", () => {
    expect(textWindows("one two\nthree\r\n\r\n four five six \nseven", 3, words)).toEqual([
      { text: "one two\nthree", tokens: 3 },
      { text: "four five six", tokens: 3 },
      { text: "seven", tokens: 1 },
    ]);
  });

  it("cuts a line that is too long between words, and a word not at all", () => {
    const long = (text: string): number => words(text) + (text.includes("loooong") ? 9 : 0);
    expect(textWindows("a b\nc d e f\nloooong\ng", 2, long).map(({ text }) => text)).toEqual([
      "a b",
      "c d",
      "e f",
      "loooong",
      "g",
    ]);
  });

  it("has none for blanks", () => {
    expect(textWindows(" \n\t\n", 5, words)).toEqual([]);
  });
});

describe("pooling", () => {
  it("takes the mean of the tokens and leaves padding out", () => {
    const states = Float32Array.of(1, 2, 3, 4, 100, 100, 5, 6, 7, 8, 9, 10);
    const mask = BigInt64Array.of(1n, 1n, 0n, 1n, 1n, 1n);
    expect(meanPool(states, mask, [2, 3, 2])).toEqual([Float64Array.of(2, 3), Float64Array.of(7, 8)]);
  });

  it("weighs windows by their tokens, to length 1", () => {
    const mean = unitMean([
      { vector: Float64Array.of(1, 0), weight: 3 },
      { vector: Float64Array.of(0, 2), weight: 2 },
    ]);
    expect(mean).toEqual(Float64Array.of(0.6, 0.8));
    expect(
      unitMean([
        { vector: Float64Array.of(1, 0), weight: 1 },
        { vector: Float64Array.of(-1, 0), weight: 1 },
      ]),
    ).toEqual(Float64Array.of(0, 0));
  });
});

describe("a model of BERT's shape, by the code that loads real ones", () => {
  it("gives a text the same vector in any batch and at any padding", async () => {
    const model = await loadSentenceModel(tiny, "cpu");
    const [alone] = await model.embed(["la noche"]);
    const [, among] = await model.embed([
      "un hueco dentro de otro hueco que solo el aire atraviesa",
      "la noche",
      "নদী আর আকাশ",
    ]);
    for (const [at, value] of alone!.entries()) expect(among![at]).toBeCloseTo(value, 5);
    expect(model.count("la noche")).toBe(7);
    // 128 positions, of which the marks around a text take two.
    expect(model.maxTokens).toBe(126);
    await model.dispose();
  });

  it("knows E5 by its exact name and puts its prefix before every text", async () => {
    const plain = await loadSentenceModel(tiny, "cpu");
    const e5 = await loadSentenceModel({ ...tiny, id: "Xenova/multilingual-e5-small" }, "cpu");
    expect(e5.maxTokens).toBeLessThan(plain.maxTokens);
    expect((await e5.embed(["la noche"]))[0]).toEqual((await plain.embed(["query: la noche"]))[0]);
    await Promise.all([plain.dispose(), e5.dispose()]);
  });

  it.each([
    ["onnx/model.onnx", "no graph", /cannot be loaded/],
    ["tokenizer.json", "[", /cannot be loaded/],
    ["config.json", "3", /config.json cannot be read/],
  ])("names the folder if %s is broken", async (file, content, message) => {
    const broken = await writeTinyBert(await mkdtemp(join(tmpdir(), "latentune-broken-")));
    onTestFinished(() => rm(broken, { recursive: true, force: true }));
    await writeFile(join(broken, file), content);
    await expect(loadSentenceModel({ ...tiny, folder: broken }, "cpu")).rejects.toMatchObject({
      name: "ModelError",
      place: { file: broken },
    });
    await expect(loadSentenceModel({ ...tiny, folder: broken }, "cpu")).rejects.toThrow(message);
  });
});

describe("promptOf", () => {
  it("takes what the model says itself, then what is known of its exact name, and guesses from none", () => {
    const description = { prompts: { query: "search: ", clustering: "group: " }, default_prompt_name: "clustering" };
    expect(promptOf(description, ["intfloat/e5-base-v2"])).toBe("group: ");
    expect(promptOf({ prompts: {}, default_prompt_name: null }, ["/models/x", "intfloat/e5-base-v2"])).toBe("query: ");
    expect(promptOf(undefined, ["me/my-e5-small", "intfloat/multilingual-e5-large-instruct"])).toBe("");
  });
});

describe("sentenceEmbedder", () => {
  /** Counts the texts that a model is given; vectors are [length of the text, 1]. */
  function counting(maxTokens = 100): { readonly load: () => Promise<BatchModel>; readonly texts: string[] } {
    const texts: string[] = [];
    const model: SentenceModel = {
      maxTokens,
      count: words,
      embed: (batch) => {
        texts.push(...batch);
        return Promise.resolve(batch.map((text) => Float64Array.of(text.length, 1)));
      },
      dispose: () => Promise.resolve(),
    };
    const load = (): Promise<BatchModel> => Promise.resolve(inTurn(model));
    return { load, texts };
  }
  const memory = (): VectorStore => {
    const kept = new Map<string, Float64Array>();
    return {
      get: (key) => Promise.resolve(kept.get(key)),
      put: (key, vector) => {
        kept.set(key, vector);
        return Promise.resolve();
      },
    };
  };
  const documents = (...lyrics: readonly string[]) => lyrics.map((text) => ({ lyrics: text, language: "" }));

  it("embeds each text once, and only what is new the next time", async () => {
    const { load, texts } = counting();
    const embedder = sentenceEmbedder({ id: "x", name: "X", load, store: memory() });
    const { matrix, emptyRows, description } = await embedder.embed(documents("la la", "", "oh oh oh", " la la\n"));
    expect(texts.toSorted()).toEqual(["la la", "oh oh oh"]);
    expect(emptyRows).toEqual([1]);
    expect(rowOf(matrix, 0)).toEqual(rowOf(matrix, 3));
    expect([...rowOf(matrix, 1)]).toEqual([0, 0]);
    expect(description).toBe("X, mean of the tokens, 2 columns");
    await embedder.embed(documents("oh oh oh", "a new one", "la la"));
    expect(texts.slice(2)).toEqual(["a new one"]);
  });

  it("takes long lyrics in windows", async () => {
    const { load, texts } = counting(2);
    const { matrix } = await sentenceEmbedder({ id: "x", name: "X", load, store: memory() }).embed(
      documents("a b\nc d\ne"),
    );
    expect(texts.toSorted()).toEqual(["a b", "c d", "e"]);
    // (2·[3, 1] + 2·[3, 1] + 1·[1, 1]) / |…|
    expect([...rowOf(matrix, 0)].map((value) => value.toFixed(6))).toEqual(
      [13 / Math.hypot(13, 5), 5 / Math.hypot(13, 5)].map((value) => value.toFixed(6)),
    );
  });

  it("loads no model where nothing is to be embedded", async () => {
    const load = vi.fn(counting().load);
    expect(
      await sentenceEmbedder({ id: "x", name: "X", load, store: memory() }).embed(documents("", " ")),
    ).toMatchObject({ matrix: { rows: 2, cols: 0 }, emptyRows: [0, 1] });
    expect(load).not.toHaveBeenCalled();
  });

  it("keeps what is done when it is cancelled", async () => {
    const store = memory();
    const controller = new AbortController();
    const { load, texts } = counting();
    const many = documents(...Array.from({ length: 40 }, (_, index) => `song ${index}`));
    const embedder = sentenceEmbedder({ id: "x", name: "X", load, store });
    const cancelled = embedder.embed(many, {
      signal: controller.signal,
      onProgress: (done) => {
        if (done === 10) controller.abort();
      },
    });
    await expect(cancelled).rejects.toMatchObject({ name: "CancelledError" });
    const before = texts.length;
    await embedder.embed(many);
    expect(before).toBeLessThan(40);
    expect(texts.length).toBeLessThan(40 + before);
  });
});

describe("embed-lyrics with a sentence embedding model", () => {
  it("writes one vector of length 1 per song, and embeds a changed song only", async () => {
    const workspace = await smallWorkspace();
    const settings = { lyricsEmbedding: "transformer", embeddingModel: folder } as const;
    const first = await runSteps(embedLyricsCommand, { workspace, settings });
    const { shape, data } = await readNpy(join(first.resultsDir, "embeddings", "Z_lyr_transformer.npy"));
    expect(shape).toEqual([SMALL_SONGS.length, 32]);
    for (let row = 0; row < SMALL_SONGS.length; row++) {
      expect(Math.hypot(...Array.from(data.subarray(row * 32, (row + 1) * 32), Number))).toBeCloseTo(1, 5);
    }
    expect(first.steps.find(({ name }) => name === "embed-lyrics")?.reused).toBe(false);
    const again = await runSteps(embedLyricsCommand, { workspace, settings });
    expect(again.steps.find(({ name }) => name === "embed-lyrics")?.reused).toBe(true);

    const table = join(workspace, "data", "lyrics", "lyrics.csv");
    await writeFile(table, (await readFile(table, "utf8")).replace("stone and sky", "stone and sea"));
    const details: string[] = [];
    const changed = await runSteps(embedLyricsCommand, {
      workspace,
      settings,
      onProgress: ({ detail }) => {
        if (detail !== undefined) details.push(detail);
      },
    });
    expect(details).toEqual(["5 of 5 songs"]);
    expect(changed.value.transformer!.matrix.data).not.toEqual(first.value.transformer!.matrix.data);
  });

  it("says before anything else that the model is missing", async () => {
    const workspace = await smallWorkspace();
    const modelsDir = join(workspace, "models");
    await expect(
      runSteps(embedLyricsCommand, { workspace, settings: { lyricsEmbedding: "transformer", modelsDir } }),
    ).rejects.toMatchObject({
      name: "ModelError",
      place: { file: join(modelsDir, "Xenova", "multilingual-e5-small") },
    });
  });
});
