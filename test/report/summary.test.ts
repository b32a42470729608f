import { describe, expect, it } from "vitest";
import { comparisonSummary, ownBest, type SummarySide } from "../../src/engine/report/comparison/summary.ts";
import { buildComparison } from "../../src/engine/report/model/comparison/build-comparison.ts";
import type { ComparedSource } from "../../src/engine/report/model/comparison/source.ts";
import { plainText } from "../../src/engine/report/model/sentence.ts";
import { sentencesOf } from "../../src/engine/report/model/build-report.ts";
import type { ViewClustering } from "../../src/shared/contract/view.ts";
import { smallComparison } from "./small-comparison.ts";

type Metrics = ViewClustering["metrics"];

const without = (metrics: Metrics): Metrics => ({ ...metrics, ARI_genre: null, NMI_genre: null, ARI_language: null });

async function compared(change: (b: ComparedSource) => ComparedSource, metrics: (of: Metrics) => Metrics = without) {
  const { a, b, ...rest } = await smallComparison();
  const by = (side: ComparedSource, bestBy: string[]): ComparedSource => ({
    ...side,
    source: { ...side.source, manifest: { ...side.source.manifest, bestBy } },
    clustering: { ...side.clustering, metrics: metrics(side.clustering.metrics) },
  });
  const source = { ...rest, a: by(a, ["silhouette"]), b: change(by(b, ["silhouette"])) };
  const side = ({ source: { manifest, view }, representation, clustering }: ComparedSource): SummarySide => ({ manifest, view, representation, clustering, picked: "named" }); // prettier-ignore
  const lines = comparisonSummary(source.comparison, side(source.a), side(source.b));
  const report = buildComparison(source)
    .sections.flatMap(({ blocks }) => blocks.flatMap(sentencesOf))
    .map(plainText);
  return { scores: lines.filter((line) => line.startsWith("Scores")), report: report.join(" ") };
}

describe("B's own best", () => {
  it.each([
    ["named", ""],
    ["as-other", " as A; its own best is Lyrics, K-Means (Silhouette 0.800)"],
    ["start", "; its own best is Lyrics, K-Means (Silhouette 0.800)"],
  ] as const)(
    "is told where nobody chose B's clustering, which is called A's only where it is: %s",
    async (picked, told) => {
      const { b } = await smallComparison();
      const best = [{ rep: "lyrics_embed", method: "kmeans", metrics: { silhouette: 0.8 } }];
      const { representation, clustering, source: { manifest, view } } = b; // prettier-ignore
      const side = {
        view,
        representation,
        clustering,
        picked,
        manifest: { ...manifest, bestBy: ["silhouette"], best },
      };
      expect(ownBest(side)).toBe(told);
    },
  );
});

describe("the summary of a comparison", () => {
  it("calls no score equal where none can be compared, says why, and has the score that decides on each side", async () => {
    const { scores, report } = await compared((b) => ({
      ...b,
      representation: { ...b.representation, name: "other", label: "Other" },
      clustering: { ...b.clustering, metrics: { ...b.clustering.metrics, silhouette: 0.647 } },
    }));
    const why = "their representations differ, and no label judges both";
    expect(scores).toEqual([`Scores: none can be compared, as ${why}. A has Silhouette 0.300, B Silhouette 0.647.`]);
    expect(report).toContain(`no score that could be compared: ${why}.`);
  });

  it("has another reason where the representation is the same", async () => {
    const { scores, report } = await compared((b) => b, (metrics) => ({ ...without(metrics), silhouette: null })); // prettier-ignore
    expect(scores).toEqual(["Scores: none can be compared, as none is defined for both. A has Silhouette –, B Silhouette –."]); // prettier-ignore
    expect(report).toContain("no score that could be compared: none is defined for both.");
  });

  it("counts the scores that are equal", async () => {
    const { scores } = await compared((b) => b);
    expect(scores).toEqual(["Scores: the one that both have is equal."]);
  });
});
