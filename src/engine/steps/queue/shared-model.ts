import { join } from "node:path";
import { hashIfReadable, keyOf, sha256OfFile } from "../../core/hash.ts";
import { externalData, modelFiles } from "../../hub/layout.ts";
import type { LocatedModel } from "../../hub/locate.ts";
import { fromShared, toShared, type Machine, type SharedPath } from "../../queue/machine.ts";
import { RefusedJob } from "../../queue/refused-job.ts";

/** A model of the hub or of a folder, as every machine understands it. */
export interface SharedModel extends Pick<LocatedModel, "kind" | "weights"> {
  readonly name: string;
  readonly folder: SharedPath;
}

const NAMES: Readonly<Record<LocatedModel["kind"], string>> = {
  speech: "speech model",
  embedding: "sentence embedding model",
  audio: "audio model",
  "audio-text": "text half of the audio model",
};

/** @throws {LatentuneError} if other machines cannot have it. */
export function toSharedModel({ kind, id, folder, weights }: LocatedModel, machine: Machine): SharedModel {
  const shared = toShared(machine, folder, `The ${NAMES[kind]}`);
  // A folder's name says where it lies here: of it only what other machines see as well.
  return { kind, name: id === folder ? shared.path : id, weights, folder: shared };
}

/** The model on this machine. @throws {RefusedJob} if it is not here, or differs in a byte from that of the key. */
export async function fromSharedModel(model: SharedModel, key: string, machine: Machine): Promise<LocatedModel> {
  const { kind, name: id, weights } = model;
  const located: LocatedModel = { kind, id, folder: await fromShared(machine, model.folder), weights };
  if ((await keyHere(located)) === key) return located;
  throw new RefusedJob(`The ${NAMES[kind]} of this machine is another one than that of the run.`);
}

const checked = new Map<string, Promise<string>>();

function keyHere(located: LocatedModel): Promise<string> {
  const { kind, folder, weights } = located;
  const known = JSON.stringify([kind, folder, weights]);
  const key =
    checked.get(known) ??
    modelKey(located).catch(() => {
      checked.delete(known);
      throw new RefusedJob(`The ${NAMES[kind]} of the run is not on this machine.`);
    });
  checked.set(known, key);
  return key;
}

/** Changes with the bytes of the model's files. */
export async function modelKey({ kind, weights, folder }: LocatedModel, signal?: AbortSignal): Promise<string> {
  const digests: (string | null)[] = [];
  for (const file of modelFiles(kind, weights)) {
    digests.push(await sha256OfFile(join(folder, file), signal));
    const data = externalData(file);
    if (data !== undefined) digests.push(await hashIfReadable(join(folder, data), signal));
  }
  return keyOf({ weights, digests });
}
