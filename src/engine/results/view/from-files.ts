import { TEXT_COLUMNS } from "../../../shared/contract/metrics.ts";
import type { RunManifest } from "../../../shared/contract/run.ts";
import type { ProjectionName } from "../../../shared/contract/projections.ts";
import type { TunedRow } from "../../../shared/contract/panel/tuning.ts";
import type { ViewProjection } from "../../../shared/contract/view.ts";
import { throwIfCancelled } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";
import { nameKey } from "../../../shared/names.ts";
import { describeMethods } from "../../analysis/clustering/methods.ts";
import type { RepresentationDescription } from "../../analysis/representations/representation.ts";
import { describeRepresentations } from "../../analysis/representations/representations.ts";
import { inspectDataset } from "../../dataset/load-dataset.ts";
import type { Control } from "../../analysis/pause.ts";
import { COMMON_FILES } from "../files/common.ts";
import { TASK_SCHEMAS } from "../files/index.ts";
import { readTags } from "../files/tags.ts";
import { readSeeds } from "../files/seeds.ts";
import { seedsOf } from "./from-run.ts";
import type { ViewSource, ViewSourceRepresentation, ViewSourceSong } from "./source.ts";

/** A kept run and where its data lie. */
export interface KeptRunPlace {
  readonly runFolder: string;
  readonly manifest: RunManifest;
  readonly workspace: string;
  readonly dataDir: string;
}

/**
 * The source of a kept run's view, from its arrays and tables. Lyrics are those of `lyrics.csv` as it is now, by the songs'
 * names; songs that it no longer has, and all where the table is gone, are without.
 * @throws {LatentuneError} if a file of the run is missing or broken.
 */
export async function viewSourceFromFiles(place: KeptRunPlace, { signal }: Control = {}): Promise<ViewSource> {
  const { runFolder, manifest } = place;
  const schema = TASK_SCHEMAS[manifest.task];
  const songs = await readSongs(place, signal);
  const rows = await schema.metrics.read(runFolder);
  const seeds = await readSeeds(runFolder, schema.seeds, manifest.settings.seeds > 1);
  const maps = await readMaps(runFolder, songs.length);
  throwIfCancelled(signal);
  const partitions = await schema.readPartitions(runFolder, songs.length, signal);
  const descriptions = describeRepresentations(manifest.task, manifest.settings);
  const tuned = manifest.tuned ?? [];
  const labels = new Map([
    ...describeMethods(manifest.settings).map(({ method, label }) => [method, label] as const),
    ...tuned.map(({ method, labels: { method: label } }) => [method, label] as const),
  ]);
  const representations: ViewSourceRepresentation[] = [];
  for (const name of new Set(rows.map(({ rep }) => rep))) {
    const { mapName, ...description } = descriptions.get(name) ?? tunedRepresentation(name, tuned);
    const ofName = partitions.filter(({ rep }) => rep === name);
    representations.push({
      ...description,
      matrix: await readRepresentation(place, name),
      clusterings: rows
        .filter(({ rep }) => rep === name)
        .flatMap((row) =>
          ofName
            .filter(({ method }) => method === row.method)
            .map((partition) => ({
              label: labels.get(row.method) ?? row.method,
              ...partition,
              row,
              ...seedsOf(row, seeds),
            })),
        ),
      projections: maps.get(mapName) ?? [],
    });
  }
  return {
    songs,
    representations,
    tags: await readTags(runFolder, songs),
    metricColumns: Object.keys(rows[0]?.values ?? {}).filter((key) => !TEXT_COLUMNS.includes(key)),
  };
}

/** What was tuned, or what a run of another version made, of which this one knows only the name. */
export function tunedRepresentation(
  name: string,
  tuned: readonly TunedRow[],
): Omit<RepresentationDescription, "parts" | "drawn"> {
  const { labels, kind = "audio", holdsLabel = null } = tuned.find(({ rep }) => rep === name) ?? {};
  return { name, label: labels?.rep ?? name, kind, holdsLabel, mapName: name };
}

/** A representation of a kept run: exactly what was clustered. @throws {LatentuneError} if the file is missing or broken. */
export function readRepresentation({ runFolder, manifest }: KeptRunPlace, name: string): Promise<Matrix> {
  return TASK_SCHEMAS[manifest.task].readRepresentation(runFolder, name, manifest.rows.used);
}

/** The songs of a kept run, with the lyrics that the table has now. */
export async function readSongs(
  { runFolder, workspace, dataDir }: KeptRunPlace,
  signal?: AbortSignal,
): Promise<ViewSourceSong[]> {
  const { table } = await inspectDataset({ workspace, dataDir }, signal);
  const lyrics = new Map(table.records.toReversed().map((record) => [nameKey(record.filename), record.lyrics]));
  const songs: ViewSourceSong[] = [];
  const wanted = ["filename", "language", "genre", "audio_path", "row"] as const;
  for await (const { filename, language, genre, audio_path: audio, row } of COMMON_FILES.songs.read(
    runFolder,
    wanted,
  )) {
    songs.push({ filename, language, genre, audio, row, lyrics: lyrics.get(nameKey(filename)) ?? "" });
  }
  return songs;
}

/** The run's maps by the names under which they are kept. Their coordinates stay where they are, but must be there. */
async function readMaps(runFolder: string, songs: number): Promise<ReadonlyMap<string, readonly ViewProjection[]>> {
  const maps = new Map<string, ViewProjection[]>();
  const { projections, coordinates } = COMMON_FILES;
  for await (const { rep, method, ...quality } of projections.read(runFolder)) {
    await coordinates.read(runFolder, { songs }, { rep, method });
    const map = { method: method as ProjectionName, file: coordinates.at({ rep, method }), ...quality };
    maps.set(rep, [...(maps.get(rep) ?? []), map]);
  }
  return maps;
}
