import { basename, extname, join, resolve } from "node:path";
import { matrix, type Matrix } from "../core/matrix.ts";
import { LatentuneError } from "../core/errors.ts";
import { readNpy } from "../core/npy.ts";
import { loadDataset } from "../dataset/load-dataset.ts";
import { mergeGenres } from "../dataset/merge-genres.ts";
import { loadGenreMap } from "../dataset/load-dataset.ts";
import { workspaceRelative, type Dataset } from "../dataset/dataset.ts";
import { standardise } from "../representations/standardise.ts";
import { clusterAll, type ClusteredRepresentation } from "./cluster.ts";
import { HARD_COLUMNS } from "./hard.ts";
import { writeMetrics } from "./metrics-file.ts";
import { clusterCount } from "./resolve-settings.ts";
import type { StepCommand } from "./run-steps.ts";
import { writeTable } from "./write-results.ts";

export interface ClusterFileResult {
  readonly clustered: ClusteredRepresentation;
  readonly metricsFile: string;
  readonly clustersFile: string;
}

interface Labelled {
  readonly filename: string;
  readonly language: string;
  readonly genre: string;
}

/**
 * Clusters any embedding whose rows are those of `lyrics.csv`, with the Hard task's methods and metrics.
 * @param file `.npy`, [songs, dimensions]
 * @param standardised true takes the columns as they are
 */
export function clusterFileCommand(file: string, { standardised }: { readonly standardised: boolean }): StepCommand<ClusterFileResult> {
  return {
    task: "hard",
    label: "Clustering an embedding",
    plan: [
      { name: "read-data", label: "Reading the data", weight: 1 },
      { name: "cluster", label: "Clustering and metrics", weight: 2 },
    ],
    async run(context) {
      const { steps, settings, paths, out, warn } = context;
      const path = resolve(file);
      const { embedding, rows } = await steps.run("read-data", async (report) => {
        const dataset = await loadDataset({ workspace: paths.workspace, dataDir: settings.dataDir }, report.signal);
        warn(...dataset.findings);
        const read = await readEmbedding(path);
        return { embedding: read, rows: await rowsOf(dataset, read, path) };
      });
      const name = basename(path, extname(path));
      const classes = { languages: rows.map(({ language }) => language), genres: rows.map(({ genre }) => genre) };
      const k = clusterCount(settings, classes.genres, rows.length);
      const representation = {
        name,
        matrix: standardised ? embedding : standardise(embedding).matrix,
        description: `${path}${standardised ? "" : ", standardised"}`,
      };
      const [clustered] = await steps.run("cluster", (report) =>
        clusterAll(context, report, { task: "hard", representations: [representation], k, classes }),
      );
      const metricsFile = `clustering/metrics_${name}`;
      const clustersFile = `clustering/clusters_${name}.csv`;
      await writeMetrics(out, metricsFile, HARD_COLUMNS, clustered!.methods.map(({ row }) => row));
      await writeTable(
        out,
        clustersFile,
        ["filename", "language", "genre", ...clustered!.methods.map(({ method }) => method)],
        rows.map(({ filename, language, genre }, index) => [
          filename,
          language,
          genre,
          ...clustered!.methods.map(({ labels }) => labels[index]!),
        ]),
      );
      return { clustered: clustered!, metricsFile: join(out, `${metricsFile}.csv`), clustersFile: join(out, clustersFile) };
    },
  };
}

async function readEmbedding(path: string): Promise<Matrix> {
  const { shape, data } = await readNpy(path);
  const [rows, cols] = shape;
  if (shape.length !== 2 || rows === undefined || cols === undefined || rows === 0 || cols === 0) {
    throw new LatentuneError(`An embedding has two dimensions, songs and columns; this array's shape is (${shape.join(", ")}).`, {
      file: path,
      remedy: "Save one row per song.",
    });
  }
  const values = Float64Array.from(data, Number);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new LatentuneError(`Row ${Math.floor(bad / cols) + 1}, column ${(bad % cols) + 1} is ${values[bad]}.`, {
      file: path,
      remedy: "Replace values that are not finite.",
    });
  }
  return matrix(rows, cols, values);
}

/** The songs of the embedding's rows: all rows of the table, or those whose audio was found. */
async function rowsOf(dataset: Dataset, { rows }: Matrix, path: string): Promise<readonly Labelled[]> {
  const { table, songs, paths, workspace } = dataset;
  if (rows === songs.length) return songs;
  const map = await loadGenreMap(paths.genreMap, workspaceRelative(workspace, paths.genreMap));
  const { genres } = mergeGenres(table, map);
  if (rows === table.records.length) {
    return table.records.map(({ filename, language }, index) => ({ filename, language, genre: genres[index]! }));
  }
  throw new LatentuneError(
    `The embedding has ${rows} rows; lyrics.csv has ${table.records.length}, of which ${songs.length} have their audio file.`,
    { file: path, remedy: "Save one row per row of lyrics.csv, in its order." },
  );
}
