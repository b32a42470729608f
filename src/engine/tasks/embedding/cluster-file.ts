import { countOf } from "../../../shared/format.ts";
import { stat } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import { methodSettings } from "../../analysis/clustering/methods.ts";
import { readJsonIfPresent } from "../../core/files.ts";
import { ifPresent } from "../../core/given-file.ts";
import { sha256 } from "../../core/hash.ts";
import { datasetOptions } from "../../dataset/dataset.ts";
import { findLayout } from "../../dataset/layout.ts";
import { loadRows } from "../../dataset/load-dataset.ts";
import { workspaceRelative } from "../../dataset/dataset.ts";
import { runDoubts } from "../../analysis/doubts/run-doubts.ts";
import type { Representation } from "../../analysis/representations/representation.ts";
import { standardise } from "../../analysis/representations/standardise.ts";
import type { ClusteredRepresentation } from "../../analysis/clustering/clustered.ts";
import { chooseClusters, numberOfClusters } from "../../steps/k/choose-k.ts";
import { clusterAll, clusterNotes } from "../../steps/cluster.ts";
import type { TaskContext } from "../../steps/context.ts";
import { defineUncachedStep } from "../../steps/define-step.ts";
import { readEmbedding } from "./embedding-file.ts";
import { embeddingRows, rowsWithoutTable } from "./embedding-rows.ts";
import { withoutExtremes } from "./extreme-columns.ts";
import { EMBEDDING_FILES, EMBEDDING_FOLDER } from "../../results/files/hard.ts";
import { tableNotes } from "../../results/schema/song-table.ts";
import type { StepCommand } from "../run-steps.ts";

export interface ClusterFileRequest {
  /** `.npy` or `.npz`, [songs, columns], or a table of numbers; relative to the current folder or absolute, as the other paths. */
  readonly embedding: string;
  /** The columns are standardised already, or meant as they are. */
  readonly standardised?: boolean;
  /** A CSV file with a column `filename` that says which song each row is. */
  readonly songs?: string | undefined;
  /** Where the tables go, instead of a folder of their own below the Hard task's results. */
  readonly out?: string | undefined;
}

export interface ClusterFileResult {
  readonly clustered: ClusteredRepresentation;
  /** Where the tables were written, absolute. */
  readonly folder: string;
  readonly metricsFile: string;
  readonly clustersFile: string;
  /** What said which row is which song. */
  readonly rowsFrom: string;
  /** Notes of the methods, and what was left out. */
  readonly notes: readonly string[];
}

interface RowsRequest {
  readonly path: string;
  readonly songs: string | undefined;
  readonly standardised: boolean;
}

/** The embedding, and which song each of its rows is. */
const readRows = defineUncachedStep({
  name: "read-data",
  label: "Reading the data",
  run: async (
    { path, songs, standardised }: RowsRequest,
    { paths, settings, warn }: Pick<TaskContext, "paths" | "settings" | "warn">,
    report,
  ) => {
    const { matrix, names } = await readEmbedding(path);
    const { matrix: embedding, diagnostics } = withoutExtremes(matrix, { file: path, standardised });
    warn(diagnostics);
    const file = { path, rows: embedding.rows, songs, names };
    const options = datasetOptions(paths, settings);
    const { lyricsTable } = await findLayout(options);
    const dataset = (await isThere(lyricsTable)) ? await loadRows(options, report.signal) : null;
    warn(dataset?.diagnostics ?? []);
    const found = dataset === null ? await rowsWithoutTable(paths.workspace, file) : await embeddingRows(dataset, file);
    report.songs(found.rows.length);
    report.note(`${countOf(found.rows.length, "song")}, named by ${found.from}`);
    return { embedding, ...found };
  },
});

/**
 * Clusters any embedding with the Hard task's methods and metrics: `metrics.csv`, `metrics.json` and `clusters.csv` in
 * `results_hard/clustering/embeddings/<name>/`, apart from the task's own tables. Which song a row is, see
 * {@link embeddingRows}.
 */
export function clusterFileCommand({
  embedding: file,
  standardised = false,
  songs,
  out,
}: ClusterFileRequest): StepCommand<ClusterFileResult> {
  return {
    task: "hard",
    label: "Clustering an embedding",
    networks: false,
    plan: [
      { step: readRows, weight: 1 },
      { step: chooseClusters, weight: 0.1 },
      { step: clusterAll, weight: 2 },
    ],
    async run(context) {
      const { steps, settings, paths } = context;
      const path = resolve(file);
      const list = songs === undefined ? undefined : resolve(songs);
      const { embedding, rows, from } = await steps.run(readRows, { path, songs: list, standardised });

      const name = nameOf(path);
      const classes = { languages: rows.map(({ language }) => language), genres: rows.map(({ genre }) => genre) };
      const representation: Representation = {
        name,
        label: name,
        kind: "audio",
        parts: [],
        holdsLabel: null,
        drawn: "never",
        mapName: name,
        matrix: standardised ? embedding : standardise(embedding).matrix,
      };
      const { k, kChosen } = await numberOfClusters(context, {
        labels: classes.genres,
        data: () => ({ matrix: representation.matrix, name }),
      });
      const clustered = await steps.run(clusterAll, { task: "hard", representations: [representation], k, classes });
      const doubted = { ...classes, songs: rows.map(({ filename }) => ({ filename, audioRelative: "" })), hashes: [] };
      context.warn(runDoubts("hard", doubted, k, clustered));
      const [{ methods }] = clustered as [ClusteredRepresentation];

      const source = workspaceRelative(paths.workspace, path);
      const folder = out === undefined ? await folderOf(context.out, name, source) : resolve(out);
      const { record, metrics } = EMBEDDING_FILES;
      const clusters = EMBEDDING_FILES.clusters(methods.map(({ method }) => method));
      const sized = { songs: rows.length, signal: context.signal };
      const used = { k, seed: settings.seed, ...methodSettings(settings) };
      await record.write(folder, { embedding: source, songs: from, standardised, ...used });
      await metrics.write(
        folder,
        methods.map(({ row }) => row),
        sized,
      );
      const [clustersFile] = await clusters.write(
        folder,
        function* () {
          for (const [index, song] of rows.entries())
            yield { song, clusters: Object.fromEntries(methods.map(({ method, labels }) => [method, labels[index]!])) };
        },
        sized,
      );
      return {
        clustered: clustered[0]!,
        folder,
        metricsFile: join(folder, metrics.csv.path),
        clustersFile: join(folder, clustersFile),
        rowsFrom: from,
        notes: [
          ...(kChosen === undefined ? [] : [`${kChosen}.`]),
          ...clusterNotes(clustered),
          ...tableNotes(rows.length),
        ],
      };
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  return (await ifPresent(stat(path))) !== undefined;
}

/** The file's name without its ending, as a folder may be named: no dots or blanks at its ends. */
function nameOf(path: string): string {
  return basename(path, extname(path)).replaceAll(/^[.\s]+|[.\s]+$/g, "") || "embedding";
}

/** A folder of the embedding's name; where that is another file's, one with a digest of the path behind the name. */
async function folderOf(results: string, name: string, source: string): Promise<string> {
  const folderNamed = (embedding: string): string => join(results, EMBEDDING_FOLDER.at({ embedding }));
  const path = join(folderNamed(name), EMBEDDING_FILES.record.path);
  const known = (await readJsonIfPresent(path)) as { readonly embedding?: unknown } | null | undefined;
  const free = known === undefined || known?.embedding === source;
  return folderNamed(free ? name : `${name}-${sha256(source).slice(0, 8)}`);
}
