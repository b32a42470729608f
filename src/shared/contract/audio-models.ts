import { knownModel } from "./models.ts";

/** The audio model that the product holds. */
export const DEFAULT_AUDIO_MODEL = "musicnn";

/** The audio models that are known by a name; every other is a file, a folder or a hub id. */
export const AUDIO_MODELS: Readonly<Record<string, { readonly label: string }>> = {
  [DEFAULT_AUDIO_MODEL]: { label: "MusiCNN" },
  clap: { label: "CLAP" },
};

/** Whether the setting names a model in the hub's layout: a known one's name, a hub id or a folder; not the embedded one, nor a file. */
export function isHubAudioModel(audioModel: string): boolean {
  return knownModel(audioModel, "audio") !== undefined || (/[\\/]/.test(audioModel) && !/\.onnx$/i.test(audioModel));
}

/** How an audio model is called in results. */
export interface AudioModelNames {
  /** In the names of representations, such as `audio_musicnn`. */
  readonly name: string;
  /** For people. */
  readonly label: string;
}

/**
 * The names of the setting's model: a known one's own; of a file, folder or hub id `model_` and what it is called without its ending, so that no
 * file passes for a known model or for one of the run's networks.
 */
export function audioModelNames(audioModel: string = DEFAULT_AUDIO_MODEL): AudioModelNames {
  const known = AUDIO_MODELS[audioModel];
  if (known !== undefined) return { name: audioModel, label: known.label };
  const stem = audioModel.replace(/^.*[\\/]/, "").replace(/\.onnx$/i, "");
  return { name: `model_${stem.replaceAll(/[^\w.-]+/g, "_")}`, label: `${stem} (audio model)` };
}
