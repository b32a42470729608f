import { audioModelNames, isHubAudioModel } from "../../shared/contract/audio-models.ts";
import { openClap } from "../audio/embedding/clap.ts";
import { findAudioModel, type AudioModel } from "../audio/embedding/find-model.ts";
import { matrix, type Matrix } from "../core/matrix.ts";
import type { StepContext } from "./context.ts";
import { modelOfStep } from "./model-of-step.ts";
import type { StepReporter } from "./step.ts";
import { defineUncachedStep } from "./define-step.ts";
import { featureRows, featuresOfAll, noteReuse, partMade } from "./song-features.ts";
import type { UsableSet } from "./song-set.ts";

/** What a pretrained network says of each song. */
export interface AudioEmbedding {
  /** Songs × columns of its vector, the mean over parts of a song. */
  readonly matrix: Matrix;
  /** Whether the network has another half that places texts among the vectors. */
  readonly readsTexts: boolean;
  /** Songs × tags: the mean of their likelihoods, 0 … 1; null where the network knows none. */
  readonly tags: { readonly names: readonly string[]; readonly matrix: Matrix } | null;
}

/**
 * The audio model of the settings. Called before anything long begins: a model that is missing is reported at once, not after
 * an hour of decoding.
 * @throws {ModelError} if it is one of the hub's, missing or broken, and the user has not agreed to a download; what
 * {@link findAudioModel} throws.
 */
export async function audioModelOf(
  { settings, allowDownload = false }: Pick<StepContext, "settings" | "allowDownload">,
  report: StepReporter,
): Promise<AudioModel> {
  const { audioModel: model, modelWeights: weights, modelsDir } = settings;
  if (!isHubAudioModel(model)) return findAudioModel(model);
  // On other providers than the processor a song's few windows are not worth their way there.
  const request = { kind: "audio", model, weights, modelsDir, executionProvider: "cpu" } as const;
  const located = await modelOfStep(request, allowDownload, report);
  const { columns, feature } = await openClap(located, report.signal);
  return { label: audioModelNames(model).label, columns, tags: [], feature };
}

/** The songs that can be used, and the network that describes them. */
interface AudioRequest extends Pick<UsableSet, "songs" | "hashes"> {
  readonly audioModel: AudioModel;
  /** Content hashes of songs whose vectors this run has made already, while it decoded them. */
  readonly madeBeside?: ReadonlySet<string>;
}

/** The step's weight is that of vectors that were made with the spectrograms; to make one here takes so many times as long. */
export const MADE_HERE = 35;

/** The audio model's vectors and tags of songs that can be used; decoded and computed on worker threads, kept per song. */
export const embedAudio = defineUncachedStep({
  name: "audio-embedding",
  label: "Pretrained audio features",
  run: async (
    { songs, hashes, audioModel, madeBeside = new Set() }: AudioRequest,
    context: Pick<StepContext, "paths" | "settings" | "queue">,
    report,
  ): Promise<AudioEmbedding> => {
    const { label, columns, tags, feature } = audioModel;
    const here: StepReporter = {
      ...report,
      made: (part) => {
        report.made(MADE_HERE * part);
      },
    };
    const features = await featuresOfAll(feature, context, here, { songs, hashes }, label);
    const found = features.map(({ contentHash, path, reused }) => ({
      path,
      reused: reused && !madeBeside.has(contentHash),
    }));
    noteReuse(report, found, `songs' features of ${label}`);
    if (features.some(({ reused }) => !reused)) here.made(partMade(features));
    const vectors = matrix(songs.length, columns);
    const likelihoods = matrix(songs.length, tags.length);
    await featureRows(features, report, (values, row) => {
      vectors.data.set(values.subarray(0, columns), row * columns);
      likelihoods.data.set(values.subarray(columns), row * tags.length);
    });
    const readsTexts = feature.model?.kind === "clap";
    return { matrix: vectors, readsTexts, tags: tags.length === 0 ? null : { names: tags, matrix: likelihoods } };
  },
});
