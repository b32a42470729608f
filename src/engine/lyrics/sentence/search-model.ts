import { throwIfCancelled } from "../../core/errors.ts";
import type { SentenceModel } from "./sentence-model.ts";

/** A model of texts that searches. Has one owner, who disposes of it. */
export interface SearchModel {
  /** The vector of a text that is searched with, of length 1. */
  query(text: string): Promise<Float64Array>;
  /** The cosine of each line to such a vector. @throws {CancelledError} */
  compare(query: Float64Array, lines: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, number>>;
  dispose(): Promise<void>;
}

/** Lines whose vectors are kept: those of the songs that were found last, at 1.5 kB each. */
const KEPT = 4_000;
/** Lines per run of the model: as long as the longest, so they are sorted by length first. */
const BATCH = 32;

export function searchModel(model: Pick<SentenceModel, "embed" | "dispose">): SearchModel {
  const kept = new Map<string, Float32Array>();

  async function embed(lines: readonly string[], signal: AbortSignal | undefined): Promise<void> {
    const open = [...new Set(lines)].filter((line) => !kept.has(line)).sort((a, b) => a.length - b.length);
    for (let from = 0; from < open.length; from += BATCH) {
      throwIfCancelled(signal);
      const batch = open.slice(from, from + BATCH);
      const vectors = await model.embed(batch);
      for (const [index, line] of batch.entries()) kept.set(line, Float32Array.from(unit(vectors[index]!)));
    }
  }
  function forgetOldest(): void {
    for (const line of kept.keys()) {
      if (kept.size <= KEPT) return;
      kept.delete(line);
    }
  }

  return {
    async query(text) {
      const [vector] = await model.embed([text]);
      return unit(vector!);
    },
    async compare(query, lines, signal) {
      await embed(lines, signal);
      const cosines = new Map(lines.map((line) => [line, product(query, kept.get(line)!)]));
      forgetOldest();
      return cosines;
    },
    dispose: () => model.dispose(),
  };
}

/** Of length 1; zeros stay zeros. */
function unit(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

function product(a: Float64Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}
