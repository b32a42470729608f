import type { SongRow } from "../../../shared/contract/dataset.ts";
import { SEARCH_VECTORS } from "../../../shared/contract/panel/meaning.ts";
import type { ClusteredRepresentation } from "../../analysis/clustering/clustered.ts";
import type { ProjectedRepresentation } from "../../analysis/projections/projected.ts";
import { throwIfCancelled } from "../../core/errors.ts";
import { array, asMatrix } from "../schema/array.ts";
import { broken } from "../schema/file.ts";
import type { MetricsFile } from "../schema/metrics.ts";
import { songTable, type SongTableOptions } from "../schema/song-table.ts";
import { integer, number, text } from "../schema/table.ts";
import { COMMON_FILES, writeProjections, type Songs } from "./common.ts";
import { TAG_FILES } from "./tags.ts";
import { withPartition, type Partition, type TaskSchema } from "./task-schema.ts";

interface ClusterRow {
  readonly rep: string;
  readonly method: string;
  readonly song: Pick<SongRow, "filename" | "language" | "genre">;
  readonly cluster: number;
  readonly silhouette: number | null;
}

/** Each song's lyrics by a sentence embedding model, where one was asked for: of length 1, zeros for a song without lyrics. */
const LYRICS_BY_MEANING = array(SEARCH_VECTORS.lyrics, "float32", ["songs", "dimensions"]);
/** Each song's sound as CLAP hears it: the mean of its windows' vectors, neither standardised nor of length 1, in one space with texts. */
const SOUND_BY_MEANING = array(SEARCH_VECTORS.sound, "float32", ["songs", "dimensions"]);

/** The files of a task that clusters several representations by several methods. */
export function clusteredFiles<Task extends string>(task: Task) {
  return {
    ...COMMON_FILES,
    ...TAG_FILES,
    /** The matrix that was clustered, standardised and weighted. */
    representation: array("embeddings/{rep}.npy", "float64", ["songs", "dimensions"]),
    lyricsByMeaning: LYRICS_BY_MEANING,
    soundByMeaning: SOUND_BY_MEANING,
    /** One line per representation, method and song: its cluster (−1 is noise) and silhouette. */
    clusters: songTable<ClusterRow>()(`clustering/clusters_${task}.csv`, {
      rep: text(({ rep }) => rep),
      method: text(({ method }) => method),
      filename: text(({ song }) => song.filename),
      language: text(({ song }) => song.language),
      genre: text(({ song }) => song.genre),
      cluster: integer(({ cluster }) => cluster),
      silhouette: number(({ silhouette }) => silhouette),
    }),
  } as const;
}

type ClusteredFiles = ReturnType<typeof clusteredFiles<"medium" | "hard">>;

/** Writes what such a task came to: scores, clusters, songs, representations and maps. */
export async function writeClustered(
  folder: string,
  { files, metrics }: { readonly files: ClusteredFiles; readonly metrics: MetricsFile },
  { songs }: Songs,
  clustered: readonly ClusteredRepresentation[],
  projected: readonly ProjectedRepresentation[],
  options: Omit<SongTableOptions, "songs"> = {},
): Promise<void> {
  const sized = { songs: songs.length, ...options };
  await metrics.write(
    folder,
    clustered.flatMap(({ methods }) => methods.map(({ row }) => row)),
    sized,
  );
  const partitions = clustered.flatMap(({ representation, methods }) =>
    methods.map(({ method, labels, silhouettePerRow: silhouettes }) => ({
      rep: representation.name,
      method,
      labels,
      silhouettes,
    })),
  );
  await files.clusters.write(folder, () => clusterRows(songs, partitions), sized);
  await files.songs.write(folder, () => songs, sized);
  for (const { representation } of clustered) {
    await files.representation.write(folder, representation.matrix, { rep: representation.name });
  }
  await writeProjections(folder, projected);
}

function* clusterRows(
  songs: readonly ClusterRow["song"][],
  partitions: readonly (Pick<Partition, "rep" | "method" | "labels"> & {
    readonly silhouettes?: Float64Array | null;
  })[],
): Generator<ClusterRow, void, undefined> {
  for (const { rep, method, labels, silhouettes } of partitions) {
    for (const [index, song] of songs.entries()) {
      const silhouette = silhouettes?.[index] ?? NaN;
      const defined = Number.isNaN(silhouette) ? null : silhouette;
      yield { rep, method, song, cluster: labels[index]!, silhouette: defined };
    }
  }
}

/** How such a task's files are read. */
export function clusteredReaders(
  files: ClusteredFiles,
): Pick<TaskSchema, "hasSpectrograms" | "readRepresentation" | "readPartitions" | "addPartition"> {
  const readers: ReturnType<typeof clusteredReaders> = {
    readRepresentation: async (folder, rep, songs) =>
      asMatrix(await files.representation.read(folder, { songs }, { rep })),
    hasSpectrograms: true,
    async readPartitions(folder, songs, signal) {
      const lists = new Map<
        string,
        { rep: string; method: string; count: number; labels: Int32Array; silhouettes: Float64Array }
      >();
      let lines = 0;
      const wanted = ["rep", "method", "cluster", "silhouette"] as const;
      for await (const { rep, method, cluster, silhouette } of files.clusters.read(folder, wanted)) {
        if (++lines % 4096 === 0) throwIfCancelled(signal);
        const key = JSON.stringify([rep, method]);
        let list = lists.get(key);
        if (list === undefined) {
          list = { rep, method, count: 0, labels: new Int32Array(songs), silhouettes: new Float64Array(songs) };
          lists.set(key, list);
        }
        // Lines behind the last song are counted, and kept nowhere.
        list.labels[list.count] = cluster;
        list.silhouettes[list.count++] = silhouette ?? NaN;
      }
      return Array.from(lists, ([key, { count, ...list }]): Partition => {
        if (count === songs) return list;
        throw broken(`${folder}/${files.clusters.path}`, `${key} has ${count} lines for ${songs} songs`);
      });
    },
    async addPartition(folder, count, { matrix, ...partition }, signal) {
      const songs: ClusterRow["song"][] = [];
      for await (const song of files.songs.read(folder, ["filename", "language", "genre"])) songs.push(song);
      const before = await readers.readPartitions(folder, count, signal);
      const isNew = before.every(({ rep }) => rep !== partition.rep);
      if (isNew) await files.representation.write(folder, matrix, { rep: partition.rep });
      const partitions = withPartition(before, partition);
      await files.clusters.write(folder, () => clusterRows(songs, partitions), { songs: count, signal });
    },
  };
  return readers;
}
