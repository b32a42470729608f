import { describe, expect, it } from "vitest";
import { comparedClusters } from "../../../src/webview/model/compared-clusters.ts";
import { otherSide } from "../../../src/webview/model/other-side.ts";
import type { RunChoice } from "../../../src/webview/protocol.ts";
import { contingencyOf } from "../../../src/shared/contract/panel/contingency.ts";

describe("the clusters of B on its map", () => {
  const a = Int32Array.of(0, 0, 1, 2, 2, -1);
  const b = Int32Array.of(3, 3, 0, 7, -1, 7);
  const { groups, groupOf } = comparedClusters("cluster", a, b, [
    [0, 3],
    [2, 0],
  ]);

  it("have the place in the legend, and so the colour, of their partners", () => {
    // Clusters 0, 1 and 2 of A are places 0, 1 and 2; no cluster of B is A's 1; B's 7 and noise come behind.
    expect([...groupOf]).toEqual([0, 0, 2, 3, 4, 3]);
    expect(groups.map(({ key, size }) => [key, size])).toEqual([
      ["0", 2],
      ["1", 0],
      ["2", 1],
      ["3", 2],
      ["", 1],
    ]);
  });

  it("are called by their own numbers, with those of their partners where they differ", () => {
    expect(groups.map(({ label }) => label)).toEqual(["3, in A 0", "1", "0, in A 2", "7, not in A", "noise"]);
  });
});

describe("what is proposed beside a clustering", () => {
  const run = (runId: string, task: RunChoice["task"]): RunChoice => ({ runId, task, startedAt: "", name: null });
  const shown = { runId: "b", representation: "mel", method: "ward" };
  const clustering = (method: string, best: boolean) => ({ method, best });
  const representation = (name: string, ...methods: readonly string[]) => ({
    name,
    clusterings: methods.map((method, index) => clustering(method, index === 1)),
  });
  const manifest = (...representations: readonly ReturnType<typeof representation>[]) =>
    ({ representations }) as unknown as Parameters<typeof otherSide>[2];

  it("is the run of its task before it, else a later one, else one of another task", () => {
    const others = [run("c", "hard"), run("b", "hard"), run("x", "easy"), run("a", "hard")];
    expect(otherSide(shown, others, manifest())).toEqual({ runId: "a", representation: null, method: null });
    expect(otherSide(shown, others.slice(0, 3), manifest())?.runId).toBe("c");
    expect(otherSide(shown, others.slice(1, 3), manifest())?.runId).toBe("x");
  });

  it("is another representation or method where there is one run", () => {
    const alone = [run("b", "hard")];
    expect(
      otherSide(shown, alone, manifest(representation("mel", "ward"), representation("latent", "x", "y"))),
    ).toEqual({ runId: "b", representation: "latent", method: "y" });
    expect(otherSide(shown, alone, manifest(representation("mel", "ward", "kmeans")))).toEqual({
      runId: "b",
      representation: "mel",
      method: "kmeans",
    });
    expect(otherSide(shown, alone, manifest(representation("mel", "ward")))).toBeNull();
  });
});

describe("the table of two clusterings", () => {
  const cells = [
    { a: -1, b: 1, count: 1 },
    { a: 0, b: -1, count: 2 },
    { a: 0, b: 2, count: 5 },
    { a: 1, b: 0, count: 4 },
    { a: 1, b: 1, count: 3 },
  ];
  const matches = [
    [0, 2],
    [1, 0],
  ] as const;

  it("has matched clusters on its diagonal, then the others, noise last", () => {
    const { rows, columns, countOf, isMatched, left } = contingencyOf({ cells, matches });
    expect(rows).toEqual([0, 1, -1]);
    expect(columns).toEqual([2, 0, 1, -1]);
    expect([countOf(0, 2), countOf(1, 1), countOf(0, 0)]).toEqual([5, 3, 0]);
    expect([isMatched(0, 2), isMatched(1, 1), isMatched(-1, -1)]).toEqual([true, false, true]);
    expect(left).toEqual({ a: 0, b: 0 });
  });

  it("lists the largest clusters where there are many, and says how many are not listed", () => {
    const { rows, columns, left } = contingencyOf({ cells, matches }, 1);
    expect([rows, columns, left]).toEqual([[0], [2], { a: 2, b: 3 }]);
    expect(contingencyOf({ cells, matches }, 2).rows).toEqual([0, 1]);
  });
});
