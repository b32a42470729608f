import type { ExecutionProvider } from "../../../shared/contract/train.ts";
import type { PoolOptions } from "../../core/executor-pool.ts";
import type { LocatedModel } from "../../hub/locate.ts";
import { loadSentenceModel, type SentenceModel } from "./sentence-model.ts";

/** A batch of texts: padding to the longest changes last digits, so that the same texts must stay together. */
export interface SentenceJob {
  readonly model: LocatedModel;
  /** Changes with the bytes of the model's files. */
  readonly modelKey: string;
  readonly executionProvider: ExecutionProvider;
  readonly texts: readonly string[];
}

/** Each text's vector: float64, little-endian, in base64, which has every bit. */
export type SentenceResult = readonly string[];

/** A batch of long texts takes minutes in a large model. */
const TIMEOUT_SECONDS = 1_800;

/** One thread: a model computes on all cores by itself. */
export function sentencePool(): PoolOptions {
  const here = import.meta.url;
  const url = new URL(here.endsWith(".ts") ? "../../../../dist/sentence-worker.js" : "./sentence-worker.js", here);
  return { url, workers: 1, timeoutSeconds: TIMEOUT_SECONDS };
}

/** The thread's model: the last one that it was asked for. */
let loaded: { readonly key: string; readonly model: Promise<SentenceModel> } | undefined;

export async function runSentenceJob(job: SentenceJob): Promise<SentenceResult> {
  const key = JSON.stringify([job.modelKey, job.model, job.executionProvider]);
  if (loaded?.key !== key) {
    await (await loaded?.model)?.dispose();
    loaded = { key, model: loadSentenceModel(job.model, job.executionProvider) };
  }
  const vectors = await (await loaded.model).embed(job.texts);
  return vectors.map(({ buffer }) => Buffer.from(buffer).toString("base64"));
}

/** The vectors of a job. */
export function sentenceVectors(result: SentenceResult): Float64Array[] {
  return result.map((text) => new Float64Array(Uint8Array.from(Buffer.from(text, "base64")).buffer));
}
