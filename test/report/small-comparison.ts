import { agreement } from "../../src/engine/analysis/metrics/agreement.ts";
import { clusterCells, matchClusters } from "../../src/engine/analysis/comparison/match-clusters.ts";
import type { ComparedSource, ComparisonSource } from "../../src/engine/report/model/comparison/source.ts";
import type { ReportSource } from "../../src/engine/report/model/source.ts";
import { DEFAULT_SETTINGS } from "../../src/shared/contract/settings.ts";
import { movedTest } from "../../src/shared/contract/panel/comparison.ts";
import type { ViewClustering } from "../../src/shared/contract/view.ts";
import { MANIFEST, NAMES, row, ROWS, smallSource } from "./small-source.ts";

/** Two runs of four songs, of which B has the last three and one of its own. */
export const LABELS = { a: Int32Array.of(0, 1, 0, 0), b: Int32Array.of(1, 0, 1, -1) };
export const FILENAMES = { a: NAMES, b: [...NAMES.slice(1), "new.mp3"] };
const SONG_OF_A = Int32Array.of(1, 2, 3, -1);

function side(source: ReportSource, labels: Int32Array): ComparedSource {
  const representation = source.view.representations[0]!;
  const clustering = representation.clusterings[1]!;
  const metrics = source.rows.find(({ rep, method }) => rep === representation.name && method === clustering.method)!.values as ViewClustering["metrics"]; // prettier-ignore
  return {
    source,
    name: "Hard #1 *A*",
    representation,
    clustering: { ...clustering, metrics },
    labels,
    points: Float32Array.of(0, 0, 1, 1, 2, 0, 3, 1),
  };
}

export async function smallComparison(changes: Partial<ReportSource> = {}): Promise<ComparisonSource> {
  const manifest = { ...MANIFEST, runId: "20261123-114003-hard-77aa", dataFingerprint: "fedcba98", settings: { ...MANIFEST.settings, k: 3, seed: 7, alphas: [1], dataDir: `${DEFAULT_SETTINGS.dataDir}2` } }; // prettier-ignore
  const rows = ROWS.map((each) => (each.method === "agglomerative_ward" ? row(each.rep, each.method, { ...each.values, ARI_genre: 0.5 }) : each)); // prettier-ignore
  const a = side(await smallSource(), LABELS.a);
  const b = side(await smallSource({ manifest, rows, ...changes }), LABELS.b);
  const common = { a: [1, 0, 0], b: [1, 0, 1] };
  const cells = clusterCells(common.a, common.b);
  const matches = matchClusters(cells);
  const { ARI, AMI } = agreement(common.a, common.b);
  const isMoved = movedTest(matches);
  const of = ({ representation, clustering, source }: ComparedSource) => ({ runId: source.manifest.runId, representation: representation.name, method: clustering.method, title: "", songCount: 4 }); // prettier-ignore
  return {
    a,
    b,
    songOfA: SONG_OF_A,
    comparison: {
      a: of(a),
      b: of(b),
      projection: "tsne",
      common: 3,
      songsOfA: "",
      agreement: { ARI: ARI.value, AMI: AMI.value },
      cells,
      matches,
      alignment: { xx: 1, xy: 0, yx: 0, yy: 1, dx: 0, dy: 0, disparity: 0.25 },
      movedCount: common.a.filter((cluster, song) => isMoved(cluster, common.b[song]!)).length,
      moved: [{ song: 1, songB: 0, title: NAMES[1]!, clusterA: 1, clusterB: 1, kept: 0, neighbours: 1 }],
    },
  };
}
