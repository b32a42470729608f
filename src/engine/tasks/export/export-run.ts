import { join, relative, resolve, sep } from "node:path";
import { bestRow } from "../../../shared/best-row.ts";
import type { RunManifest } from "../../../shared/contract/run.ts";
import { groupBy } from "../../../shared/group-by.ts";
import { isListable, playlistText } from "../../../shared/naming/playlist.ts";
import { NOISE } from "../../analysis/clustering/labels.ts";
import type { Control } from "../../analysis/pause.ts";
import { unknownName, UsageError } from "../../core/errors.ts";
import { makeFolder, writeChunksAtomic, writeFileAtomic } from "../../core/files.ts";
import { TASK_SCHEMAS } from "../../results/files/index.ts";
import type { Partition } from "../../results/files/task-schema.ts";
import { parquetChunks, type ParquetColumn } from "../../results/schema/parquet.ts";
import { readSongs } from "../../results/view/from-files.ts";
import type { ViewSourceSong } from "../../results/view/source.ts";
import type { WorkspacePaths } from "../../store/paths.ts";
import { markedPlaylist, removeEarlierPlaylists, type EarlierPlaylists } from "./own-playlists.ts";

/** Which clusters become playlists; what is left out is the best row's. */
export interface ExportOptions {
  readonly representation?: string | undefined;
  readonly method?: string | undefined;
}

export interface ExportedRun {
  /** The clustering whose clusters are playlists. */
  readonly representation: string;
  readonly method: string;
  /** Absolute: the table first. */
  readonly files: readonly string[];
  readonly earlier: EarlierPlaylists;
  /** Songs that no playlist can name, see {@link isListable}. */
  readonly leftOut: readonly string[];
}

/** Every song of a run with its cluster in every clustering. */
export const EXPORTED_ROWS = "rows.parquet";

/**
 * Writes a kept run for other programs: `rows.parquet`, a row per song with its lyrics as they are now and a column per
 * clustering, named `<representation>/<method>`; and a playlist of each cluster of one clustering. Playlists of an earlier
 * export into the same folder are removed.
 * @param out absolute
 * @throws {UsageError} for a clustering that the run has not. @throws {LatentuneError} if a file of the run is missing or broken.
 */
export async function exportRun(
  paths: Pick<WorkspacePaths, "runs" | "workspace" | "dataDir">,
  manifest: RunManifest,
  out: string,
  { representation, method }: ExportOptions,
  { signal }: Control = {},
): Promise<ExportedRun> {
  const runFolder = join(paths.runs, manifest.runId);
  const songs = await readSongs({ runFolder, manifest, workspace: paths.workspace, dataDir: paths.dataDir }, signal);
  const partitions = await TASK_SCHEMAS[manifest.task].readPartitions(runFolder, songs.length, signal);
  const chosen = await chosenOf(partitions, runFolder, manifest, { representation, method });

  await makeFolder(out);
  const table = join(out, EXPORTED_ROWS);
  await writeChunksAtomic(table, parquetChunks(columnsOf(partitions), songs.entries()));

  const heard = songs
    .map((song, index) => ({ song, cluster: chosen.labels[index]! }))
    .filter(({ song }) => song.audio !== "");
  const files = [table];
  const leftOut: string[] = [];
  for (const [cluster, members] of [...groupBy(heard, (each) => each.cluster)].sort(([a], [b]) => a - b)) {
    const file = join(out, cluster === NOISE ? "noise.m3u8" : `cluster-${cluster}.m3u8`);
    const entries = members.map(({ song: { filename, audio } }) => ({
      filename,
      path: relative(out, resolve(paths.workspace, audio)).split(sep).join("/"),
    }));
    for (const { filename, path } of entries) if (!isListable(path)) leftOut.push(filename);
    await writeFileAtomic(file, markedPlaylist(playlistText(entries)));
    files.push(file);
  }
  return {
    representation: chosen.rep,
    method: chosen.method,
    files,
    earlier: await removeEarlierPlaylists(out, files),
    leftOut,
  };
}

type Numbered = readonly [index: number, song: ViewSourceSong];

function columnsOf(partitions: readonly Partition[]): ParquetColumn<Numbered>[] {
  const texts = ["filename", "language", "genre", "lyrics"] as const;
  return [
    ...texts.map((name) => ({ name, type: "text" as const, of: ([, song]: Numbered) => song[name] })),
    { name: "audio_path", type: "text", of: ([, { audio }]) => audio },
    { name: "row", type: "integer", of: ([, { row }]) => row },
    ...partitions.map(({ rep, method, labels }) => ({
      name: `${rep}/${method}`,
      type: "integer" as const,
      of: ([index]: Numbered) => labels[index],
    })),
  ];
}

async function chosenOf(
  partitions: readonly Partition[],
  runFolder: string,
  { task, bestBy }: RunManifest,
  { representation, method }: ExportOptions,
): Promise<Partition> {
  const rows = await TASK_SCHEMAS[task].metrics.read(runFolder);
  const ofIt = representation === undefined ? rows : rows.filter(({ rep }) => rep === representation);
  if (ofIt.length === 0) throw missing("representation", representation, rows.map(({ rep }) => rep)); // prettier-ignore
  const fitting = method === undefined ? ofIt : ofIt.filter((row) => row.method === method);
  const what = representation === undefined ? "method" : `clustering of ${representation} by`;
  if (fitting.length === 0) throw missing(what, method, ofIt.map((row) => row.method)); // prettier-ignore
  const best = bestRow(fitting, bestBy);
  const found = partitions.find(({ rep, method: name }) => rep === best?.rep && name === best.method);
  if (found === undefined) throw new UsageError("The run has no such clustering.");
  return found;
}

function missing(what: string, given: string | undefined, known: readonly string[]): UsageError {
  // Without a name that was given there are no rows at all.
  if (given === undefined) return new UsageError("The run has no clusterings.");
  return unknownName(what, given, [...new Set(known)]);
}
