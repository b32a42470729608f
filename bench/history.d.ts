export interface Round {
  readonly date: string;
  readonly commit: string;
  readonly benchmark: string;
  readonly processor: string;
  /** Such as `v24`; the oldest rounds do not have it. */
  readonly node?: string;
  readonly figures: Readonly<Record<string, number>>;
}
export function figuresOf(entries: readonly Readonly<Record<string, unknown>>[]): Record<string, number>;
export function keepHistory(
  bench: string,
  round: Pick<Round, "date" | "benchmark" | "processor"> & {
    readonly entries: readonly Readonly<Record<string, unknown>>[];
  },
): readonly string[];
export function slowerLines(
  rounds: readonly Round[],
  now: Pick<Round, "benchmark" | "processor" | "node" | "figures">,
): readonly string[];
