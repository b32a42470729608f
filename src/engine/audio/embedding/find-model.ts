import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AUDIO_MODELS, audioModelNames, DEFAULT_AUDIO_MODEL } from "../../../shared/contract/audio-models.ts";
import { LatentuneError, UsageError } from "../../core/errors.ts";
import { REINSTALL } from "../../core/native/load-error.ts";
import type { Feature } from "../features/feature.ts";
import { openPatchModel } from "./patch-model.ts";

/** A pretrained network that makes a vector of a song's sound. */
export interface AudioModel {
  /** For people. */
  readonly label: string;
  /** Numbers of the vector. */
  readonly columns: number;
  /** What the numbers behind the vector stand for: likelihoods of these tags. */
  readonly tags: readonly string[];
  /** The vector with the tags behind it, float32 [columns + tags]. */
  readonly feature: Feature;
}

/**
 * An audio model of patches: the embedded one, or an ONNX file with its description beside it.
 * @throws {UsageError} if it is neither; {LatentuneError} if it is missing or the description is not as it must be.
 */
export async function findAudioModel(audioModel: string): Promise<AudioModel> {
  const file = audioModel === DEFAULT_AUDIO_MODEL ? embeddedModel() : audioModel;
  if (!/\.onnx$/i.test(file)) {
    throw new UsageError(
      `--audio-model is ${Object.keys(AUDIO_MODELS).join(", ")}, a file that ends with .onnx, or a folder or hub id of CLAP, not “${audioModel}”.`,
    );
  }
  if (file !== audioModel && !existsSync(file))
    throw new LatentuneError("The audio model of this installation is missing.", { file, remedy: REINSTALL });
  const { description, feature } = await openPatchModel(file);
  const { columns, tags } = description;
  return { label: audioModelNames(audioModel).label, columns, tags: tags?.names ?? [], feature };
}

/** `media` lies beside the folder of the bundles, and further above the sources and the benchmarks. */
export function embeddedModel(): string {
  const file = `media/models/${DEFAULT_AUDIO_MODEL}.onnx`;
  const places = ["..", "../..", "../../../.."].map((up) => fileURLToPath(new URL(`${up}/${file}`, import.meta.url)));
  return places.find((place) => existsSync(place)) ?? places[0]!;
}
