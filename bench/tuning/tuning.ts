// How long the tune strip waits for the engine, in a process of its own as the editor starts it: a made-up Hard run of some
// songs is opened, the strip asks for its curve, and a slider is moved five times, each time for the clusters and their scores.
// Arguments: numbers of songs (default: 30 and 10,000). `bench -- panel tune` measures the whole way from the slider to the picture.
import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from "vscode-jsonrpc/node";
import type { EngineMethod, EngineParams, EngineResult } from "../../src/shared/contract/rpc.ts";
import type { Tuning } from "../../src/shared/contract/panel/tuning.ts";
import { median, record } from "../record.ts";
import { AUDIO, makeRun, RUN } from "./made-up-run.ts";

/** A slider, the places that it is moved to, and what is clustered. */
interface Moved {
  readonly title: string;
  readonly method: string;
  readonly to: readonly Tuning[];
}

const weights = (lyrics: number): Tuning => ({ weights: { audio: 1, lyrics, genre: 0 } });
const MOVED: readonly Moved[] = [
  { title: "K-Means, k", method: "kmeans", to: [4, 5, 6, 7, 8].map((k) => ({ k })) },
  { title: "Ward, k", method: "agglomerative_ward", to: [4, 5, 6, 7, 8].map((k) => ({ k })) },
  { title: "DBSCAN, ε", method: "dbscan_knee", to: [0.8, 0.9, 1, 1.1, 1.2].map((eps) => ({ eps })) },
  { title: "HDBSCAN, smallest cluster", method: "hdbscan", to: [6, 7, 8, 9, 10].map((minClusterSize) => ({ minClusterSize })) }, // prettier-ignore
  { title: "K-Means, weight of lyrics", method: "kmeans", to: [0.2, 0.4, 0.6, 0.8, 1].map(weights) },
];

const asked = process.argv.slice(2).map(Number);
for (const songs of asked.length > 0 ? asked : [30, 10_000]) {
  const workspace = await mkdtemp(join(tmpdir(), "latentune-bench-"));
  try {
    await makeRun(workspace, songs);
    console.log(`${songs.toLocaleString("en")} songs; milliseconds`);
    console.log(["", "curve", "first", "clusters", "scores"].map((cell) => cell.padStart(26)).join(""));
    for (const moved of MOVED) await measure(workspace, songs, moved);
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

async function measure(workspace: string, songs: number, { title, method, to }: Moved): Promise<void> {
  const child = fork(resolve("dist", "engine-server.js"), [], {
    execArgv: [],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  connection.listen();
  const request = <M extends EngineMethod>(name: M, params: EngineParams<M>): Promise<EngineResult<M>> =>
    connection.sendRequest(name, params);
  const timed = async (work: Promise<unknown>): Promise<number> => {
    const started = performance.now();
    await work;
    return performance.now() - started;
  };
  const params = (tuning: Tuning) => ({ workspace, runId: RUN, representation: AUDIO, method, tuning });
  try {
    // The strip opens, and the slider is moved before its curve is there.
    const curve = timed(request("startTuning", { ...params({}), curve: true }));
    const first = await timed(request("recluster", params(to[0]!)));
    await request("scoreTuned", params(to[0]!));
    const untilCurve = await curve;
    const [clusters, scores]: [number[], number[]] = [[], []];
    for (const tuning of to.slice(1)) {
      clusters.push(await timed(request("recluster", params(tuning))));
      scores.push(await timed(request("scoreTuned", params(tuning))));
    }
    const cells = [untilCurve, first, median(clusters), median(scores)];
    console.log(title.padStart(26) + cells.map((cell) => cell.toFixed(0).padStart(26)).join(""));
    for (const [what, seconds] of [
      ["clusters", median(clusters)],
      ["scores", median(scores)],
      ["first clusters, while the run is read", first],
    ] as const)
      record({ kind: "growth", step: `tuning ${title}: ${what}`, rows: songs, seconds: seconds / 1000, memory: null });
  } finally {
    child.disconnect();
  }
}
