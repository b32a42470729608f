import { join } from "node:path";
import { keyOf, sha256OfFile } from "../../core/hash.ts";
import { modelFiles } from "../../hub/layout.ts";
import type { LocatedModel } from "../../hub/locate.ts";
import { sentencePool, type SentenceJob, type SentenceResult } from "../../lyrics/sentence/sentence-job.ts";
import type { QueueKind } from "../../queue/kind.ts";
import { fromShared, toShared, type SharedPath } from "../../queue/machine.ts";
import { RefusedJob } from "../../queue/refused-job.ts";

/** Raised whenever the same model gives something else for the same lyrics. */
export const SENTENCE_VERSION = 2;

/** A batch of texts, as every machine understands it. */
interface PackedBatch extends Pick<SentenceJob, "modelKey" | "executionProvider" | "texts"> {
  readonly model: Pick<LocatedModel, "weights"> & {
    /** As the model decides what stands before its texts. */
    readonly name: string;
    readonly folder: SharedPath;
  };
}

/** Lyrics by a sentence embedding model. */
export const SENTENCE_KIND: QueueKind<SentenceJob, SentenceResult> = {
  name: "sentences",
  versions: { sentences: SENTENCE_VERSION },
  unit: { one: "batch of lyrics", many: "batches of lyrics" },
  rangeSize: 4,
  pool: sentencePool(),
  pack({ model: { id, folder, weights }, ...job }, machine): Promise<PackedBatch> {
    const shared = toShared(machine, folder, "The sentence embedding model");
    // A folder's name says where it lies here: of it only what other machines see as well.
    const name = id === folder ? shared.path : id;
    return Promise.resolve({ ...job, model: { name, weights, folder: shared } });
  },
  async unpack(packed, machine): Promise<SentenceJob> {
    // Its key says that it is as it was packed.
    const { model, ...job } = packed as PackedBatch;
    const { name: id, weights } = model;
    const located: LocatedModel = { kind: "embedding", id, folder: await fromShared(machine, model.folder), weights };
    if ((await keyHere(located)) === job.modelKey) return { ...job, model: located };
    throw new RefusedJob("The sentence embedding model of this machine is another one than that of the run.");
  },
};

const checked = new Map<string, Promise<string>>();

function keyHere(located: LocatedModel): Promise<string> {
  const known = `${located.folder} ${located.weights}`;
  const key =
    checked.get(known) ??
    sentenceModelKey(located).catch(() => {
      checked.delete(known);
      throw new RefusedJob("The sentence embedding model of the run is not on this machine.");
    });
  checked.set(known, key);
  return key;
}

/** Changes with the bytes of the model's files. */
export async function sentenceModelKey({ weights, folder }: LocatedModel, signal?: AbortSignal): Promise<string> {
  const digests: string[] = [];
  for (const file of modelFiles("embedding", weights)) digests.push(await sha256OfFile(join(folder, file), signal));
  return keyOf({ weights, digests });
}
