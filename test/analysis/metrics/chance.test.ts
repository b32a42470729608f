import { describe, expect, it } from "vitest";
import type { AgreementMetric } from "../../../src/shared/contract/metrics.ts";
import { chanceOf, permutationCount, permutedLabels } from "../../../src/engine/analysis/metrics/chance.ts";
import { type Classes, contingency } from "../../../src/engine/analysis/metrics/contingency.ts";
import { createRng } from "../../../src/engine/core/rng.ts";
import { randomLabels } from "../../golden/lcg.ts";
import { golden } from "../../golden/load.ts";

interface Case {
  readonly classes: readonly number[];
  readonly clusters: readonly number[];
}
const expected = golden("chance") as {
  readonly exact: readonly (Case & Readonly<Record<"ARI" | "NMI" | "AMI", number>>)[];
  readonly drawn: readonly (Case & Readonly<Record<"ARI" | "NMI", number>>)[];
};
const STATISTIC = { ARI: "pairs", NMI: "information", AMI: "information" } as const satisfies Partial<
  Record<AgreementMetric, string>
>;

async function chance(
  classes: Classes,
  clusters: Classes,
  seed = 42,
): Promise<Readonly<Record<"pairs" | "information", number>>> {
  const names = Array.from(classes, String);
  const permuted = permutedLabels({ languages: names, genres: names });
  return chanceOf(contingency(names, clusters), await permuted("genre", seed));
}

/** Four standard deviations of a share that is estimated by so many draws. */
function sampling(share: number, draws: number): number {
  return 4 * Math.sqrt((share * (1 - share)) / draws) + 1.5 / draws;
}

describe("the chance of a score", () => {
  it("is SciPy's over all permutations of a few songs, within the sampling error", async () => {
    for (const { classes, clusters, ...exact } of expected.exact) {
      const found = await chance(classes, clusters);
      for (const [metric, statistic] of Object.entries(STATISTIC)) {
        const share = exact[metric as keyof typeof STATISTIC];
        expect(Math.abs(found[statistic] - share), `${metric} ${share}`).toBeLessThan(sampling(share, 1000));
      }
    }
  });

  it("is SciPy's for more songs", async () => {
    for (const { classes, clusters, ARI, NMI } of expected.drawn) {
      const { pairs, information } = await chance(classes, clusters);
      expect(Math.abs(pairs - ARI)).toBeLessThan(sampling(ARI, 1000) + sampling(ARI, 2000));
      expect(Math.abs(information - NMI)).toBeLessThan(sampling(NMI, 1000) + sampling(NMI, 2000));
    }
  });

  it("counts permutations, the labels themselves among them", async () => {
    const classes = randomLabels(30, 4, 1);
    expect(await chance(classes, classes)).toEqual({ pairs: 1 / 1001, information: 1 / 1001 });
    const found = await chance(classes, randomLabels(30, 5, 2));
    for (const p of Object.values(found)) expect(p * 1001).toBeCloseTo(Math.round(p * 1001), 9);
    expect(found).toEqual(SEED_42);
    expect(await chance(classes, randomLabels(30, 5, 2), 43)).not.toEqual(found);
  });

  it("is 1 where every permutation agrees as well: one label, one cluster, a song of each label", async () => {
    const one = { pairs: 1, information: 1 };
    const several = randomLabels(12, 3, 1);
    expect(await chance(new Array<string>(12).fill("folk"), several)).toEqual(one);
    expect(await chance(several, new Array<number>(12).fill(-1))).toEqual(one);
    expect(await chance([...several.keys()], several)).toEqual(one);
  });

  it("depends neither on names nor on the order of songs", async () => {
    const classes = randomLabels(40, 4, 3);
    const clusters = classes.map((label, row) => (row % 3 === 0 ? row % 5 : label));
    const renamed = { classes: classes.map((label) => 3 - label), clusters: clusters.map((label) => 10 - label) };
    const order = [...classes.keys()].sort((a, b) => ((a * 17) % 40) - ((b * 17) % 40));
    const found = await chance(classes, clusters);
    expect(await chance(renamed.classes, renamed.clusters)).toEqual(found);
    expect(await chance(order.map((row) => classes[row]!), order.map((row) => clusters[row]!))).toEqual(found); // prettier-ignore
  });

  it("is spread evenly over labels that have nothing to do with the clusters", async () => {
    const classes = randomLabels(40, 4, 1).map(String);
    const permuted = await permutedLabels({ languages: classes, genres: classes })("genre", 42);
    const found = Array.from({ length: 200 }, (_, seed) => {
      const rng = createRng(seed, "clusters");
      const clusters = classes.map(() => rng.integer(5));
      return chanceOf(contingency(classes, clusters), permuted);
    });
    for (const statistic of ["pairs", "information"] as const) {
      const values = found.map((each) => each[statistic]);
      expect(Math.abs(values.reduce((sum, p) => sum + p, 0) / 200 - 0.5)).toBeLessThan(0.08);
      const reached = values.filter((p) => p <= 0.05).length;
      expect(reached).toBeGreaterThan(1);
      expect(reached).toBeLessThan(24);
    }
  });

  it("is drawn from fewer permutations the more songs there are, and never fewer than 99", () => {
    expect([4, 5_000, 10_000, 25_000, 1_000_000].map(permutationCount)).toEqual([1000, 1000, 500, 200, 99]);
  });

  it("is drawn once per label and seed", async () => {
    const permuted = permutedLabels({ languages: ["a", "a", "b"], genres: ["x", "y", "y"] });
    expect(permuted("genre", 1)).toBe(permuted("genre", 1));
    expect(permuted("genre", 1)).not.toBe(permuted("genre", 2));
    expect(permuted("language", 1)).not.toBe(permuted("genre", 1));
    expect(await permuted("language", 1)).toMatchObject({ songs: 3, classCount: 2 });
  });

  it("stops between two permutations when the pause of who asked fails", async () => {
    const permuted = permutedLabels({ languages: ["a", "a", "b"], genres: ["x", "y", "y"] });
    let pauses = 0;
    const stop = (): Promise<void> => (++pauses === 3 ? Promise.reject(new Error("stop")) : Promise.resolve());
    await expect(permuted("genre", 1, stop)).rejects.toThrow("stop");
    expect(pauses).toBe(3);
  });
});

/** Of 30 songs with four labels and five clusters, by the permutations of seed 42. */
const SEED_42 = { pairs: 692 / 1001, information: 658 / 1001 };
