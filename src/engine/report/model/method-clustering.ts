import { formatNumber } from "../../../shared/format.ts";
import { settingClaim, type ReportContext } from "./context.ts";
import type { Paragraph, Sentence } from "./report.ts";
import { cite, claim, listed, say } from "./sentence.ts";

/** Methods by how their names in tables begin, in the order of the tables. */
const METHODS: readonly {
  readonly is: (method: string) => boolean;
  readonly say: (context: ReportContext) => Sentence;
}[] = [
  {
    is: (method) => method === "kmeans" || method.endsWith("+KMeans"),
    say: () => say`K-Means ${cite("lloyd1982")}, the best of 20 starts by K-Means++ ${cite("arthur2007")}`,
  },
  { is: (method) => method === "agglomerative_ward", say: () => say`Ward's agglomeration ${cite("ward1963")}` },
  {
    is: (method) => method.startsWith("dbscan_eps"),
    say: (context) => {
      const { dbscanEps } = context.manifest.settings;
      const radii = dbscanEps.map((eps, index) => claim(String(eps), eps, { from: "run", path: ["settings", "dbscanEps", index] })); // prettier-ignore
      return say`DBSCAN ${cite("ester1996")} with radii ε of ${listed(radii)} and ${settingClaim(context, "dbscanMinSamples", "song")} around a core song`; // prettier-ignore
    },
  },
  {
    is: (method) => method === "dbscan_knee",
    say: () => say`DBSCAN with ε at the knee of the sorted neighbour distances ${cite("satopaa2011")}`,
  },
  {
    is: (method) => method === "hdbscan",
    say: (context) => say`HDBSCAN ${cite("campello2013")} with clusters of ${settingClaim(context, "hdbscanMinClusterSize", "song")} or more`, // prettier-ignore
  },
  {
    is: (method) => method.startsWith("gmm_"),
    say: () => say`Gaussian mixtures by expectation maximisation ${cite("dempster1977")}, with their BIC ${cite("schwarz1978")}`, // prettier-ignore
  },
  {
    is: (method) => method === "spectral",
    say: (context) => say`spectral clustering ${cite("ng2002")} of the graph of ${settingClaim(context, "spectralNeighbours")} neighbours`, // prettier-ignore
  },
];

/** The methods that the run has rows of. */
export function clusteringParagraph(context: ReportContext): Paragraph {
  const { judged, manifest } = context;
  const names = new Set(judged.map(({ method }) => method));
  const used = METHODS.filter(({ is }) => [...names].some(is)).map((method) => method.say(context));
  const tuned = (manifest.tuned ?? []).length;
  const own =
    tuned === 0 ? [] : [say`${claim(formatNumber(tuned), tuned, { from: "run", path: ["tuned", "length"] })} of the rows ${tuned === 1 ? "was" : "were"} tuned by hand from an earlier run.`]; // prettier-ignore
  // `k = 6: highest silhouette of 2…12 (MusiCNN)`
  const [, how] = manifest.kChosen?.split(": ") ?? [];
  const chosen = how === undefined ? "" : `, chosen by the ${how}`;
  return {
    kind: "paragraph",
    lead: "Clustering.",
    sentences: [
      say`Each representation is clustered by ${listed(used, ", and ")}. Methods that ask for a number of clusters get k = ${settingClaim(context, "k")}${chosen}.`, // prettier-ignore
      ...own,
    ],
  };
}
