import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { cluster, train, writeArray } from "latentune";

const folder = process.argv[2] ?? "my-songs";

const { latents, encoder, history } = await train(folder, "beta-vae", {
  settings: { epochs: 2, latentDim: 4 },
  onProgress: ({ label, fraction }) => process.stderr.write(`\r${label}: ${Math.round(100 * fraction)} % `),
});
const last = history.at(-1)!;
console.log(`${latents.rows} songs × ${latents.cols} latents after ${last.epoch} epochs`);

// For Python: numpy.load and onnxruntime read these.
await writeArray(join(folder, "latents.npy"), latents);
await writeFile(join(folder, "encoder.onnx"), encoder);

const { labels } = await cluster(latents, { k: 5 });
console.log(`${new Set(labels).size} clusters`);
