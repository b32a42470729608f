export interface Round {
  readonly date: string;
  readonly commit: string;
  readonly benchmark: string;
  readonly processor: string;
  readonly figures: Readonly<Record<string, number>>;
}
export function figuresOf(entries: readonly Readonly<Record<string, unknown>>[]): Record<string, number>;
export function slowerLines(
  rounds: readonly Round[],
  now: Pick<Round, "benchmark" | "processor" | "figures">,
): readonly string[];
