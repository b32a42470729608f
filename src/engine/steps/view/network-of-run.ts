import { join } from "node:path";
import { LatentuneError } from "../../core/errors.ts";
import type { NpyArray } from "../../../shared/npy.ts";
import { TASK_SCHEMAS } from "../../results/files/index.ts";
import type { KeptRunPlace } from "../../results/view/from-files.ts";

/** A network of a kept run that makes spectrograms of its latents. */
export interface NetworkOfRun {
  /** Its decoder, absolute. */
  readonly decoder: string;
  /** The file of μ, relative to the run's folder. */
  readonly latentsFile: string;
  /** μ: (songs, dimensions). */
  readonly latents: () => Promise<NpyArray<Float32Array>>;
}

/** @throws {LatentuneError} if the run's task keeps no such network, or one without a decoder. */
export function networkOf({ runFolder, manifest }: KeptRunPlace, name: string): NetworkOfRun {
  const { models, hasSpectrograms } = TASK_SCHEMAS[manifest.task];
  const kept = models[name];
  if (!hasSpectrograms || kept === undefined || !("decoder" in kept.files))
    throw new LatentuneError(`Runs of this task keep no network ${name} that makes spectrograms.`);
  const { folder, files } = kept;
  return {
    decoder: join(runFolder, folder, files.decoder.path),
    latentsFile: `${folder}/${files.latents.path}`,
    latents: () => files.latents.read(join(runFolder, folder), { songs: manifest.rows.used }),
  };
}
