import type { LocatedModel } from "../../hub/locate.ts";
import { LatentuneError } from "../../core/errors.ts";
import type { BatchModel } from "../../lyrics/sentence/sentence-embedder.ts";
import { sentenceVectors } from "../../lyrics/sentence/sentence-job.ts";
import { loadSentenceTokens } from "../../lyrics/sentence/sentence-model.ts";
import type { QueueAddress } from "../../queue/address.ts";
import type { StepContext } from "../context.ts";
import type { StepReporter } from "../step.ts";
import { queueExecutor } from "./machine-of.ts";
import { SENTENCE_KIND } from "./sentence-kind.ts";
import { modelKey } from "./shared-model.ts";

/**
 * A model whose batches the workers of a queue embed. Vectors are given out when all are there: a command that was killed
 * then makes the same batches again, of which those that are done stay done.
 */
export async function queuedSentences(
  model: LocatedModel,
  context: Pick<StepContext, "paths" | "settings">,
  address: QueueAddress,
  { signal: stop, fraction }: StepReporter,
): Promise<BatchModel> {
  const { executionProvider } = context.settings;
  const { maxTokens, count } = await loadSentenceTokens(model, executionProvider);
  const key = await modelKey(model, stop);
  const executor = await queueExecutor(SENTENCE_KIND, context, address);
  return {
    maxTokens,
    count,
    async *embedBatches(batches, signal) {
      const jobs = batches.map((texts) => ({ model, modelKey: key, executionProvider, texts }));
      let done = 0;
      let state: string | null = null;
      const tell = (): void => {
        const waits = state === null ? "" : `, ${state}`;
        fraction(done / jobs.length, `${done} of ${jobs.length} batches of lyrics${waits}`);
      };
      const outcomes = await executor.run(jobs, {
        signal,
        onProgress: (count) => {
          done = count;
          tell();
        },
        onState: (text) => {
          state = text;
          tell();
        },
      });
      for (const outcome of outcomes) {
        if (!outcome.ok) throw new LatentuneError(`Lyrics could not be embedded: ${outcome.error.message}`);
        yield sentenceVectors(outcome.value);
      }
      // Whoever asks on has kept all vectors.
      await executor.forget?.();
    },
    dispose: () => executor.close(),
  };
}
