import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LatentuneError } from "../../core/errors.ts";
import { createInlineExecutor } from "../../core/executor.ts";
import { WorkerPool, type PoolOptions } from "../../core/executor-pool.ts";
import type { FeatureExecutor } from "./extract.ts";
import { runFeatureJob } from "./jobs.ts";

export interface FeatureExecutorOptions {
  /** Worker threads; 0 works in this thread. Default: one per core. */
  readonly workers?: number;
  /** The worker's bundle, where it does not lie beside the caller's. */
  readonly url?: URL;
}

/**
 * Decoding needs little heap: what a hostile file makes a decoder pile up ends its worker. Sound lies outside the heap and goes
 * with the small objects that own it: a young generation that fills up soon lets go of it soon.
 */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 3, maxOldGenerationSizeMb: 512 };

/**
 * Runs feature jobs on worker threads. The caller closes it.
 * @throws {LatentuneError} if the worker's bundle has not been built.
 */
export function createFeatureExecutor({ workers, url = workerUrl() }: FeatureExecutorOptions = {}): FeatureExecutor {
  if (workers === 0) return createInlineExecutor(runFeatureJob);
  if (!existsSync(url)) {
    throw new LatentuneError("The worker's bundle is missing.", {
      file: fileURLToPath(url),
      remedy: "Run `npm run build`.",
    });
  }
  return new WorkerPool({ ...featurePool(url), workers });
}

/** The threads that do feature jobs. */
export function featurePool(url = workerUrl()): PoolOptions {
  return { url, resourceLimits: RESOURCE_LIMITS };
}

/** `worker.js` lies beside the bundle; the sources, as tests run them, use the built one. */
function workerUrl(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith(".ts") ? "../../../../dist/worker.js" : "./worker.js", here);
}
