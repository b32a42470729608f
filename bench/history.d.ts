export interface Round {
  readonly date: string;
  readonly commit: string;
  readonly benchmark: string;
  readonly processor: string;
  /** Such as `v24`; rounds before 2026-11-30 do not have it. */
  readonly node?: string;
  readonly figures: Readonly<Record<string, number>>;
}
export function figuresOf(entries: readonly Readonly<Record<string, unknown>>[]): Record<string, number>;
export function slowerLines(
  rounds: readonly Round[],
  now: Pick<Round, "benchmark" | "processor" | "node" | "figures">,
): readonly string[];
