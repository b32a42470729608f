import { sentencePool, type SentenceJob, type SentenceResult } from "../../lyrics/sentence/sentence-job.ts";
import type { QueueKind } from "../../queue/kind.ts";
import { fromSharedModel, toSharedModel, type SharedModel } from "./shared-model.ts";

/** Raised whenever the same model gives something else for the same lyrics. */
export const SENTENCE_VERSION = 3;

/** A batch of texts, as every machine understands it: its model's name decides what stands before its texts. */
interface PackedBatch extends Omit<SentenceJob, "model"> {
  readonly model: SharedModel;
}

/** Lyrics by a sentence embedding model. */
export const SENTENCE_KIND: QueueKind<SentenceJob, SentenceResult> = {
  name: "sentences",
  versions: { sentences: SENTENCE_VERSION },
  unit: { one: "batch of lyrics", many: "batches of lyrics" },
  rangeSize: 4,
  pool: sentencePool(),
  pack: ({ model, ...job }, machine): Promise<PackedBatch> =>
    Promise.resolve({ ...job, model: toSharedModel(model, machine) }),
  async unpack(packed, machine): Promise<SentenceJob> {
    // Its key says that it is as it was packed.
    const { model, ...job } = packed as PackedBatch;
    return { ...job, model: await fromSharedModel(model, job.modelKey, machine) };
  },
};
