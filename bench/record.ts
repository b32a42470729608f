import { appendFileSync } from "node:fs";

/** One comparison of a benchmark: a line of the table in bench/RESULTS.md. */
export interface Comparison {
  readonly kind: "comparison";
  readonly step: string;
  readonly size: string;
  readonly peer: string;
  /** Median seconds. */
  readonly ours: number;
  readonly theirs: number;
  /** Median of the rounds' ratios, ours over theirs. */
  readonly ratio: number;
  /** The ratio that is aimed at; null where none is. */
  readonly target: number | null;
  readonly remark?: string;
}

/** How one step grows: a line of the second table. */
export interface Growth {
  readonly kind: "growth";
  readonly step: string;
  readonly rows: number;
  readonly seconds: number | null;
  /** Peak resident memory of the process, in MiB. */
  readonly memory: number | null;
  /** Why there is no figure, or what it is a figure of. */
  readonly remark?: string;
}

/** What a user waits for, without a peer: a line of the table of times. */
export interface Time {
  readonly kind: "time";
  readonly step: string;
  readonly size: string;
  /** Median. */
  readonly seconds: number;
  /** The seconds that are aimed at. */
  readonly target: number;
  readonly remark?: string;
}

/** What a process takes: a line of the table of memory. */
export interface Memory {
  readonly kind: "memory";
  readonly step: string;
  readonly size: string;
  /** Peak resident memory of the process, median, in MiB. */
  readonly memory: number;
  /** The MiB that are aimed at. */
  readonly target: number;
}

/** Keeps a figure for bench/RESULTS.md; does nothing where no one asked for it. */
export function record(entry: Comparison | Growth | Time | Memory): void {
  const file = process.env["LATENTUNE_BENCH_RECORD"];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(entry)}\n`);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}
