// How good the compact architecture is on examples/songs30: loss and genre agreement of the β-VAE and the autoencoder over
// five seeds, beside the reference's published figures. Prints the tables and writes them to bench/quality/RESULTS.md.
// Arguments: number of seeds.
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { ARCHITECTURES } from "../../src/engine/models/architectures/registry.ts";
import { loadSongs, measure, type Measured } from "./measure.ts";
import { PUBLISHED, type Published } from "./published.ts";
import { markdownTable } from "./table.ts";

const seeds = Number(process.argv[2] ?? 5);
if (!Number.isInteger(seeds) || seeds < 1) throw new RangeError(`The number of seeds is ${process.argv[2] ?? ""}.`);

const MODELS: readonly { title: string; beta: number | null; published: Published }[] = [
  { title: "β-VAE (β = 0.1, 16 latents)", beta: 0.1, published: PUBLISHED.betaVae },
  { title: "Autoencoder (16 latents)", beta: null, published: PUBLISHED.autoencoder },
];

const songs = await loadSongs("examples/songs30");
const sections: string[] = [];
for (const { title, beta, published } of MODELS) {
  const runs: Measured[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const run = await measure(songs, beta, seed);
    console.error(`${title}, seed ${seed}: loss ${run.loss.toFixed(4)} after ${run.seconds.toFixed(0)} s`);
    runs.push(run);
  }
  const { epochs, parameters } = runs[0]!;
  const size = `${epochs} epochs, ${(parameters / 1e6).toFixed(2)} million weights`;
  sections.push(`## ${title}\n\n${size}; the reference: 400 epochs, seed 42.\n\n${markdownTable(runs, published)}`);
}

const { batchSize, learningRate, klWarmupEpochs } = ARCHITECTURES.compact.settings;
const report = [
  "# Quality of the compact architecture on songs30",
  `Thirty excerpts of five recordings in ${songs.genres} genres; the architecture's default settings (batch ${batchSize}, learning rate ` +
    `${learningRate}, KL warm-up of ${klWarmupEpochs} epochs). Loss, MSE and KL are means over the last epoch, with sampling noise. NMI, ARI and ` +
    `purity are against genre, on standardised μ with k = ${songs.genres}, K-Means with 20 starts and Ward. The reference's row is its ` +
    "published one: one seed, its better method. Written by `npm run bench -- quality`.",
  ...sections,
  `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores. Seconds are wall clock and depend on what else ` +
    "the machine does.",
].join("\n\n");
console.log(report);
await writeFile("bench/quality/RESULTS.md", `${report}\n`);
