import { expect, it } from "vitest";
import type { OwnScores } from "../../../src/shared/contract/panel/own-scores.ts";
import type { ViewManifest } from "../../../src/shared/contract/view.ts";
import { metricText } from "../../../src/webview/model/metric-table.ts";
import { metricsCsv, overview } from "../../../src/webview/model/metrics-export.ts";
import { tunedWithOwnScores, withOwnScores } from "../../../src/webview/model/own-scores.ts";
import { smallView } from "../../small-view.ts";

const [representation] = smallView().representations;
const [clustering] = representation!.clusterings;
const written: ViewManifest = {
  ...smallView(),
  metricColumns: ["silhouette", "n_own", "AMI_own"],
  representations: [
    {
      ...representation!,
      clusterings: [
        {
          ...clustering!,
          metrics: { silhouette: 0.5, n_own: 3, AMI_own: 0.1 },
          reasons: {},
          spread: { silhouette: { mean: 0.5, deviation: 0.1 }, AMI_own: { mean: 0.1, deviation: 0.05 } },
        },
      ],
    },
  ],
};
const scores: OwnScores = {
  columns: ["n_own", "ARI_own", "AMI_own"],
  clusterings: [
    {
      representation: representation!.name,
      method: clustering!.method,
      metrics: { n_own: 4, ARI_own: 0.25, AMI_own: null },
      reasons: { AMI_own: "because" },
    },
  ],
  tuned: { metrics: { AMI_own: 0.75 }, reasons: {} },
};

it("has the labels of now in the place of those that the run was written with", () => {
  const now = withOwnScores(written, scores);
  expect(now.metricColumns).toEqual(["silhouette", "n_own", "ARI_own", "AMI_own"]);
  const [row] = now.representations[0]!.clusterings;
  expect(row!.metrics).toEqual({ silhouette: 0.5, n_own: 4, ARI_own: 0.25, AMI_own: null });
  expect(row!.reasons["AMI_own"]).toBe("because");
  // Other seeds were not asked: the present score has no deviation.
  expect([metricText(row!, "silhouette"), metricText(row!, "ARI_own")]).toEqual(["0.500 ± 0.100", "0.250"]);
  expect(metricText({ ...row!, metrics: { AMI_own: 0.2 } }, "AMI_own")).toBe("0.200");
  expect(withOwnScores(written, null)).toBe(written);
  expect(metricText(written.representations[0]!.clusterings[0]!, "AMI_own")).toBe("0.100 ± 0.050");
});

it("goes into what is exported, and into the row of what is tuned", () => {
  const now = withOwnScores(written, scores);
  expect(overview(now, "all").columns.map(({ key }) => key)).toContain("ARI_own");
  expect(metricsCsv(now).split("\n")[0]).toContain("ARI_own");
  const row = { representation: representation!, clustering: clustering! };
  expect(tunedWithOwnScores(row, scores)!.clustering.metrics["AMI_own"]).toBe(0.75);
  expect([tunedWithOwnScores(null, scores), tunedWithOwnScores(row, null)]).toEqual([null, row]);
});
