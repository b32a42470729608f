import type { Matrix } from "../../core/matrix.ts";
import type { Files } from "../schema/file.ts";
import type { MetricsFile } from "../schema/metrics.ts";
import type { CONTRASTIVE_FILES, MLP_FILES, MODEL_FILES } from "./models.ts";
import type { SeedFiles } from "./seeds.ts";

/** A row of a metrics table and the clusters that it judges. */
export interface Partition {
  readonly rep: string;
  readonly method: string;
  /** For people; missing where the table of methods has it. */
  readonly label?: string;
  /** One per song; −1 is noise. */
  readonly labels: Int32Array;
  /** One per song, NaN where it is undefined; missing where the task's tables have none. */
  readonly silhouettes?: Float64Array;
}

/** A row of a table by its names. */
interface Named {
  readonly rep: string;
  readonly method: string;
}

/** Rows with one more: in the place of the one of the same name, else behind those of its representation, else behind all. */
export function withPartition<Row extends Named>(rows: readonly Row[], added: Row): Row[] {
  const same = rows.findIndex(({ rep, method }) => rep === added.rep && method === added.method);
  if (same >= 0) return rows.toSpliced(same, 1, added);
  const last = rows.findLastIndex(({ rep }) => rep === added.rep);
  return rows.toSpliced(last < 0 ? rows.length : last + 1, 0, added);
}

/** The folder of a trained network. */
interface ModelFolder {
  readonly folder: string;
  readonly files: typeof MODEL_FILES | typeof MLP_FILES | typeof CONTRASTIVE_FILES;
}

/** What a task's results folder and its kept runs have, and how it is read. */
export interface TaskSchema {
  /** Every file, by its folder. */
  readonly folders: Readonly<Record<string, Files>>;
  readonly metrics: MetricsFile;
  readonly seeds: SeedFiles;
  /** Whether its songs have spectrograms, with reconstructions by its networks. */
  readonly hasSpectrograms: boolean;
  /** The networks' folders, by the name that the run's manifest has for them. */
  readonly models: Readonly<Partial<Record<string, ModelFolder>>>;
  /** A representation: exactly what was clustered. @throws {LatentuneError} if its file is missing or broken. */
  readRepresentation(folder: string, name: string, songs: number): Promise<Matrix>;
  /** @throws {LatentuneError} if the table is missing or broken. @throws {CancelledError} */
  readPartitions(folder: string, songs: number, signal?: AbortSignal): Promise<readonly Partition[]>;
  /**
   * Puts a partition into the run's table of clusters: in the place of that of the same name, else behind those of its
   * representation. @param matrix the representation, which is kept where the run has it not
   */
  addPartition(
    folder: string,
    songs: number,
    partition: Partition & { readonly matrix: Matrix },
    signal?: AbortSignal,
  ): Promise<void>;
}
