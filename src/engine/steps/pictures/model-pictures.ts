import { formatLoss } from "../../../shared/format.ts";
import type { RunSettings } from "../../../shared/contract/settings.ts";
import { valueRange } from "../../../shared/figures/mel.ts";
import type { CachedNetwork } from "../training/cached-training.ts";
import type { LogMels } from "../log-mels.ts";
import type { PlannedPicture } from "./draw-pictures.ts";
import type { TrainedAudioModel } from "../training/train-model.ts";

/** The loss curves of the trained models. */
export function curvesPicture(models: readonly Pick<CachedNetwork, "label" | "history">[]): PlannedPicture {
  return {
    path: "plots/training_curves.png",
    plot: {
      kind: "curves",
      input: {
        models: models.map(({ label, history }) => ({
          name: labelOfCurve(label, history),
          epochs: history.map((report) => ({ ...report, secondsLeft: 0 })),
        })),
        title: "Training",
      },
    },
  };
}

/** `β-VAE (97 of 120 epochs)` where the training ended early. */
function labelOfCurve(label: string, history: CachedNetwork["history"]): string {
  const { epoch, epochs } = history.at(-1)!;
  return epoch < epochs ? `${label} (${epoch} of ${epochs} epochs)` : label;
}

/** The spectrogram of the first song (of the sample, where there is one) and both reconstructions, on the original's colour scale. */
export async function reconstructionPictures(
  { spectrogram, songs, sample }: Pick<LogMels, "spectrogram" | "songs" | "sample">,
  { seconds, offset }: Pick<RunSettings, "seconds" | "offset">,
  { betaVae, ae }: { readonly betaVae: TrainedAudioModel; readonly ae: TrainedAudioModel },
): Promise<PlannedPicture[]> {
  const { data: original } = await spectrogram(0);
  const range = valueRange(original);
  const first = sample?.[0] ?? 0;
  const song = songs[first]!.filename;
  const picture = (name: string, mel: Float32Array, what: string, caption: string): PlannedPicture => ({
    path: `plots/${name}_sample0.png`,
    plot: {
      kind: "mel",
      input: { mel, seconds, ...(offset > 0 && { offset }), range, title: `${what}: ${song}`, caption },
    },
  });
  const errorOf = ({ reconstructionErrors, heldOut }: TrainedAudioModel): string => {
    const seen = heldOut === undefined ? "" : heldOut.includes(0) ? ", held out" : ", seen in training";
    return `mean squared error ${formatLoss(reconstructionErrors[first])} of the normalised spectrogram${seen}`;
  };
  return [
    picture("orig_logmel", original, "Original", "log-mel spectrogram"),
    picture("recon_AE", ae.reconstructionSample, "Autoencoder", errorOf(ae)),
    picture("recon_betaVAE", betaVae.reconstructionSample, "β-VAE", errorOf(betaVae)),
  ];
}
