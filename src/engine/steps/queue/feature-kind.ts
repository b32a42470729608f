import { openClap } from "../../audio/embedding/clap.ts";
import { openPatchModel } from "../../audio/embedding/patch-model.ts";
import { featurePool } from "../../audio/features/feature-executor.ts";
import type { FeatureModel } from "../../audio/features/feature.ts";
import { FEATURES, type FeatureJob, type FeatureResult, type WantedFeature } from "../../audio/features/jobs.ts";
import type { FeatureSettings } from "../../audio/features/kept-feature.ts";
import type { QueueKind } from "../../queue/kind.ts";
import { fromShared, toShared, type Machine, type SharedPath } from "../../queue/machine.ts";
import { RefusedJob } from "../../queue/refused-job.ts";
import { stampOf } from "./file-stamp.ts";

type PackedModel = Pick<FeatureModel, "kind" | "key" | "weights"> & { readonly file: SharedPath };

interface PackedWanted {
  readonly feature: string;
  readonly model?: PackedModel;
}

/** A feature of a song, as every machine understands it. */
interface PackedFeature extends PackedWanted {
  readonly beside?: PackedWanted;
  readonly audio: SharedPath;
  /** Changes with the file: its hash where that is known, else its size and the time of its last change. */
  readonly content: string;
  readonly settings: FeatureSettings;
  readonly unkept: boolean;
}

/** Decoding and features, of our own code and of networks. */
export const FEATURE_KIND: QueueKind<FeatureJob, FeatureResult> = {
  name: "features",
  versions: Object.fromEntries(FEATURES.map(({ name, version }) => [name, version])),
  rangeSize: 64,
  pool: featurePool(),
  async pack({ beside, audioPath, contentHash, settings, unkept = false, ...wanted }, machine): Promise<PackedFeature> {
    return {
      ...packedWanted(wanted, machine),
      ...(beside === undefined ? {} : { beside: packedWanted(beside, machine) }),
      audio: toShared(machine, audioPath, "The song"),
      content: contentHash ?? (await stampOf(audioPath)),
      settings,
      unkept,
    };
  },
  async unpack(packed, machine): Promise<FeatureJob> {
    // Its key says that it is as it was packed.
    const { beside, audio, settings, unkept, ...wanted } = packed as PackedFeature;
    return {
      ...(await wantedHere(wanted, machine)),
      ...(beside === undefined ? {} : { beside: await wantedHere(beside, machine) }),
      audioPath: await fromShared(machine, audio),
      // Without its hash the job looks whether a worker that died has made the feature.
      settings,
      ffmpegPath: machine.ffmpegPath,
      cacheDir: machine.cache,
      unkept,
    };
  },
  refusal: (result) => ("refused" in result ? result.refused.message : undefined),
};

function packedWanted({ feature, model }: WantedFeature, machine: Machine): PackedWanted {
  return { feature, ...(model === undefined ? {} : { model: packedModel(model, machine) }) };
}

async function wantedHere({ feature, model }: PackedWanted, machine: Machine): Promise<WantedFeature> {
  return { feature, ...(model === undefined ? {} : { model: await modelHere(model, machine) }) };
}

function packedModel({ kind, key, weights, path }: FeatureModel, machine: Machine): PackedModel {
  return { kind, key, ...(weights === undefined ? {} : { weights }), file: toShared(machine, path, "The audio model") };
}

const checked = new Map<string, Promise<FeatureModel>>();

/** The model in this machine's folder, which must be the same to the last byte. */
async function modelHere(packed: PackedModel, machine: Machine): Promise<FeatureModel> {
  const path = await fromShared(machine, packed.file);
  const known = `${packed.key} ${path}`;
  const model = checked.get(known) ?? open(packed, path);
  checked.set(known, model);
  model.catch(() => checked.delete(known));
  return model;
}

async function open({ kind, key, weights = "full" }: PackedModel, path: string) {
  // They lie in the workspace's cache, and are compared with their key when they are loaded.
  if (kind === "encoders") return { kind, key, path };
  const { feature } =
    kind === "patches"
      ? await openPatchModel(path)
      : await openClap({ kind: "audio", id: path, folder: path, weights });
  const { model } = feature;
  if (model?.key !== key) throw new RefusedJob("The audio model of this machine is another one than that of the run.");
  return model;
}
