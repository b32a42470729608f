import { join } from "node:path";
import type { SongRow } from "../../../shared/contract/dataset.ts";
import type { ClusteredRepresentation } from "../../analysis/clustering/clustered.ts";
import { taggedClusters, type ClusterTag, type SongTags } from "../../analysis/describe/cluster-tags.ts";
import { readCsvRows } from "../../core/csv-file.ts";
import { matrix, rowOf } from "../../core/matrix.ts";
import { broken, file } from "../schema/file.ts";
import { songTable, type SongTableOptions } from "../schema/song-table.ts";
import { integer, number, table, text } from "../schema/table.ts";
import type { Songs } from "./common.ts";

interface ClusterTagRow extends ClusterTag {
  readonly rep: string;
  readonly method: string;
  readonly cluster: number;
  readonly songs: number;
}

/** What a run says of its songs by tags; only in runs whose audio model has tags. */
export const TAG_FILES = {
  /** A line per song: its file name, then a column per tag with its score, 0 … 1. */
  songTags: file("tags/tags.csv"),
  /** A line per tag that characterises a cluster, the most telling first: its mean in the cluster and in the other songs. */
  clusterTags: table<ClusterTagRow>()("tags/cluster_tags.csv", {
    rep: text(({ rep }) => rep),
    method: text(({ method }) => method),
    cluster: integer(({ cluster }) => cluster),
    songs: integer(({ songs }) => songs),
    tag: text(({ name }) => name),
    mean: number(({ mean }) => mean),
    mean_of_others: number(({ others }) => others),
  }),
} as const;

interface TaggedSong {
  readonly song: SongRow;
  readonly scores: Float64Array;
}

/** The table of songs, whose columns are the tags of the run's model. */
function tagTable(names: readonly string[]) {
  return songTable<TaggedSong>()(TAG_FILES.songTags.path, {
    filename: text(({ song }) => song.filename),
    ...Object.fromEntries(names.map((name, tag) => [name, number(({ scores }: TaggedSong) => scores[tag]!)])),
  });
}

/** Writes the songs' tags, and those of the clusters of every clustering. */
export async function writeTags(
  folder: string,
  { songs }: Songs,
  clustered: readonly ClusteredRepresentation[],
  tags: SongTags,
  options: Omit<SongTableOptions, "songs"> = {},
): Promise<void> {
  function* rows(): Generator<TaggedSong> {
    for (const [index, song] of songs.entries()) yield { song, scores: rowOf(tags.matrix, index) };
  }
  await tagTable(tags.names).write(folder, rows, { songs: songs.length, ...options });
  await TAG_FILES.clusterTags.write(folder, clusterTagRows(clustered, tags));
}

function* clusterTagRows(
  clustered: readonly ClusteredRepresentation[],
  tags: SongTags,
): Generator<ClusterTagRow, void, undefined> {
  for (const { representation, methods } of clustered) {
    for (const { method, labels } of methods) {
      for (const { cluster, songs, tags: found } of taggedClusters(tags, labels)) {
        for (const tag of found) yield { rep: representation.name, method, cluster, songs, ...tag };
      }
    }
  }
}

/**
 * The songs' tags of a kept run; null where the run has none.
 * @throws {LatentuneError} if the table is broken, or has other songs than the run.
 */
export async function readTags(
  folder: string,
  songs: readonly { readonly filename: string }[],
): Promise<SongTags | null> {
  const path = join(folder, TAG_FILES.songTags.path);
  const names = await tagNames(path);
  if (names === null) return null;
  const tags = matrix(songs.length, names.length);
  let row = 0;
  for await (const record of tagTable(names).read(folder)) {
    const scores = names.map((name) => (record as Readonly<Record<string, unknown>>)[name]);
    if (record.filename !== songs[row]?.filename) throw broken(path, `its song ${row + 1} is “${record.filename}”`);
    if (!scores.every((score) => typeof score === "number"))
      throw broken(path, `a score of “${record.filename}” is missing`);
    tags.data.set(scores, row++ * names.length);
  }
  if (row < songs.length) throw broken(path, `it has ${row} songs of ${songs.length}`);
  return { names, matrix: tags };
}

/** The tags that the table's head names; null where there is no table. */
async function tagNames(path: string): Promise<string[] | null> {
  try {
    for await (const [, ...names] of readCsvRows(path)) return names;
    throw broken(path, "it is empty");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
