import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseLyricsTable } from "../../src/engine/dataset/table/lyrics-table.ts";
import { locateModel } from "../../src/engine/hub/locate.ts";
import { loadSentenceModel } from "../../src/engine/lyrics/sentence/sentence-model.ts";
import { searchableRun, searchedBy } from "../search/searchable-run.ts";

const MODELS = process.env["LATENTUNE_REAL_MODELS"] ?? join(import.meta.dirname, "../../out/models");
const E5 = join(MODELS, "multilingual-e5-small");

/** What somebody may ask in English about the Spanish and French sample songs, and which parts of which song say it. */
const QUERIES: readonly (readonly [query: string, song: string, parts: readonly number[]])[] = [
  ["a ghost who is scared of himself", "Fantasma", [1]],
  ["songs about how strange sadness is", "Fantasma", [2, 3, 6]],
  ["finding God after a depression", "te amo", [3]],
  ["how do you say I love you with all your soul", "te amo", [6]],
  ["songs about fear used to control people", "Miedo", [1, 2, 3, 4, 5, 6]],
  ["everything is for sale, even innocent lives", "Miedo", [4]],
  ["nuclear weapons and the end of a civilisation", "Séculaire", [2]],
  ["what will people remember about you?", "Séculaire", [6]],
  ["losing a job because the alarm clock did not ring", "de bonne humeur", [4]],
  ["my car was stolen", "de bonne humeur", [2]],
];

describe.skipIf(!existsSync(E5))(
  "multilingual-e5-small (skipped without it: node scripts/test-models.js real out/models)",
  () => {
    it.each(["full", "quantised"] as const)(
      "finds the right part of the right song for 8 of 10 questions in English about Spanish and French lyrics (%s weights)",
      async (weights) => {
        const table = join(import.meta.dirname, "../../examples/songs30/data/lyrics/lyrics.csv");
        const { records } = parseLyricsTable(await readFile(table), table);
        const located = await locateModel({
          ...{ kind: "embedding", model: E5, weights, modelsDir: null },
          executionProvider: "cpu",
        });
        const model = await loadSentenceModel(located, "cpu");
        const settings = { embeddingModel: E5, modelWeights: weights, executionProvider: "cpu", modelsDir: null };
        const { place } = await searchableRun(records, model, { settings });
        const right: string[] = [];
        for (const [text, song, parts] of QUERIES) {
          const answer = await searchedBy(model, place, { text, count: 1 });
          const [first] = answer.found ? answer.songs : [];
          const wanted = parts.map((part) => `(${part} of 6)`);
          if (first?.filename.startsWith(song) === true && wanted.some((part) => first.filename.includes(part)))
            right.push(text);
        }
        await model.dispose();
        expect(right.length, right.join("\n")).toBeGreaterThanOrEqual(8);
      },
    );
  },
);
