import { chanceColumn, metricColumn } from "./contract/metrics.ts";
import { formatCell } from "./format.ts";

/** Why a score says less than it seems to. */
export type Doubt = "chance" | "leak";

/** Scores that a larger share of permuted labels reaches are not told apart from chance. */
const CHANCE_LEVEL = 0.05;

export const DOUBTS: Readonly<Record<Doubt, { readonly mark: string; readonly meaning: string }>> = {
  chance: {
    mark: "°",
    meaning: `permuted labels reach this score in more than ${100 * CHANCE_LEVEL} % of all cases: it may be chance`,
  },
  leak: {
    mark: "†",
    meaning: "the representation contains the label that it is scored against: the score says nothing about the songs",
  },
};

/** A row of a metrics table by its columns; `leaks` is the label that its representation contains. */
type Values = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Whether a column compares with the label that the row's representation contains. */
export function isLeaked({ leaks }: Readonly<Record<string, unknown>>, key: string): boolean {
  const against = metricColumn(key)?.against ?? chanceColumn(key)?.against;
  return against !== undefined && against === leaks;
}

/** What is to be doubted about a score; null for nothing, and for what is no score. */
export function doubtOf(values: Values, key: string): Doubt | null {
  const column = metricColumn(key);
  if (column === undefined || typeof values[key] !== "number") return null;
  if (isLeaked(values, key)) return "leak";
  // Without noise a score is tested only where there is none.
  if (column.chance === null || (column.noise === "left-out" && values["n_noise"] !== 0)) return null;
  const p = values[column.chance];
  return typeof p === "number" && p > CHANCE_LEVEL ? "chance" : null;
}

/** A score in a table of plain text, with the mark of its doubt. */
export function marked(text: string, doubt: Doubt | null): string {
  return doubt === null ? text : `${text} ${DOUBTS[doubt].mark}`;
}

/** A cell of a table of plain text, with the mark of its doubt. */
export function markedCell(values: Values, key: string): string {
  return marked(formatCell(values[key]), doubtOf(values, key));
}

/** What the marks in these rows and columns mean, a sentence each: `° permuted labels …`. */
export function doubtNotes(rows: readonly { readonly values: Values }[], columns: readonly string[]): string[] {
  return doubtMeanings(rows.flatMap(({ values }) => columns.map((key) => doubtOf(values, key))));
}

/** What the marks of these doubts mean, a sentence each. */
export function doubtMeanings(doubts: readonly (Doubt | null)[]): string[] {
  const found = new Set(doubts);
  return (["chance", "leak"] as const)
    .filter((doubt) => found.has(doubt))
    .map((doubt) => `${DOUBTS[doubt].mark} ${DOUBTS[doubt].meaning}.`);
}
