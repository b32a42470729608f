// t-SNE of 5,000 × 32 against scikit-learn and openTSNE, UMAP of 10,000 × 32 against umap-learn (after its compilation) and
// umap-js (given our neighbours): alternating in one run, medians, and ratios to ours. Coordinates only; every contestant
// starts from the same matrix. Arguments: rounds of t-SNE, rounds of UMAP, rows of a large comparison (none by default): t-SNE and
// UMAP as they run above 20,000 songs, once each, with neighbours; both maps are judged by the same functions of ours: KL over the
// exact neighbours' affinities and all pairs, and trustworthiness on the same sample.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UMAP } from "umap-js";
import { matrix, type Matrix } from "../../src/engine/core/matrix.ts";
import { readNpy, writeNpy } from "../../src/engine/core/npy.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { nearestNeighbours } from "../../src/engine/analysis/neighbours/exact.ts";
import { findNeighbours } from "../../src/engine/analysis/neighbours/find.ts";
import { jointProbabilities } from "../../src/engine/analysis/projections/affinities.ts";
import { exactRepulsion } from "../../src/engine/analysis/projections/repulsion/repulsion.ts";
import { klDivergence } from "../../src/engine/analysis/projections/tsne-gradient.ts";
import { trustworthiness } from "../../src/engine/analysis/projections/trustworthiness.ts";
import { tsne } from "../../src/engine/analysis/projections/tsne.ts";
import { umap } from "../../src/engine/analysis/projections/umap.ts";
import { pca } from "../../src/engine/analysis/representations/pca.ts";
import { startPeers } from "../peers.ts";
import { median, record } from "../record.ts";

interface Answer {
  readonly seconds: number;
  /** Processor seconds of all threads: what a busy machine disturbs least. */
  readonly cpu: number;
  readonly kl: number | null;
  readonly trust: number | null;
}

/** Twenty Gaussian clouds of different spread. */
function clouds(rows: number, cols: number): Matrix {
  const rng = createRng(7, "bench");
  const centres = Array.from({ length: 20 * cols }, () => 2 * rng.normal());
  return matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, (_, at) => {
      const cloud = Math.floor(at / cols) % 20;
      return centres[cloud * cols + (at % cols)]! + (0.5 + cloud / 20) * rng.normal();
    }),
  );
}

async function timed(run: () => Promise<{ coordinates: Float64Array; kl?: number }>, data: Matrix): Promise<Answer> {
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  const { coordinates, kl } = await run();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const picture = matrix(data.rows, 2, coordinates);
  const trust = (await trustworthiness(data, picture, createRng(0))).value;
  return { seconds, cpu: (user + system) / 1e6, kl: kl ?? null, trust };
}

async function ourTsne(data: Matrix): Promise<{ coordinates: Float64Array; kl: number }> {
  const neighbours = await nearestNeighbours(data, 91);
  const { coordinates, klDivergence } = await tsne(
    neighbours,
    pca(data, 2).scores.data,
    { perplexity: 30 },
    createRng(0),
  );
  return { coordinates, kl: klDivergence };
}

async function large(rows: number): Promise<void> {
  const data = clouds(rows, 32);
  const file = join(folder, `${rows}.npy`);
  const out = join(folder, "map.npy");
  await writeNpy(file, { shape: [rows, 32], data: data.data });
  const rng = (): ReturnType<typeof createRng> => createRng(0, "bench");
  const start = (): Float64Array => pca(data, 2).scores.data;
  const trust = async (map: Float64Array): Promise<number> =>
    (await trustworthiness(data, matrix(rows, 2, map), createRng(0))).value!;
  const ours = {
    "t-SNE": async () =>
      (await tsne(await findNeighbours(data, 91, { rng: rng() }), start(), { perplexity: 30 }, rng())).coordinates,
    UMAP: async () =>
      (await umap(await findNeighbours(data, 14, { rng: rng() }), start(), { minDist: 0.1 }, rng())).coordinates,
  };
  const affinities = await jointProbabilities(await nearestNeighbours(data, 91), 30, { search: "newton" });
  const judge = {
    "t-SNE": (map: Float64Array) => Promise.resolve(klDivergence(affinities, map, exactRepulsion)),
    UMAP: trust,
  };
  for (const [step, peer, measure] of [
    ["t-SNE", "openTSNE", "KL"],
    ["UMAP", "umap-learn, threads, not reproducible", "trustworthiness"],
  ] as const) {
    const started = performance.now();
    const cpuBefore = process.cpuUsage();
    const map = await ours[step]();
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpuBefore);
    const theirs = await ask(peer, file, out);
    const theirMap = Float64Array.from(await readCoordinates(out));
    const remark = qualityOf(measure, await judge[step](map), await judge[step](theirMap));
    console.log(
      `${step}, ${rows} × 32: ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} cpu s)`,
      `${peer} ${theirs.seconds.toFixed(1)} s (${theirs.cpu.toFixed(1)} cpu s)`,
      remark.remark,
    );
    const size = `${rows.toLocaleString("en")} × 32, with neighbours`;
    const ratio = seconds / theirs.seconds;
    record({
      kind: "comparison",
      step,
      size,
      peer,
      ours: seconds,
      theirs: theirs.seconds,
      ratio,
      target: 1,
      ...remark,
    });
  }
}

async function readCoordinates(file: string): Promise<Float32Array> {
  const { data } = await readNpy(file);
  if (!(data instanceof Float32Array)) throw new Error(`${file} holds no float32.`);
  return data;
}

async function ourUmap(data: Matrix): Promise<{ coordinates: Float64Array }> {
  return umap(await nearestNeighbours(data, 14), pca(data, 2).scores.data, { minDist: 0.1 }, createRng(0));
}

async function umapJs(data: Matrix): Promise<{ coordinates: Float64Array }> {
  const { indices, distances } = await nearestNeighbours(data, 14);
  const rng = createRng(0);
  const model = new UMAP({ nNeighbors: 15, minDist: 0.1, nEpochs: 500, random: () => rng.uniform() });
  const rows = Array.from({ length: data.rows }, (_, row) => row);
  model.setPrecomputedKNN(
    rows.map((row) => [row, ...indices.subarray(row * 14, row * 14 + 14)]),
    rows.map((row) => [0, ...distances.subarray(row * 14, row * 14 + 14)]),
  );
  return { coordinates: Float64Array.from(model.fit(rows.map(() => [])).flat()) };
}

/** Ratios that are aimed at, where others than 1 are. */
const TARGETS: Readonly<Record<string, number>> = { openTSNE: 0.6, "umap-learn, threads, not reproducible": 0.8 };

const [tsneRounds = "3", umapRounds = "3", ...largeRows] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "latentune-bench-"));
const peers = startPeers("bench/projections/peers.py", "scikit-learn, openTSNE and umap-learn");
const ask = async (method: string, file: string, out?: string): Promise<Answer> =>
  (await peers.ask({ method, file, ...(out !== undefined && { out }) })) as Answer;

try {
  console.log(`node ${process.version}`, JSON.stringify(await peers.versions()));
  await compare(
    "t-SNE, 5,000 × 32, perplexity 30, 1,000 iterations",
    clouds(5000, 32),
    Number(tsneRounds),
    (data, file) => ({
      Latentune: () => timed(() => ourTsne(data), data),
      "scikit-learn t-SNE": () => ask("scikit-learn t-SNE", file),
      openTSNE: () => ask("openTSNE", file),
    }),
  );
  await compare(
    "UMAP, 10,000 × 32, 15 neighbours, 500 epochs",
    clouds(10_000, 32),
    Number(umapRounds),
    (data, file) => ({
      Latentune: () => timed(() => ourUmap(data), data),
      "umap-learn, seeded": () => ask("umap-learn, seeded", file),
      "umap-learn, threads, not reproducible": () => ask("umap-learn, threads, not reproducible", file),
      "umap-js, our neighbours": () => timed(() => umapJs(data), data),
    }),
  );
  for (const rows of largeRows) await large(Number(rows));
} finally {
  peers.end();
  await rm(folder, { recursive: true, force: true });
}

async function compare(
  title: string,
  data: Matrix,
  rounds: number,
  contestantsOf: (data: Matrix, file: string) => Record<string, () => Promise<Answer>>,
): Promise<void> {
  if (rounds === 0) return;
  const file = join(folder, `${data.rows}.npy`);
  await writeNpy(file, { shape: [data.rows, data.cols], data: data.data });
  const contestants = Object.entries(contestantsOf(data, file));
  const results = new Map<string, Answer[]>(contestants.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of contestants) results.get(name)!.push(await run());
  }
  console.log(`\n${title}: median of ${rounds}`);
  const ours = median(results.get("Latentune")!.map(({ seconds }) => seconds));
  for (const [name, runs] of results) {
    const seconds = median(runs.map((run) => run.seconds));
    const cpu = median(runs.map((run) => run.cpu));
    const { kl, trust } = runs.at(-1)!;
    const quality = [
      kl === null ? "" : `KL ${kl.toFixed(4)}`,
      trust === null ? "" : `trustworthiness ${trust.toFixed(4)}`,
    ];
    if (name !== "Latentune") {
      const [step, size] = [title.slice(0, title.indexOf(",")), title.slice(title.indexOf(",") + 2)];
      const own = results.get("Latentune")!;
      const ratio = median(runs.map((run, round) => own[round]!.seconds / run.seconds));
      const remark =
        kl === null ? qualityOf("trustworthiness", own.at(-1)!.trust, trust) : qualityOf("KL", own.at(-1)!.kl, kl);
      record({
        kind: "comparison",
        step,
        size,
        peer: name,
        ours,
        theirs: seconds,
        ratio,
        target: TARGETS[name] ?? 1,
        ...remark,
      });
    }
    console.log(
      `  ${name.padEnd(40)} ${seconds.toFixed(2).padStart(7)} s  ${(seconds / ours).toFixed(2).padStart(6)} × ours  ${cpu.toFixed(2).padStart(7)} cpu s  ${quality.join("  ")}`,
    );
  }
}

function qualityOf(name: string, ours: number | null, theirs: number | null): { remark?: string } {
  return ours === null || theirs === null ? {} : { remark: `${name} ${ours.toFixed(4)}, theirs ${theirs.toFixed(4)}` };
}
