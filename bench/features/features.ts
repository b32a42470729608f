// Decoding with log-mel and with MFCC statistics of examples/songs30, against ffmpeg with Whisper's definition in PyTorch
// and against librosa; then the features alone, on one thread, on sound that is decoded already. Ours and theirs alternate
// in one run; medians and their ratio. Ours uses its worker threads, as the pipeline does; the peers are the loop over
// songs that one writes in Python (PyTorch on all threads). Threads are started and everything has run once before.
// Arguments: rounds. Needs `npm run build` and ffmpeg on the PATH.
import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import {
  createFeatureExecutor,
  decodeAudio,
  extractLogMels,
  extractMfccStats,
  mfcc,
  mfccStatistics,
  whisperLogMel,
  type FeatureRequest,
} from "../../src/engine/features/index.ts";
import { peerPython } from "../peer-python.ts";
import { median, record } from "../record.ts";

const python = peerPython();
const [roundsText = "5"] = process.argv.slice(2);
const rounds = Number(roundsText);
const root = resolve("examples/songs30/data/audio");
const entries = await readdir(root, { recursive: true, withFileTypes: true });
const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
const requests: FeatureRequest[] = files.map((file) => ({ id: file, audioPath: file, contentHash: file }));
const executor = createFeatureExecutor({ url: pathToFileURL(resolve("dist/worker.js")) });
const folder = await mkdtemp(join(tmpdir(), "latentune-bench-"));
const peers = spawn(python, [join("bench", "features", "peers.py")], { stdio: ["pipe", "pipe", "inherit"] });
const answers = createInterface({ input: peers.stdout })[Symbol.asyncIterator]();

async function nextAnswer(): Promise<unknown> {
  const answer = (await answers.next()) as IteratorResult<string, undefined>;
  if (answer.done === true) throw new Error("The Python peers ended early: do librosa and torch import?");
  return JSON.parse(answer.value) as unknown;
}

async function ask(method: string): Promise<number> {
  peers.stdin.write(`${JSON.stringify({ method, files })}\n`);
  return (await nextAnswer()) as number;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return (performance.now() - started) / 1000;
}

/** Fails the benchmark if a song was not decoded: it must not look fast by doing nothing. */
function allDecoded(results: Map<string, { readonly ok: boolean; readonly reused?: boolean }>): void {
  for (const [file, result] of results) if (!result.ok || result.reused === true) throw new Error(`${file} was not decoded.`);
}

const PEERS: Readonly<Record<string, string>> = {
  "decode + log-mel": "ffmpeg, Whisper's definition in PyTorch",
  "decode + MFCC statistics": "librosa",
  "log-mel alone": "Whisper's definition in PyTorch",
  "MFCC statistics alone": "librosa",
};

let run = 0;
const freshCache = (): string => join(folder, `cache-${run++}`);
const decoded = { 16_000: [] as Float32Array[], 22_050: [] as Float32Array[] };
const OURS: Record<string, () => Promise<number>> = {
  "decode + log-mel": () => timed(async () => {
    allDecoded(await extractLogMels(requests, { cacheDir: freshCache(), executor }));
  }),
  "decode + MFCC statistics": () => timed(async () => {
    allDecoded(await extractMfccStats(requests, { cacheDir: freshCache(), executor }));
  }),
  "log-mel alone": () => timed(() => Promise.resolve(decoded[16_000].map((samples) => whisperLogMel(samples)))),
  "MFCC statistics alone": () => timed(() => Promise.resolve(decoded[22_050].map((samples) => mfccStatistics(mfcc(samples))))),
};

try {
  const versions = await nextAnswer();
  console.log(`node ${process.version}, ${executor.parallelism} worker threads; peers ${JSON.stringify(versions)}`);
  for (const sampleRate of [16_000, 22_050] as const) {
    for (const file of files) decoded[sampleRate].push((await decodeAudio(file, { sampleRate, seconds: 30 })).samples);
  }
  console.log(`${files.length} songs, median of ${rounds} rounds, seconds`);
  for (const [method, ours] of Object.entries(OURS)) {
    await ours();
    await ask(method);
    const seconds: { ours: number; theirs: number }[] = [];
    for (let round = 0; round < rounds; round++) seconds.push({ ours: await ours(), theirs: await ask(method) });
    const [a, b] = [median(seconds.map((pair) => pair.ours)), median(seconds.map((pair) => pair.theirs))];
    const ratio = median(seconds.map((pair) => pair.ours / pair.theirs));
    record({ kind: "comparison", step: method, size: "songs30", peer: PEERS[method]!, ours: a, theirs: b, ratio, target: 0.33 });
    console.log(`  ${method.padEnd(26)} ours ${a.toFixed(2)}  theirs ${b.toFixed(2)}  ratio ${ratio.toFixed(2)}`);
  }
} finally {
  peers.stdin.end();
  await executor.close();
  await rm(folder, { recursive: true, force: true });
}
