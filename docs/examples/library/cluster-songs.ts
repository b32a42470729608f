import { cluster, extractFeatures, loadDataset, measureAgreement } from "latentune";

const folder = process.argv[2] ?? "my-songs";

// The table, and what is wrong with it.
const { songs, diagnostics } = await loadDataset(folder);
for (const { severity, message } of diagnostics) console.log(`${severity}: ${message}`);
console.log(`${songs.length} songs`);

// The vector of the pretrained audio model, one per song; kept in the folder's cache.
const features = await extractFeatures(folder, "audio-model");
const rows = await Promise.all(features.songs.map(async (_, index) => [...(await features.read(index))]));

// Clusters, and how far they are the genres.
const { labels, k } = await cluster(rows, { method: "agglomerative_ward" });
const { NMI } = measureAgreement(
  features.songs.map(({ genre }) => genre),
  labels,
);
console.log(`${k} clusters, NMI with the genre ${NMI.value?.toFixed(2) ?? "is undefined: no song has one"}`);
