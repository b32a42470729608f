import { nameKey } from "../../../shared/names.ts";
import { join } from "node:path";
import type { RunManifest } from "../../../shared/contract/run.ts";
import type { ProjectionName } from "../../../shared/contract/projections.ts";
import { readCsvRows } from "../../core/csv-file.ts";
import { LatentuneError, throwIfCancelled } from "../../core/errors.ts";
import { matrix, type Matrix } from "../../core/matrix.ts";
import { readNpy } from "../../core/npy.ts";
import { inspectDataset } from "../../dataset/load-dataset.ts";
import { KMEANS } from "../../analysis/clustering/kmeans.ts";
import { describeMethods } from "../../analysis/clustering/methods.ts";
import type { Control, Projection } from "../../analysis/projections/index.ts";
import type { MetricTableRow } from "../../analysis/metrics/table.ts";
import type { Representation, RepresentationDescription } from "../../analysis/representations/representation.ts";
import { describeRepresentations, makeRepresentations } from "../../analysis/representations/representations.ts";
import { easyClusterColumn, easyMethod } from "../../analysis/representations/tables.ts";
import { readMetrics } from "../metrics-file.ts";
import { silhouettesOf } from "./from-run.ts";
import type { ViewSource, ViewSourceClustering, ViewSourceRepresentation, ViewSourceSong } from "./source.ts";

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
  const songs = await readSongs(place, signal);
  const rows = await readMetrics(runFolder, manifest.task);
  const maps = await readProjections(runFolder);
  throwIfCancelled(signal);
  const representations =
    manifest.task === "easy"
      ? await easySource(place, rows, maps)
      : await representationsOf(place, rows, maps, songs.length, signal);
  return { songs, representations, metricColumns: Object.keys(rows[0]?.values ?? {}) };
}

/** A representation of a kept run: exactly what was clustered. @throws {LatentuneError} if the file is missing or broken. */
export async function readRepresentation(place: KeptRunPlace, name: string): Promise<Matrix> {
  const { task, rows } = place.manifest;
  if (task !== "easy") return readMatrixOf(join(place.runFolder, "embeddings", `${name}.npy`), rows.used);
  const made = (await easyRepresentations(place)).find((representation) => representation.name === name);
  if (made === undefined) throw new LatentuneError(`The Easy task has no representation ${name}.`);
  return made.matrix;
}

async function easyRepresentations({
  runFolder,
  manifest: { rows, settings },
}: KeptRunPlace): Promise<Representation[]> {
  const read = (file: string): Promise<Matrix> => readMatrixOf(join(runFolder, "embeddings", file), rows.used);
  return makeRepresentations("easy", { vaeLatent: await read("Z.npy"), mfcc: await read("X.npy") }, settings);
}

async function readSongs(
  { runFolder, workspace, dataDir }: KeptRunPlace,
  signal?: AbortSignal,
): Promise<ViewSourceSong[]> {
  const { table } = await inspectDataset({ workspace, dataDir }, signal);
  const lyrics = new Map(table.records.toReversed().map((record) => [nameKey(record.filename), record.lyrics]));
  const songs: ViewSourceSong[] = [];
  for await (const { filename = "", language = "", genre = "", audio_path: audio = "", row } of tableRows(
    join(runFolder, "songs.csv"),
  )) {
    songs.push({ filename, language, genre, audio, row: Number(row), lyrics: lyrics.get(nameKey(filename)) ?? "" });
  }
  return songs;
}

async function representationsOf(
  place: KeptRunPlace,
  rows: readonly MetricTableRow[],
  maps: Maps,
  songs: number,
  signal: AbortSignal | undefined,
): Promise<ViewSourceRepresentation[]> {
  const {
    runFolder,
    manifest: { task, settings },
  } = place;
  const descriptions = describeRepresentations(task, settings);
  const labels = new Map(describeMethods(settings).map(({ method, label }) => [method, label]));
  const partitions = await readPartitions(join(runFolder, "clustering", `clusters_${task}.csv`), songs, signal);
  const representations: ViewSourceRepresentation[] = [];
  for (const name of new Set(rows.map(({ rep }) => rep))) {
    const clusterings = rows
      .filter(({ rep }) => rep === name)
      .flatMap((row): ViewSourceClustering[] => {
        const { method } = row;
        const partition = partitions.get(keyOf(name, method));
        return partition === undefined ? [] : [{ method, label: labels.get(method) ?? method, row, ...partition }];
      });
    representations.push({
      ...(descriptions.get(name) ?? unknownRepresentation(name)),
      matrix: await readRepresentation(place, name),
      clusterings,
      projections: maps.get(name) ?? [],
    });
  }
  return representations;
}

/** What a run of another version made, of which this one knows only the name. */
function unknownRepresentation(name: string): Pick<RepresentationDescription, "name" | "label" | "kind"> {
  return { name, label: name, kind: "audio" };
}

async function easySource(
  place: KeptRunPlace,
  rows: readonly MetricTableRow[],
  maps: Maps,
): Promise<ViewSourceRepresentation[]> {
  const clusters: Readonly<Partial<Record<string, string>>>[] = [];
  for await (const line of tableRows(join(place.runFolder, "metrics", "clusters.csv"))) clusters.push(line);
  return (await easyRepresentations(place)).map((representation) => {
    const { name, matrix: array, mapName } = representation;
    const labels = Int32Array.from(clusters, (line) => Number(line[easyClusterColumn(name)]));
    const method = easyMethod(name);
    const row = rows.find((candidate) => candidate.method === method);
    const silhouettes = silhouettesOf(array, labels);
    return {
      ...representation,
      clusterings: row === undefined ? [] : [{ method, label: KMEANS.label, row, labels, silhouettes }],
      projections: maps.get(mapName) ?? [],
    };
  });
}

type Partitions = ReadonlyMap<string, Pick<ViewSourceClustering, "labels" | "silhouettes">>;

const keyOf = (rep: string, method: string): string => JSON.stringify([rep, method]);

/** One line per representation, method and song, in the order of the songs. */
async function readPartitions(path: string, songs: number, signal: AbortSignal | undefined): Promise<Partitions> {
  const lists = new Map<string, { readonly labels: number[]; readonly silhouettes: (number | null)[] }>();
  let lines = 0;
  for await (const { rep = "", method = "", cluster, silhouette } of tableRows(path)) {
    if (++lines % 4096 === 0) throwIfCancelled(signal);
    const key = keyOf(rep, method);
    let list = lists.get(key);
    if (list === undefined) lists.set(key, (list = { labels: [], silhouettes: [] }));
    list.labels.push(Number(cluster));
    list.silhouettes.push(silhouette === undefined || silhouette === "" ? null : Number(silhouette));
  }
  return new Map(
    [...lists].map(([key, { labels, silhouettes }]) => {
      if (labels.length !== songs) throw broken(path, `${key} has ${labels.length} lines for ${songs} songs`);
      return [key, { labels: Int32Array.from(labels), silhouettes }];
    }),
  );
}

type Maps = ReadonlyMap<string, readonly Projection[]>;

async function readProjections(runFolder: string): Promise<Maps> {
  const maps = new Map<string, Projection[]>();
  for await (const { rep = "", method, trustworthiness, neighbours, parameters } of tableRows(
    join(runFolder, "projections", "projections.csv"),
  )) {
    const path = join(runFolder, "projections", `${rep}_${method}.npy`);
    const { data } = await readNpy(path);
    if (!(data instanceof Float32Array)) throw broken(path, "it does not hold coordinates");
    const projection: Projection = {
      method: method as ProjectionName,
      coordinates: data,
      parameters: JSON.parse(parameters ?? "{}") as Projection["parameters"],
      trustworthiness: {
        value: trustworthiness === undefined || trustworthiness === "" ? null : Number(trustworthiness),
        neighbours: Number(neighbours),
        sample: data.length / 2,
      },
    };
    maps.set(rep, [...(maps.get(rep) ?? []), projection]);
  }
  return maps;
}

async function readMatrixOf(path: string, rows: number): Promise<Matrix> {
  const { shape, data } = await readNpy(path);
  if (shape.length !== 2 || shape[0] !== rows)
    throw broken(path, `its shape is (${shape.join(", ")}), and there are ${rows} songs`);
  return matrix(rows, shape[1]!, Float64Array.from(data, Number));
}

/** The rows of a table of ours, by the names of its header. */
async function* tableRows(path: string): AsyncGenerator<Readonly<Partial<Record<string, string>>>> {
  let header: readonly string[] | undefined;
  for await (const cells of readCsvRows(path)) {
    if (header === undefined) header = cells;
    else yield Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ""]));
  }
}

function broken(file: string, why: string): LatentuneError {
  return new LatentuneError(`A file of the run does not fit the others: ${why}.`, {
    file,
    remedy: "Delete the run and run the task again.",
  });
}
