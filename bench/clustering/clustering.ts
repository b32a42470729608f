// Clustering, silhouette and lyric embedding against scikit-learn (all its threads), and K-Means against ml-kmeans as well:
// HDBSCAN against the hdbscan package; alternating in one run, medians, and the median of the rounds' ratios. Points are standardised mixtures of 20 Gaussians
// that overlap, and for K-Means also one Gaussian without clusters, where no bound helps; texts are random words.
// Arguments: rounds at most, a part of the titles of the contests to run (default: all).
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kmeans as mlKmeans } from "ml-kmeans";
import { dbscan, withRadius } from "../../src/engine/analysis/clustering/dbscan.ts";
import { hdbscanOf } from "../../src/engine/analysis/clustering/hdbscan.ts";
import { kmeansAtSize } from "../../src/engine/analysis/clustering/kmeans/at-size.ts";
import { kmeans } from "../../src/engine/analysis/clustering/kmeans/kmeans.ts";
import { cutTree, wardLinkage } from "../../src/engine/analysis/clustering/ward/ward.ts";
import { type Matrix, rowOf } from "../../src/engine/core/matrix.ts";
import { writeNpy } from "../../src/engine/core/npy.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { embedLyricsBySvd } from "../../src/engine/lyrics/embedding.ts";
import { silhouette } from "../../src/engine/analysis/metrics/silhouette.ts";
import { findNeighbours } from "../../src/engine/analysis/neighbours/find.ts";
import { startPeers } from "../peers.ts";
import { median, record } from "../record.ts";
import { embedding, mixture, songTexts } from "../synthetic.ts";

const [roundsText = "5", only = ""] = process.argv.slice(2);
const rounds = Number(roundsText);
const folder = await mkdtemp(join(tmpdir(), "latentune-bench-"));
const peers = startPeers("bench/clustering/peers.py", "scikit-learn and hdbscan");

interface Timing {
  readonly seconds: number;
  readonly inertia: number | null;
}

interface Round {
  readonly ours: Timing;
  readonly theirs: Timing;
}

async function timed(run: () => unknown): Promise<Timing> {
  const started = performance.now();
  const result = await run();
  return { seconds: (performance.now() - started) / 1000, inertia: typeof result === "number" ? result : null };
}

/** A contest begins no further round after so many seconds: all of them together take about ten minutes. */
const SECONDS_A_CONTEST = 30;
/** Compiling and loading is nothing in a round that takes so many seconds: the first one counts. */
const LONG_ROUND = 8;

const LABELS = Int32Array.from({ length: 10_000 }, (_, row) => row % 20);
const points64 = mixture(10_000, 64, 1);
const noise64 = mixture(10_000, 64, 0);
const points32 = mixture(10_000, 32, 1);
const EPS = 5;
/** For the embeddings of many songs, which are not standardised: about the width of a group. */
const EMBEDDING_EPS = 2;

interface Contest {
  readonly title: string;
  readonly method: string;
  /** What is told of the input in the table of results. */
  readonly size: string;
  /** The ratio to scikit-learn's time that is aimed at. */
  readonly target: number;
  readonly input: Matrix | readonly string[];
  /** Whose time it is compared with; default: scikit-learn. */
  readonly peer?: string;
  /** DBSCAN's radius; default: {@link EPS}. */
  readonly eps?: number;
  /** K-Means returns its inertia. */
  readonly ours: () => unknown;
  readonly third?: () => number;
}

const contests: readonly Contest[] = [
  ...(
    [
      ["mixture", points64],
      ["one Gaussian", noise64],
    ] as const
  ).map(([name, points]) => ({
    title: `K-Means 10,000 × 64, k 20, n_init 10, ${name}`,
    method: "K-Means",
    size: `10,000 × 64, k 20, n_init 10, ${name}`,
    target: 0.4,
    input: points,
    ours: () => kmeans(points, { k: 20, nInit: 10, rng: createRng(0, "bench") }).inertia,
    third: () => mlKmeansBestOf(points, 20, 10),
  })),
  // Above the size from which starts are on a sample.
  ...[50_000, 200_000].map((rows): Contest => {
    const points = mixture(rows, 16, 1);
    const size = `${rows.toLocaleString("en-US")} × 16, k 20, n_init 10, mixture`;
    return {
      title: `K-Means ${size}`,
      method: "K-Means",
      size,
      target: 1,
      input: points,
      ours: async () =>
        (await kmeansAtSize(points, { k: 20, nInit: 10, rng: createRng(0, "bench") }, () => Promise.resolve())).inertia,
    };
  }),
  // Exact at 10,000, above the limit approximate; scikit-learn's and hdbscan's are exact.
  ...[10_000, 50_000, 200_000].flatMap((rows): Contest[] => {
    const matrix = embedding(rows);
    const size = `${rows.toLocaleString("en-US")} × 16`;
    // The graph of neighbours is kept by the input: each timing has one of its own.
    const input = () => ({ matrix, k: 24, seed: 0, stream: "bench" });
    const common = { target: 1, input: matrix, eps: EMBEDDING_EPS };
    return [
      {
        ...common,
        title: `DBSCAN ${size}, eps ${EMBEDDING_EPS}`,
        method: "DBSCAN",
        size: `${size}, eps ${EMBEDDING_EPS}`,
        ours: () => withRadius(input(), EMBEDDING_EPS, 3),
      },
      {
        ...common,
        title: `HDBSCAN ${size}`,
        method: "HDBSCAN",
        size: `${size}, smallest cluster 5`,
        peer: "hdbscan",
        ours: () => hdbscanOf(input(), 5),
      },
      {
        ...common,
        title: `neighbours ${size}, 30`,
        method: "neighbours",
        size: `${size}, 30 of each`,
        ours: () => findNeighbours(matrix, 30, { rng: createRng(0, "bench") }),
      },
    ];
  }),
  {
    title: "Ward 10,000 × 32",
    method: "Ward",
    size: "10,000 × 32",
    target: 1,
    input: points32,
    ours: () => cutTree(wardLinkage(points32), 20),
  },
  {
    title: `DBSCAN 10,000 × 32, eps ${EPS}`,
    method: "DBSCAN",
    size: `10,000 × 32, eps ${EPS}`,
    target: 1,
    input: points32,
    ours: () => dbscan(points32, { eps: EPS, minSamples: 3 }),
  },
  {
    title: "silhouette 10,000 × 32, 20 clusters",
    method: "silhouette",
    size: "10,000 × 32, 20 clusters",
    target: 0.5,
    input: points32,
    ours: () => silhouette(points32, LABELS),
  },
  ...[songTexts(30), songTexts(5000), songTexts(50_000)].map((texts) => ({
    title: `TF-IDF and SVD, ${texts.length} texts`,
    method: "TF-IDF and SVD",
    size: `${texts.length} lyrics, 64 columns`,
    target: 0.3,
    input: texts,
    ours: () => embedLyricsBySvd(texts, 0),
  })),
];

/** Its best of several starts: the library runs one. Inertia is recomputed, its own `error` differs by version. */
function mlKmeansBestOf(points: Matrix, k: number, starts: number): number {
  const rows = Array.from({ length: points.rows }, (_, row) => Array.from(rowOf(points, row)));
  let best = Infinity;
  for (let seed = 0; seed < starts; seed++) {
    const { clusters, centroids } = mlKmeans(rows, k, { initialization: "kmeans++", seed, maxIterations: 300 });
    const inertia = rows.reduce(
      (sum, values, row) =>
        sum + values.reduce((s, value, col) => s + (value - centroids[clusters[row]!]![col]!) ** 2, 0),
      0,
    );
    best = Math.min(best, inertia);
  }
  return best;
}

async function save(input: Contest["input"], index: number): Promise<string> {
  const file = join(folder, `${index}.${"rows" in input ? "npy" : "json"}`);
  if ("rows" in input) await writeNpy(file, { shape: [input.rows, input.cols], data: input.data });
  else await writeFile(file, JSON.stringify(input));
  return file;
}

try {
  console.log(
    `node ${process.version}; peers ${JSON.stringify(await peers.versions())}; median of at most ${rounds} rounds, seconds`,
  );
  for (const [
    index,
    { title, method, size, target, input, ours, third, peer = "scikit-learn", eps = EPS },
  ] of contests.entries()) {
    if (!title.includes(only)) continue;
    const file = await save(input, index);
    const theirs = async (): Promise<Timing> => (await peers.ask({ method, file, eps })) as Timing;
    const round = async (): Promise<Round> => ({ ours: await timed(ours), theirs: await theirs() });
    const started = performance.now();
    const seconds = (): number => (performance.now() - started) / 1000;
    // Both compile and load before they are timed.
    const first = await round();
    const results = seconds() > LONG_ROUND ? [first] : [];
    while (results.length === 0 || (results.length < rounds && seconds() < SECONDS_A_CONTEST))
      results.push(await round());
    const [a, b] = [
      median(results.map((pair) => pair.ours.seconds)),
      median(results.map((pair) => pair.theirs.seconds)),
    ];
    const ratio = median(results.map((pair) => pair.ours.seconds / pair.theirs.seconds));
    const [own, other] = [results[0]!.ours.inertia, results[0]!.theirs.inertia];
    const remark = own === null || other === null ? {} : { remark: `inertia ${(own / other).toFixed(4)} × theirs` };
    record({ kind: "comparison", step: method, size, peer, ours: a, theirs: b, ratio, target, ...remark });
    const times = `ours ${a.toFixed(2)}  ${peer} ${b.toFixed(2)}  ratio ${ratio.toFixed(2)}  rounds ${results.length}`;
    console.log(`  ${title.padEnd(50)} ${times}`);
    if (third === undefined) continue;
    const library = await timed(third);
    const inertias = [results[0]!.ours, results[0]!.theirs, library]
      .map(({ inertia }) => inertia!.toFixed(0))
      .join(", ");
    console.log(
      `    ml-kmeans ${library.seconds.toFixed(1)} (once, ${(library.seconds / a).toFixed(0)} × ours); inertias ${inertias}`,
    );
  }
} finally {
  peers.end();
  await rm(folder, { recursive: true, force: true });
}
