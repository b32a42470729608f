import { cluster, measureShape } from "latentune";

// Twelve points in three clouds.
const centres = [0, 10, 20];
const points = centres.flatMap((at) => [0, 1, 2, 3].map((step) => [at + (step % 2), at + Math.floor(step / 2)]));

const { labels, k } = await cluster(points, { standardise: false });
const { silhouette } = await measureShape(points, labels);
console.log(`${k} clusters: ${labels.join(" ")}`);
console.log(`silhouette ${silhouette.value?.toFixed(2) ?? "undefined"}`);
