import { BETA_SWEEP } from "../../shared/contract/result-files.ts";
import { formatNumber } from "../../shared/format.ts";
import type { SweepPoint } from "../results/files/hard.ts";
import { code, markdownTable } from "./markdown.ts";

/** What a β sweep came to, with its picture and the runs to look at. */
export function betaSweepReport(points: readonly (SweepPoint & { readonly runId: string })[]): string {
  const table = markdownTable(
    ["β", "reconstruction (MSE)", "KL", "silhouette", "NMI genre", "NMI language", "run"],
    points.map(({ beta, reconstruction, kl, silhouette, nmiGenre, nmiLanguage, runId }) => [
      ...[beta, reconstruction, kl, silhouette, nmiGenre, nmiLanguage].map(formatNumber),
      code(runId),
    ]),
    (column) => column < 6,
  );
  return [
    "# β sweep",
    table,
    `![What β does](${BETA_SWEEP.picture})`,
    "Scores are those of K-Means on the standardised latents of the β-VAE. Each β is a kept run: compare two of them in the panel, or with `latentune runs compare`.",
  ]
    .join("\n\n")
    .concat("\n");
}
