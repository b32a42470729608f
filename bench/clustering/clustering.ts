// Clustering, silhouette and lyric embedding against scikit-learn (all its threads), and K-Means against ml-kmeans as well:
// alternating in one run, medians, and the median of the rounds' ratios. Points are standardised mixtures of 20 Gaussians
// that overlap, and for K-Means also one Gaussian without clusters, where no bound helps; texts are random words.
// Arguments: rounds, a part of the titles of the contests to run (default: all).
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { kmeans as mlKmeans } from "ml-kmeans";
import { dbscan } from "../../src/engine/clustering/dbscan.ts";
import { kmeans } from "../../src/engine/clustering/kmeans.ts";
import { cutTree, wardLinkage } from "../../src/engine/clustering/ward.ts";
import { type Matrix, matrix, rowOf } from "../../src/engine/core/matrix.ts";
import { writeNpy } from "../../src/engine/core/npy.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { embedLyricsBySvd } from "../../src/engine/lyrics/embedding.ts";
import { silhouette } from "../../src/engine/metrics/silhouette.ts";
import { standardise } from "../../src/engine/representations/standardise.ts";
import { peerPython } from "../peer-python.ts";

const python = peerPython();
const [roundsText = "5", only = ""] = process.argv.slice(2);
const rounds = Number(roundsText);
const folder = await mkdtemp(join(tmpdir(), "latentune-bench-"));
const peers = spawn(python, [join("bench", "clustering", "peers.py")], { stdio: ["pipe", "pipe", "inherit"] });
const answers = createInterface({ input: peers.stdout })[Symbol.asyncIterator]();

interface Timing {
  readonly seconds: number;
  readonly inertia: number | null;
}

async function nextAnswer<T>(): Promise<T> {
  const answer: IteratorResult<string, unknown> = await answers.next();
  if (answer.done === true) throw new Error("The Python peers ended early: does scikit-learn import?");
  return JSON.parse(answer.value) as T;
}

function timed(run: () => unknown): Timing {
  const started = performance.now();
  const result = run();
  return { seconds: (performance.now() - started) / 1000, inertia: typeof result === "number" ? result : null };
}

function mixture(rows: number, cols: number, spread: number): Matrix {
  const rng = createRng(1, "bench", `${cols}`);
  const centres = Array.from({ length: 20 * cols }, () => rng.normal() * spread);
  const points = matrix(rows, cols);
  points.data.forEach((_, at) => {
    points.data[at] = centres[(Math.floor(at / cols) % 20) * cols + (at % cols)]! + rng.normal();
  });
  return standardise(points).matrix;
}

function songTexts(count: number): string[] {
  const rng = createRng(2, "bench", "texts");
  const words = Array.from({ length: 2000 }, () =>
    Array.from({ length: 2 + rng.integer(7) }, () => "etaoinshrdlucmfwyp"[rng.integer(18)]!).join(""),
  );
  return Array.from({ length: count }, () =>
    Array.from({ length: 40 + rng.integer(120) }, () => words[Math.floor(2000 * rng.uniform() ** 3)]!).join(" "),
  );
}

const LABELS = Int32Array.from({ length: 10_000 }, (_, row) => row % 20);
const points64 = mixture(10_000, 64, 1);
const noise64 = mixture(10_000, 64, 0);
const points32 = mixture(10_000, 32, 1);
const texts = songTexts(5000);
const EPS = 5;

interface Contest {
  readonly title: string;
  readonly method: string;
  readonly input: Matrix | readonly string[];
  /** K-Means returns its inertia. */
  readonly ours: () => unknown;
  readonly third?: () => number;
}

const contests: readonly Contest[] = [
  ...([["mixture", points64], ["one Gaussian", noise64]] as const).map(([name, points]) => ({
    title: `K-Means 10,000 × 64, k 20, n_init 10, ${name}`,
    method: "K-Means",
    input: points,
    ours: () => kmeans(points, { k: 20, nInit: 10, rng: createRng(0, "bench") }).inertia,
    third: () => mlKmeansBestOf(points, 20, 10),
  })),
  { title: "Ward 10,000 × 32", method: "Ward", input: points32, ours: () => cutTree(wardLinkage(points32), 20) },
  {
    title: `DBSCAN 10,000 × 32, eps ${EPS}`,
    method: "DBSCAN",
    input: points32,
    ours: () => dbscan(points32, { eps: EPS, minSamples: 3 }),
  },
  {
    title: "silhouette 10,000 × 32, 20 clusters",
    method: "silhouette",
    input: points32,
    ours: () => silhouette(points32, LABELS),
  },
  {
    title: "TF-IDF and SVD, 5,000 texts",
    method: "TF-IDF and SVD",
    input: texts,
    ours: () => embedLyricsBySvd(texts, 0),
  },
];

/** Its best of several starts: the library runs one. Inertia is recomputed, its own `error` differs by version. */
function mlKmeansBestOf(points: Matrix, k: number, starts: number): number {
  const rows = Array.from({ length: points.rows }, (_, row) => Array.from(rowOf(points, row)));
  let best = Infinity;
  for (let seed = 0; seed < starts; seed++) {
    const { clusters, centroids } = mlKmeans(rows, k, { initialization: "kmeans++", seed, maxIterations: 300 });
    const inertia = rows.reduce(
      (sum, values, row) => sum + values.reduce((s, value, col) => s + (value - centroids[clusters[row]!]![col]!) ** 2, 0),
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
  console.log(`node ${process.version}; peers ${JSON.stringify(await nextAnswer())}; median of ${rounds} rounds, seconds`);
  for (const [index, { title, method, input, ours, third }] of contests.entries()) {
    if (!title.includes(only)) continue;
    const file = await save(input, index);
    const theirs = async (): Promise<Timing> => {
      peers.stdin.write(`${JSON.stringify({ method, file, eps: EPS })}\n`);
      return nextAnswer<Timing>();
    };
    // Both compile and load before they are timed.
    timed(ours);
    await theirs();
    const results: { ours: Timing; theirs: Timing }[] = [];
    for (let round = 0; round < rounds; round++) results.push({ ours: timed(ours), theirs: await theirs() });
    const [a, b] = [median(results.map((pair) => pair.ours.seconds)), median(results.map((pair) => pair.theirs.seconds))];
    const ratio = median(results.map((pair) => pair.ours.seconds / pair.theirs.seconds));
    console.log(`  ${title.padEnd(48)} ours ${a.toFixed(2)}  scikit-learn ${b.toFixed(2)}  ratio ${ratio.toFixed(2)}`);
    if (third === undefined) continue;
    const library = timed(third);
    const inertias = [results[0]!.ours, results[0]!.theirs, library].map(({ inertia }) => inertia!.toFixed(0)).join(", ");
    console.log(`    ml-kmeans ${library.seconds.toFixed(1)} (once, ${(library.seconds / a).toFixed(0)} × ours); inertias ${inertias}`);
  }
} finally {
  peers.stdin.end();
  await rm(folder, { recursive: true, force: true });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
