import { describe, expect, it } from "vitest";
import { taggedClusters, taggedName, type SongTags } from "../../../src/engine/analysis/describe/cluster-tags.ts";
import { matrixFromRows, selectRows } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";

const clusterTags = (tags: SongTags, labels: Int32Array) =>
  taggedClusters(tags, labels).map(({ tags: found }) => found);
const namesOf = (clusters: readonly (readonly { readonly name: string }[])[]): string[][] =>
  clusters.map((tags) => tags.map(({ name }) => name));

/** Every song's tags are those of its cluster. */
function alike(names: readonly string[], clusters: readonly { readonly songs: number; readonly tags: number[] }[]) {
  const matrix = matrixFromRows(clusters.flatMap(({ songs, tags }) => Array.from({ length: songs }, () => tags)));
  const labels = Int32Array.from(clusters.flatMap(({ songs }, label) => Array<number>(songs).fill(label)));
  return clusterTags({ names, matrix }, labels);
}

describe("taggedClusters", () => {
  it("orders by m · ln(m / o), not by the mean, nor by the ratio", () => {
    // Of the first cluster: rock 0.5 · ln(0.5 / 0.4) = 0.112, jazz 0.3 · ln(0.3 / 0.1) = 0.330, oud 0.06 · ln(0.06 / 0.002) = 0.204.
    const [first, second] = alike(
      ["rock", "oud", "jazz"],
      [
        { songs: 4, tags: [0.5, 0.06, 0.3] },
        { songs: 6, tags: [0.4, 0.002, 0.1] },
      ],
    );
    expect(first!.map(({ name }) => name)).toEqual(["jazz", "oud", "rock"]);
    expect(first![0]!.mean).toBeCloseTo(0.3, 12);
    expect(first![0]!.others).toBeCloseTo(0.1, 12);
    expect(second).toEqual([]);
  });

  it("names at most three, equal ones by the alphabet, whatever the order of the columns", () => {
    const names = ["d", "b", "e", "a", "c"];
    const clusters = [
      { songs: 3, tags: [0.4, 0.4, 0.4, 0.4, 0.4] },
      { songs: 3, tags: [0.2, 0.2, 0.2, 0.2, 0.2] },
    ];
    expect(namesOf(alike(names, clusters))).toEqual([["a", "b", "c"], []]);
    // What no other song has is infinitely telling: equal ones again.
    expect(
      namesOf(
        alike(names, [
          { songs: 3, tags: [0.4, 0.5, 0, 0.1, 0.4] },
          { songs: 3, tags: [0, 0, 0.4, 0, 0.3] },
        ]),
      ),
    ).toEqual([["a", "b", "d"], ["e"]]);
  });

  it("names no tag that is hardly heard: the mean is at least 0.05", () => {
    const tags = (mean: number) =>
      namesOf(
        alike(
          ["a"],
          [
            { songs: 5, tags: [mean] },
            { songs: 5, tags: [0.001] },
          ],
        ),
      )[0];
    expect(tags(0.0501)).toEqual(["a"]);
    expect(tags(0.0499)).toEqual([]);
  });

  it("names no tag that chance explains: two standard errors of a mean of songs drawn without replacement", () => {
    // Two of eight songs are the cluster. Over all draws of two the mean varies by sd · √((8 − 2) / (2 · 7)): by enumeration.
    const named = (values: readonly number[]) =>
      namesOf(clusterTags({ names: ["a"], matrix: matrixFromRows(values.map((value) => [value])) }, LABELS))[0];
    const isFar = (values: readonly number[]): boolean => {
      const means = values.flatMap((one, index) => values.slice(index + 1).map((other) => (one + other) / 2));
      const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
      const deviation = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / means.length);
      return (values[0]! + values[1]!) / 2 >= mean + 2 * deviation;
    };
    let [far, near] = [0, 0];
    for (let other = 0.1; other < 0.9; other += 0.01) {
      const values = [0.8, other, 0.5, 0.3, 0.2, 0.1, 0.1, 0.1];
      expect([other, named(values)]).toEqual([other, isFar(values) ? ["a"] : []]);
      if (isFar(values)) far++;
      else near++;
    }
    expect(Math.min(far, near)).toBeGreaterThan(10);
  });
  const LABELS = Int32Array.of(0, 0, 1, 1, 1, 1, 1, 1);

  it("takes what is just enough, and describes a cluster of one song", () => {
    const named = (...values: readonly number[]) =>
      namesOf(
        clusterTags({ names: ["a"], matrix: matrixFromRows(values.map((value) => [value])) }, oneOf(values.length)),
      )[0];
    const oneOf = (songs: number) => Int32Array.from({ length: songs }, (_, song) => (song === 0 ? 0 : -1));
    expect(named(0.05, 0, 0, 0, 0, 0)).toEqual(["a"]);
    // One song apart from the n others is √n deviations from the mean of all: two with four others.
    expect(named(5, 0, 0, 0, 0)).toEqual(["a"]);
    expect(named(5, 0, 0, 0)).toEqual([]);
    expect(clusterTags({ names: ["a"], matrix: matrixFromRows([[1], [0]]) }, Int32Array.of(-1, -1))).toEqual([]);
  });

  it("calls a cluster by its number and its two most telling tags where there is little room", () => {
    const tags = ["jazz", "folk", "sad"].map((name) => ({ name, mean: 1, others: 0 }));
    expect(taggedName({ cluster: 2, songs: 4, tags })).toBe("2 · jazz · folk");
    expect(taggedName({ cluster: 0, songs: 4, tags: [] })).toBe("0");
  });

  it("says nothing twice", () => {
    const names = [
      "Indie",
      "indie rock",
      "electronic",
      "electro",
      "hard rock",
      "rock",
      "male vocalists",
      "female vocalists",
    ];
    const columns = [0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1];
    const few = (from: number): string[] | undefined =>
      namesOf(
        alike(names.slice(from), [
          { songs: 3, tags: columns.slice(from) },
          { songs: 3, tags: columns.slice(from).map((value) => value / 10) },
        ]),
      )[0];
    expect(few(0)).toEqual(["Indie", "electronic", "hard rock"]);
    expect(few(4)).toEqual(["hard rock", "male vocalists", "female vocalists"]);
    expect(few(5)).toEqual(["rock", "male vocalists", "female vocalists"]);
  });

  it("counts noise among the others, and gives nothing to a cluster of all songs, or of none", () => {
    const matrix = matrixFromRows([[0.9], [0.9], [0.1], [0.1], [0.1], [0.3]]);
    const [first] = clusterTags({ names: ["a"], matrix }, Int32Array.of(0, 0, 1, 1, 1, -1));
    expect(first![0]!.others).toBeCloseTo(0.15, 12);
    expect(clusterTags({ names: ["a"], matrix }, new Int32Array(6))).toEqual([[]]);
    expect(clusterTags({ names: ["a"], matrix }, Int32Array.of(0, 0, 2, 2, 2, 2))[1]).toEqual([]);
  });

  it("does not depend on the order of the songs, nor on tags that are the same for all", () => {
    const rng = createRng(7);
    const names = Array.from({ length: 12 }, (_, tag) => "abcdefghijkl"[tag]!);
    const labels = Int32Array.from({ length: 40 }, (_, song) => song % 4);
    const rows = Array.from(labels, (label) =>
      names.map((_, tag) => 0.5 * rng.uniform() * (tag % 4 === label ? 1 : 0.5)),
    );
    const found = namesOf(clusterTags({ names, matrix: matrixFromRows(rows) }, labels));
    expect(found.flat().length).toBeGreaterThan(4);
    found.forEach((tags, cluster) => {
      for (const name of tags) expect(names.indexOf(name) % 4).toBe(cluster);
    });
    const turned = Int32Array.from(labels, (_, song) => (song * 7) % 40);
    const other = selectRows(matrixFromRows(rows), turned);
    expect(
      namesOf(
        clusterTags(
          { names, matrix: other },
          turned.map((song) => labels[song]!),
        ),
      ),
    ).toEqual(found);
    const withConstant = matrixFromRows(rows.map((row) => [...row, 0.9]));
    expect(namesOf(clusterTags({ names: [...names, "constant"], matrix: withConstant }, labels))).toEqual(found);
  });
});
