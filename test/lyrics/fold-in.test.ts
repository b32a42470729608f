import { describe, expect, it } from "vitest";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { symmetricEigen } from "../../src/engine/core/linalg.ts";
import { matrix, rowOf } from "../../src/engine/core/matrix.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { runThrough } from "../../src/engine/lyrics/turns.ts";
import { embedLyricsBySvd, embedLyricsFolded, tfidfSvdEmbedder } from "../../src/engine/lyrics/embedding.ts";
import { foldIn } from "../../src/engine/lyrics/fold-in.ts";

const WORDS = ["river", "stone", "sky", "over", "নদী", "আকাশ", "the", "and", "la la", "night\nlight"];

/** Lyrics of random words, some in other letters. */
function lyricsOf(count: number): string[] {
  const rng = createRng(3, "lyrics");
  return Array.from({ length: count }, () =>
    Array.from({ length: 6 + rng.integer(6) }, () => WORDS[rng.integer(WORDS.length)]!).join(" "),
  );
}

/** How often a document has each n-gram, slowly. */
function countsOf(text: string): Map<string, number> {
  const points = Array.from(text);
  const counts = new Map<string, number>();
  for (let size = 3; size <= 5; size++) {
    for (let start = 0; start + size <= points.length; start++) {
      const ngram = points.slice(start, start + size).join("");
      counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
    }
  }
  return counts;
}

describe("lyrics that are folded in", () => {
  it("are their TF-IDF by the fitted frequencies along the fitted singular vectors", () => {
    const texts = [...lyricsOf(24), "xyz xyz the river", "", "ab"];
    const fitted = [0, 2, 3, 5, 8, 9, 13, 14, 17, 20];
    const counts = texts.map(countsOf);
    const frequency = new Map<string, number>();
    for (const index of fitted)
      for (const ngram of counts[index]!.keys()) frequency.set(ngram, (frequency.get(ngram) ?? 0) + 1);
    const idf = (df: number): number => Math.log((1 + fitted.length) / (1 + df)) + 1;
    const vocabulary = [...frequency].filter(([, df]) => df >= 2).map(([ngram]) => ngram);
    const rows = counts.map((own) => {
      // What no fitted document has counts as if this document were the only one.
      const weights = [...own].map(([ngram, count]) => count * idf(frequency.get(ngram) ?? 1));
      const length = Math.hypot(...weights);
      return vocabulary.map((ngram) => ((own.get(ngram) ?? 0) * idf(frequency.get(ngram) ?? 1)) / (length || 1));
    });
    const dot = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, value, at) => sum + value * b[at]!, 0);
    const gram = matrix(
      fitted.length,
      fitted.length,
      Float64Array.from(fitted.flatMap((a) => fitted.map((b) => dot(rows[a]!, rows[b]!)))),
    );
    const { values, vectors } = symmetricEigen(gram);

    const folded = runThrough(foldIn(texts, Uint32Array.from(fitted), 4, createRng(1, "svd")));
    expect(folded.ngrams).toBe(frequency.size);
    expect(folded.emptyRows).toEqual([25, 26]);
    for (let component = 0; component < 4; component++) {
      const direction = vocabulary.map(
        (_, at) =>
          fitted.reduce(
            (sum, index, row) => sum + rows[index]![at]! * vectors.data[row * fitted.length + component]!,
            0,
          ) / Math.sqrt(values[component]!),
      );
      const expected = rows.map((row) => dot(row, direction));
      const sign = Math.sign(
        dot(
          expected,
          expected.map((_, row) => rowOf(folded.scores, row)[component]!),
        ),
      );
      for (const [row, value] of expected.entries())
        expect(rowOf(folded.scores, row)[component]).toBeCloseTo(sign * value, 5);
    }
  });

  it("are what the table of all has, where all are fitted and no n-gram is of one alone", () => {
    const once = lyricsOf(40);
    const texts = [...once, ...once];
    const exact = embedLyricsBySvd(texts, 42);
    const folded = runThrough(embedLyricsFolded(texts, 42, texts.length));
    expect(folded.matrix.cols).toBe(exact.matrix.cols);
    for (let at = 0; at < exact.matrix.data.length; at++)
      expect(Math.abs(folded.matrix.data[at]! - exact.matrix.data[at]!)).toBeLessThan(1e-5);
  });

  it("say on how many they were fitted, and are exact up to a size", async () => {
    const documents = [...lyricsOf(30), ""].map((lyrics) => ({ lyrics, language: "" }));
    const sizes = { exact: 30, fitted: 12 };
    const folded = await tfidfSvdEmbedder(1, sizes).embed(documents);
    expect(folded.approximations).toEqual([
      {
        kind: "lyrics",
        text: "Vocabulary and directions of 12 of 31 lyrics, drawn by the seed; all were folded in.",
        measure: null,
      },
    ]);
    expect(folded.emptyRows).toEqual([30]);
    expect(folded.description).toMatch(/fitted on 12 lyrics/);
    const exact = await tfidfSvdEmbedder(1, sizes).embed(documents.slice(0, 30));
    expect(exact).toEqual(
      embedLyricsBySvd(
        documents.slice(0, 30).map(({ lyrics }) => lyrics),
        1,
      ),
    );
  });

  it("stop where they are cancelled", async () => {
    const controller = new AbortController();
    const documents = lyricsOf(4000).map((lyrics) => ({ lyrics, language: "" }));
    const embedding = tfidfSvdEmbedder(1, { exact: 10, fitted: 500 }).embed(documents, {
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    await expect(embedding).rejects.toThrow(CancelledError);
  });

  it("are none where no fitted document shares an n-gram", () => {
    expect(runThrough(embedLyricsFolded(["", "  ", "ab"], 1, 3)).matrix.cols).toBe(0);
  });
});
