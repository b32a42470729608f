// Decoding with log-mel, with MFCC statistics and with MusiCNN of examples/songs30, against ffmpeg with Whisper's definition in
// PyTorch, against librosa, and against librosa with onnxruntime (the network as published, and our file of it); then the features alone, on sound that is decoded already. Ours and theirs alternate in one run;
// medians and their ratio. Ours spreads songs over one thread per core, as the pipeline does, and writes its features to
// the cache where it decodes; the peers are the loop over songs that one writes in Python, PyTorch and the linear algebra
// below librosa on all threads, and write nothing. Threads are started and everything has run once before.
// Arguments: rounds. Needs `npm run build` and ffmpeg on the PATH.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isMainThread } from "node:worker_threads";
import { createFeatureExecutor } from "../../src/engine/audio/features/feature-executor.ts";
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";
import { extractFeature, type FeatureRequest } from "../../src/engine/audio/features/extract.ts";
import { openPatchModel } from "../../src/engine/audio/embedding/patch-model.ts";
import { logMelFeature } from "../../src/engine/audio/features/log-mel.ts";
import { mfccFeature } from "../../src/engine/audio/features/mfcc.ts";
import { allowMarkingAtOnce } from "../../src/engine/core/native/mark-at-once.ts";
import { startPeers } from "../peers.ts";
import { median, record } from "../record.ts";
import { serveFeatures, shared, startFeatureThreads } from "./feature-threads.ts";

/** Of the peers' time, at most. */
const TARGET = 0.33;
const LOWER_TARGET = 0.25;
const MUSICNN_TARGET = 0.5;
const NETWORK = "decoding and the network take about as long";

if (isMainThread) await benchmark();
else serveFeatures();

interface Step {
  readonly peer: string;
  /** Null: measured to explain the others. */
  readonly target: number | null;
  readonly ours: () => Promise<void>;
  /** What the figure stands for. */
  readonly remark: () => Promise<string>;
}

async function benchmark(): Promise<void> {
  const [roundsText = "5"] = process.argv.slice(2);
  const rounds = Number(roundsText);
  const root = resolve("examples/songs30/data/audio");
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const requests: FeatureRequest[] = files.map((file) => ({ id: file, audioPath: file, contentHash: file }));
  // As in our programs.
  allowMarkingAtOnce();
  const executor = createFeatureExecutor({ url: pathToFileURL(resolve("dist/worker.js")) });
  const threads = startFeatureThreads(new URL(import.meta.url), executor.parallelism);
  const folder = await mkdtemp(join(tmpdir(), "latentune-bench-"));
  const peers = startPeers("bench/features/peers.py", "librosa, torch and onnxruntime");
  /** Seconds that the peer takes for all songs. */
  const theirs = async (method: string): Promise<number> => (await peers.ask({ method, files })) as number;

  let run = 0;
  const freshCache = (): string => join(folder, `cache-${run++}`);
  const decoded = async (sampleRate: number): Promise<Float32Array[]> => {
    const songs: Float32Array[] = [];
    for (const file of files) songs.push(shared((await decodeAudio(file, { sampleRate, seconds: 30 })).samples));
    return songs;
  };
  const alone = async (
    feature: "log-mel alone" | "MFCC statistics alone",
    peer: string,
    target: number | null,
    sampleRate: number,
  ): Promise<Step> => {
    const songs = await decoded(sampleRate);
    return {
      peer,
      target,
      ours: () => threads.run(feature, songs, executor.parallelism),
      remark: async () => {
        const single = await timed(() => threads.run(feature, songs, 1));
        return `${executor.parallelism} threads; ours on one thread ${single.toFixed(2)} s`;
      },
    };
  };
  const decoding = (
    peer: string,
    extract: (cacheDir: string) => Promise<Results>,
    target: number | null = TARGET,
    bound = "bound by the WebAssembly decoder packages: with the resampler three fifths of our processor time",
  ): Step => ({
    peer,
    target,
    ours: async () => {
      allDecoded(await extract(freshCache()));
    },
    remark: () => Promise.resolve(`${executor.parallelism} threads; ${bound}`),
  });

  const { feature: musicnn } = await openPatchModel("media/models/musicnn.onnx");
  const hearing = (peer: string, target: number | null): Step =>
    decoding(peer, (cacheDir) => extractFeature(musicnn, requests, { cacheDir, executor }), target, NETWORK);

  try {
    const versions = await peers.versions();
    console.log(`node ${process.version}, ${executor.parallelism} worker threads; peers ${JSON.stringify(versions)}`);
    const steps: Record<string, Step> = {
      "decode + log-mel": decoding(
        "ffmpeg, Whisper's definition in PyTorch",
        (cacheDir) => extractFeature(logMelFeature, requests, { cacheDir, executor }),
        LOWER_TARGET,
      ),
      "decode + MFCC statistics": decoding("librosa", (cacheDir) =>
        extractFeature(mfccFeature, requests, { cacheDir, executor }),
      ),
      "decode + MusiCNN features": hearing("librosa, onnxruntime, the network as published", MUSICNN_TARGET),
      "decode + MusiCNN features, our file": hearing("librosa, onnxruntime, our file of the network", null),
      "log-mel alone": await alone("log-mel alone", "Whisper's definition in PyTorch", null, 16_000),
      "MFCC statistics alone": await alone("MFCC statistics alone", "librosa", LOWER_TARGET, 22_050),
    };
    console.log(`${files.length} songs, median of ${rounds} rounds, seconds`);
    for (const [method, { peer, target, ours, remark }] of Object.entries(steps)) {
      await ours();
      await theirs(method);
      const seconds: { ours: number; theirs: number }[] = [];
      for (let round = 0; round < rounds; round++)
        seconds.push({ ours: await timed(ours), theirs: await theirs(method) });
      const [a, b] = [median(seconds.map((pair) => pair.ours)), median(seconds.map((pair) => pair.theirs))];
      const ratio = median(seconds.map((pair) => pair.ours / pair.theirs));
      const said = await remark();
      record({
        kind: "comparison",
        step: method,
        size: "songs30",
        peer,
        ours: a,
        theirs: b,
        ratio,
        target,
        remark: said,
      });
      console.log(
        `  ${method.padEnd(35)} ours ${a.toFixed(2)}  theirs ${b.toFixed(2)}  ratio ${ratio.toFixed(2)}  (${said})`,
      );
    }
  } finally {
    peers.end();
    await executor.close();
    await threads.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return (performance.now() - started) / 1000;
}

type Results = Map<string, { readonly ok: boolean; readonly reused?: boolean }>;

/** Fails the benchmark if a song was not decoded: it must not look fast by doing nothing. */
function allDecoded(results: Results): void {
  for (const [file, result] of results)
    if (!result.ok || result.reused === true) throw new Error(`${file} was not decoded.`);
}
