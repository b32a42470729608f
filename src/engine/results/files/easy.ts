import type { SongRow } from "../../../shared/contract/dataset.ts";
import { K_SWEEP, METRICS_FILES } from "../../../shared/contract/result-files.ts";
import { METRIC_TABLES } from "../../../shared/contract/metrics.ts";
import { KMEANS } from "../../analysis/clustering/kmeans/method.ts";
import { describeRepresentations, makeRepresentations } from "../../analysis/representations/representations.ts";
import { easyClusterColumn, easyMethod } from "../../analysis/representations/tables.ts";
import { LatentuneError } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";
import { array, asMatrix } from "../schema/array.ts";
import { metricsFile } from "../schema/metrics.ts";
import { songTable } from "../schema/song-table.ts";
import { integer, text, type Column } from "../schema/table.ts";
import { VIEW_FILES } from "../view/files.ts";
import { COMMON_FILES, type Songs } from "./common.ts";
import { K_SWEEP_FILES } from "./k-sweep.ts";
import { MLP_FILES } from "./models.ts";
import { seedFiles } from "./seeds.ts";
import { withPartition, type TaskSchema } from "./task-schema.ts";

/** The task's representations by their names: none depends on a setting. */
const SETTINGS = { alphas: [], gamma: 0, includeGenreFeature: false };
const NAMES = [...describeRepresentations("easy", SETTINGS).keys()];

interface ClusteredSong {
  readonly song: Pick<SongRow, "audioRelative" | "language">;
  /** The song's cluster by the name of the representation. */
  readonly clusters: Readonly<Record<string, number>>;
}

export const EASY_FILES = {
  ...COMMON_FILES,
  /** MFCC statistics of each song, not standardised. */
  features: array("embeddings/X.npy", "float32", ["songs", "features"]),
  featuresMeta: songTable<SongRow>()("embeddings/meta.csv", {
    file: text(({ audioRelative }) => audioRelative),
    language: text(({ language }) => language),
  }),
  clusters: songTable<ClusteredSong>()("metrics/clusters.csv", {
    file: text(({ song }) => song.audioRelative),
    language: text(({ song }) => song.language),
    ...Object.fromEntries(NAMES.map((name) => [easyClusterColumn(name), clusterOf(name)])),
  }),
} as const;

/** The folder of the Easy task's network. */
export const MLP_FOLDER = "embeddings";

export const EASY_SCHEMA: TaskSchema = {
  folders: { "": EASY_FILES, [MLP_FOLDER]: MLP_FILES, [K_SWEEP.folder]: K_SWEEP_FILES, view: VIEW_FILES },
  metrics: metricsFile(METRICS_FILES.easy, METRIC_TABLES.easy, repOf),
  seeds: seedFiles("easy", repOf),
  models: { "mlp-vae": { folder: MLP_FOLDER, files: MLP_FILES } },
  hasSpectrograms: false,
  async readRepresentation(folder, name, songs) {
    const vaeLatent = asMatrix(await MLP_FILES.latents.read(`${folder}/${MLP_FOLDER}`, { songs }));
    const mfcc = asMatrix(await EASY_FILES.features.read(folder, { songs }));
    const made = makeRepresentations("easy", { vaeLatent, mfcc }, SETTINGS).find((each) => each.name === name);
    if (made === undefined) throw new LatentuneError(`The Easy task has no representation ${name}.`);
    return made.matrix;
  },
  async readPartitions(folder) {
    const lines: Readonly<Record<string, string | number>>[] = [];
    for await (const line of EASY_FILES.clusters.read(folder)) lines.push(line);
    return NAMES.map((rep) => ({
      rep,
      method: easyMethod(rep),
      label: KMEANS.label,
      labels: Int32Array.from(lines, (line) => Number(line[easyClusterColumn(rep)])),
    }));
  },
  async addPartition(folder, songs, { matrix: _, ...partition }, signal) {
    const partitions = withPartition(await EASY_SCHEMA.readPartitions(folder, songs, signal), partition);
    const named: ClusteredSong["song"][] = [];
    for await (const { file, language } of EASY_FILES.clusters.read(folder))
      named.push({ audioRelative: file, language });
    const clustersOf = (index: number) =>
      Object.fromEntries(partitions.map(({ rep, labels }) => [rep, labels[index]!]));
    await EASY_FILES.clusters.write(folder, () => named.map((song, index) => ({ song, clusters: clustersOf(index) })), {
      songs,
      signal,
    });
  },
};

/** The table of scores names its rows by the method alone. */
function repOf(method: string): string {
  return NAMES.find((name) => easyMethod(name) === method) ?? "";
}

function clusterOf(name: string): Column<ClusteredSong, number> {
  return integer(({ clusters }) => clusters[name]!);
}

/** Writes the MFCC statistics of the songs, and which row is which song. */
export async function writeMfccFeatures(
  folder: string,
  { features, songs }: Songs & { readonly features: Matrix },
): Promise<void> {
  await EASY_FILES.features.write(folder, features);
  await EASY_FILES.featuresMeta.write(folder, () => songs, { songs: songs.length });
}
