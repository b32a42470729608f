import type { SongRow } from "../../../shared/contract/dataset.ts";
import { METRICS_FILES } from "../../../shared/contract/result-files.ts";
import { OWN_SEED_SCORES, seedColumns, spreadColumns } from "../../../shared/contract/seeds.ts";
import type { Task } from "../../../shared/contract/settings.ts";
import type { MetricTableRow } from "../../analysis/metrics/table.ts";
import { seedRowOf } from "../../analysis/seeds/mean-rows.ts";
import type { SeedResult } from "../../analysis/seeds/seed-table.ts";
import { metricsFile, type MetricsFile } from "../schema/metrics.ts";
import { songTable, type SongTableOptions } from "../schema/song-table.ts";
import { integer, number, text } from "../schema/table.ts";

type NamedSong = Pick<SongRow, "filename">;

interface CoAssignmentRow extends Pick<MetricTableRow, "rep" | "method"> {
  readonly song: NamedSong;
  readonly cluster: number;
  readonly coAssignment: number | null;
}

/** What a run of several seeds writes beside the metrics table. */
export function seedFiles(task: Task, repOf?: (method: string) => string) {
  return {
    /** Mean, deviation and stability of each row of the metrics table. */
    scores: metricsFile(
      `${METRICS_FILES[task]}_seeds`,
      seedColumns(task),
      repOf,
      OWN_SEED_SCORES.flatMap(spreadColumns),
    ),
    /** One line per representation, method and song: its cluster with the first seed, and its co-assignment. */
    coAssignment: songTable<CoAssignmentRow>()(`${METRICS_FILES[task].replace("/metrics", "/co_assignment")}.csv`, {
      rep: text(({ rep }) => rep),
      method: text(({ method }) => method),
      filename: text(({ song }) => song.filename),
      cluster: integer(({ cluster }) => cluster),
      co_assignment: number(({ coAssignment }) => coAssignment),
    }),
  } as const;
}

export type SeedFiles = ReturnType<typeof seedFiles>;

/** Writes the files of a run's seeds; none where it has one seed. */
export async function writeSeeds(
  folder: string,
  files: SeedFiles,
  { songs }: { readonly songs: readonly NamedSong[] },
  seeds: readonly SeedResult[],
  options: Omit<SongTableOptions, "songs"> = {},
): Promise<void> {
  const sized = { songs: songs.length, ...options };
  if (seeds.length === 0) return;
  await files.scores.write(
    folder,
    seeds.map(({ row }) => row),
    sized,
  );
  await files.coAssignment.write(folder, () => coAssignmentRows(songs, seeds), sized);
}

function* coAssignmentRows(
  songs: readonly NamedSong[],
  seeds: readonly SeedResult[],
): Generator<CoAssignmentRow, void, undefined> {
  for (const { row, labels, coAssignment } of seeds) {
    const { rep, method } = row;
    for (const [index, song] of songs.entries()) {
      const value = coAssignment[index]!;
      yield { rep, method, song, cluster: labels[index]!, coAssignment: Number.isNaN(value) ? null : value };
    }
  }
}

/**
 * A kept run's metrics table, each row followed by its columns of the table of seeds where the run has several.
 * @throws {LatentuneError} if a file is missing or broken
 */
export async function readScores(
  folder: string,
  { metrics, seeds }: { readonly metrics: MetricsFile; readonly seeds: SeedFiles },
  hasSeeds: boolean,
): Promise<MetricTableRow[]> {
  const rows = await metrics.read(folder);
  const seedRows = hasSeeds ? await seeds.scores.read(folder) : [];
  return rows.map((row) => ({ ...row, values: { ...row.values, ...seedRowOf(row, seedRows)?.values } }));
}

/**
 * What a kept run's seeds came to; nothing where it has one seed.
 * @throws {LatentuneError} if one of its files is broken
 */
export async function readSeeds(folder: string, files: SeedFiles, hasSeeds: boolean): Promise<SeedResult[]> {
  if (!hasSeeds) return [];
  const rows = await files.scores.read(folder);
  const lists = new Map<string, { readonly labels: number[]; readonly values: number[] }>();
  const keyOf = ({ rep, method }: { readonly rep: string; readonly method: string }): string =>
    JSON.stringify([rep, method]);
  for await (const line of files.coAssignment.read(folder)) {
    const list = lists.get(keyOf(line)) ?? { labels: [], values: [] };
    list.labels.push(line.cluster);
    list.values.push(line.co_assignment ?? NaN);
    lists.set(keyOf(line), list);
  }
  return rows.map((row) => {
    const { labels, values } = lists.get(keyOf(row)) ?? { labels: [], values: [] };
    return { row, labels: Int32Array.from(labels), coAssignment: Float64Array.from(values) };
  });
}
