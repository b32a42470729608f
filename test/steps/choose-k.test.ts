import { describe, expect, it } from "vitest";
import { chooseK } from "../../src/engine/analysis/clustering/sweep/choose-k.ts";
import { kmeans } from "../../src/engine/analysis/clustering/kmeans/kmeans.ts";
import { silhouette } from "../../src/engine/analysis/metrics/silhouette.ts";
import { matrix, matrixFromRows, normalMatrix } from "../../src/engine/core/matrix.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { numberOfClusters, type ClusterNumber } from "../../src/engine/steps/k/choose-k.ts";
import type { StepContext } from "../../src/engine/steps/context.ts";
import type { Step } from "../../src/engine/steps/step.ts";
import { folderWith } from "../dataset/workspace.ts";
import { runStep } from "./run-step.ts";

const OPTIONS = { seed: 42, stream: "test" };

describe("the number of clusters that songs have by themselves", () => {
  it("is that of the highest silhouette, the largest of equals", async () => {
    const points = normalMatrix(60, 3, createRng(1, "points"));
    const scores = Array.from({ length: 11 }, (_, at) => {
      const { labels } = kmeans(points, { k: at + 2, rng: createRng(42, "kmeans", "test") });
      return silhouette(points, labels).overall.value!;
    });
    expect(await chooseK(points, OPTIONS)).toBe(2 + scores.lastIndexOf(Math.max(...scores)));
  });

  it("is at most 12, and at most half of the songs", async () => {
    const pairs = (count: number) =>
      matrixFromRows(Array.from({ length: 2 * count }, (_, at) => [100 * (at >> 1) ** 2]));
    expect(await chooseK(pairs(20), OPTIONS)).toBe(12);
    expect(await chooseK(pairs(7), OPTIONS)).toBe(7);
  });

  it("is 2 where no number is better: equal songs, songs without numbers, three songs", async () => {
    expect(await chooseK(matrix(20, 2), OPTIONS)).toBe(2);
    expect(await chooseK(matrix(20, 0), OPTIONS)).toBe(2);
    expect(await chooseK(matrixFromRows([[1], [2], [9]]), OPTIONS)).toBe(2);
  });
});

describe("where the number of clusters comes from", () => {
  const clouds = matrixFromRows(Array.from({ length: 12 }, (_, at) => [100 * Math.floor(at / 4) + (at % 4)]));
  const asked: string[] = [];
  const number = async (k: number | null, labels: readonly string[], withLabels?: number): Promise<ClusterNumber> => {
    const choose: Step<null, ClusterNumber, StepContext> = {
      ...{ name: "test", label: "Test" },
      run: (_, { settings, ...context }, report) => {
        const steps = {
          run: <Input, Output>(step: Step<Input, Output, StepContext>, input: Input) =>
            Promise.resolve(step.run(input, { settings, ...context }, report)),
        };
        const data = () => {
          asked.push("data");
          return { matrix: clouds, name: "MusiCNN" };
        };
        return numberOfClusters({ steps, settings }, { labels, data, ...(withLabels !== undefined && { withLabels }) });
      },
    };
    return (await runStep(choose, null, await folderWith({}), { k })).output;
  };

  it("is the setting, else the labels, and no songs are looked at then", async () => {
    expect(await number(4, ["", "", "", ""])).toEqual({ k: 4 });
    expect(await number(null, ["a", "b", "", "c"])).toEqual({ k: 3 });
    expect(await number(null, ["a", "a", "", ""])).toEqual({ k: 2 });
    expect(await number(null, ["a", "b", "c", "d"], 2)).toEqual({ k: 2 });
    expect(asked).toEqual([]);
    await expect(number(9, ["a"])).rejects.toThrow("only 1 song ");
  });

  it("is chosen where no song has a label, and says how", async () => {
    expect(await number(null, ["", "", "", ""], 2)).toEqual({
      k: 3,
      kChosen: "k = 3: highest silhouette of 2…6 (MusiCNN)",
    });
  });
});
