import { once } from "node:events";
import { parentPort, Worker } from "node:worker_threads";
import { mfcc, mfccStatistics } from "../../src/engine/audio/features/mfcc.ts";
import { whisperLogMel } from "../../src/engine/audio/features/log-mel.ts";

/** A feature of sound that is decoded already. */
export type FeatureAlone = "log-mel alone" | "MFCC statistics alone";

const COMPUTE: Record<FeatureAlone, (samples: Float32Array) => unknown> = {
  "log-mel alone": (samples) => whisperLogMel(samples),
  "MFCC statistics alone": (samples) => mfccStatistics(mfcc(samples)),
};

interface Work {
  readonly feature: FeatureAlone;
  /** In shared memory, as is the counter: which song is next. */
  readonly songs: readonly Float32Array[];
  readonly next: Int32Array;
}

/** Threads that compute a feature of songs, each taking the next song when it is done with one. */
export interface FeatureThreads {
  run(feature: FeatureAlone, songs: readonly Float32Array[], threads: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts as many threads; `url` is a module that calls `serveFeatures` in a worker thread. */
export function startFeatureThreads(url: URL, count: number): FeatureThreads {
  const workers = Array.from({ length: count }, () => new Worker(url));
  return {
    async run(feature, songs, threads) {
      const next = new Int32Array(new SharedArrayBuffer(4));
      await Promise.all(
        workers.slice(0, threads).map(async (worker) => {
          worker.postMessage({ feature, songs, next } satisfies Work);
          await once(worker, "message");
        }),
      );
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

export function serveFeatures(): void {
  parentPort!.on("message", ({ feature, songs, next }: Work) => {
    for (let at = Atomics.add(next, 0, 1); at < songs.length; at = Atomics.add(next, 0, 1))
      COMPUTE[feature](songs[at]!);
    parentPort!.postMessage("done");
  });
}

/** A copy in memory that threads share. */
export function shared(samples: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(samples.byteLength));
  copy.set(samples);
  return copy;
}
