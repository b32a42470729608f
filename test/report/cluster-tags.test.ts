import { expect, it } from "vitest";
import type { ClusteredRepresentation } from "../../src/engine/analysis/clustering/clustered.ts";
import { taggedName } from "../../src/engine/analysis/describe/cluster-tags.ts";
import { matrixFromRows } from "../../src/engine/core/matrix.ts";
import { reportTags } from "../../src/engine/report/cluster-tags.ts";

const method = (name: string, score: number | null, labels: readonly number[]) => ({
  label: name,
  labels: Int32Array.from(labels),
  row: { rep: "r", method: name, values: { ARI: score }, reasons: {} },
});
const clustered = (...methods: ReturnType<typeof method>[]) =>
  [{ representation: { label: "Audio" }, methods }] as unknown as readonly ClusteredRepresentation[];
const tags = { names: ["jazz"], matrix: matrixFromRows([[0.5], [0.5], [0.5], [0.125], [0.125], [0.125]]) };

it("the report shows the best clustering by its tags, where there are both", () => {
  const found = reportTags(
    tags,
    clustered(method("KM", 0.2, [0, 1, 0, 1, 0, 1]), method("Ward", 0.4, [1, 1, 1, 0, 0, 0])),
    ["ARI"],
  );
  expect(found).toEqual({
    clustering: "Audio, Ward",
    clusters: [
      { cluster: 0, songs: 3, tags: [] },
      { cluster: 1, songs: 3, tags: [{ name: "jazz", mean: 0.5, others: 0.125 }] },
    ],
  });
  expect(found!.clusters.map(taggedName)).toEqual(["0", "1 · jazz"]);
  expect(reportTags(tags, clustered(method("KM", null, [0, 1, 0, 1, 0, 1])), ["ARI"])).toBeUndefined();
  expect(reportTags(null, clustered(method("Ward", 1, [1, 1, 1, 0, 0, 0])), ["ARI"])).toBeUndefined();
});
