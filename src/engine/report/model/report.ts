import type { Plot } from "../plots/index.ts";
import type { ReferenceKey } from "./reference-keys.ts";

// The report of a run as data: what is said, in which words, from which numbers. Every format is made of it alone.

/** A row of a metrics table. */
export interface RowName {
  readonly rep: string;
  readonly method: string;
}

/** Where a claim's value comes from; `test/report/claims.ts` looks it up again in the run's files. */
export type ClaimSource =
  /** A value of `run.json` or `view/view.json`, by the keys that lead there. */
  | { readonly from: "run" | "view"; readonly path: readonly (string | number)[] }
  /** A cell of the metrics table, in a run of several seeds its mean or deviation (column `…_mean`, `…_sd`). */
  | ({ readonly from: "scores"; readonly column: string } & RowName)
  /** How many songs have these labels; none: all songs. An empty text is a label that is missing. */
  | { readonly from: "songs"; readonly where: Readonly<Partial<Record<LabelColumn, string>>> }
  /** How many different labels the songs have, missing ones not counted. */
  | { readonly from: "labels"; readonly column: LabelColumn }
  /** The name of the row, or of its part, that is best by these columns among the rows that can be best. */
  | { readonly from: "best"; readonly by: readonly string[]; readonly part: keyof RowName }
  /**
   * How many rows of the metrics table (in a run of several seeds with the means) fulfil a condition on a column; rows whose
   * representation contains the label that the column is about do not count.
   */
  | {
      readonly from: "rows";
      readonly column: string;
      readonly is: "above" | "below" | "defined";
      readonly than: number;
      /** Only rows with so many clusters or more. */
      readonly clusters?: number;
    }
  /** A number of the table of the β sweep. */
  | { readonly from: "beta-sweep"; readonly beta: number; readonly column: string }
  /** The β with the highest value of a column. */
  | { readonly from: "best-beta"; readonly column: string }
  /** The number of clusters that the k sweep calls best by a criterion. */
  | { readonly from: "k-sweep"; readonly rep: string; readonly best: string }
  /** How many other representations' best rows have the winner's score. */
  | { readonly from: "equal-to-best"; readonly column: string }
  /** How many other rows have the best row's score by a column. */
  | { readonly from: "equal-rows"; readonly column: string }
  /** How many steps took their result from an earlier run. */
  | { readonly from: "reused-steps" }
  /** How many warnings of `run.json` have a code. */
  | { readonly from: "warnings"; readonly code: string }
  /** Words of a step's note in `run.json`. */
  | { readonly from: "step"; readonly name: string; readonly text: string }
  /** The last of the run's seeds. */
  | { readonly from: "last-seed" }
  /** How many rows of the table are not among the songs, all, or those whose first error has a code; null: the rest. */
  | { readonly from: "left-out"; readonly code?: string | null }
  /** Of how many representations a method (left out: any) is the best. */
  | { readonly from: "best-rows"; readonly method?: string }
  /** In a comparison: the same of one of its runs. */
  | { readonly from: "side"; readonly side: Side; readonly source: ClaimSource }
  /** What two clusterings have in common. */
  | { readonly from: "compared"; readonly what: ComparedFact }
  /** How much higher a score is in B. */
  | ({ readonly from: "change" } & ScorePair)
  /** How many of these pairs of scores differ by more than their deviations over the seeds together. */
  | { readonly from: "beyond"; readonly pairs: readonly ScorePair[] };

/** The sides of a comparison. */
export type Side = "a" | "b";

export type ComparedFact =
  /** Songs of both, of one side alone, and those that moved. */
  | "common"
  | "only-a"
  | "only-b"
  | "moved"
  /** Clusters of both, and how many have a partner. */
  | "clusters-a"
  | "clusters-b"
  | "matched"
  /** Agreement over the common songs. */
  | "AMI"
  | "ARI"
  /** Of the aligned maps. */
  | "disparity"
  /** Settings that differ. */
  | "settings";

/** A score of each side. */
export type ScorePair = Readonly<Record<Side, RowName & { readonly column: string }>>;

export type LabelColumn = "language" | "genre";

/** A value of the run within a sentence. */
export interface Claim {
  /** As the sentence has it: `0.450`, `30 songs`. */
  readonly text: string;
  readonly value: number | string;
  readonly source: ClaimSource;
}

/** What is cited, by the keys of `references.bib`. */
export interface Citation {
  readonly cite: readonly ReferenceKey[];
}

/** A figure or table of this report, by its id. */
export interface CrossReference {
  readonly see: string;
}

/** Words that are code: a flag, a file. */
export interface Code {
  readonly code: string;
}

/** A sentence in its parts; texts are plain. */
export type Sentence = readonly (string | Claim | Citation | CrossReference | Code)[];

export interface Paragraph {
  readonly kind: "paragraph";
  /** A word or two that start it in bold. */
  readonly lead?: string;
  /** Says why numbers are to be doubted: formats may set it off. */
  readonly doubt?: true;
  readonly sentences: readonly Sentence[];
}

export interface Formula {
  readonly kind: "formula";
  /** As Typst sets it. */
  readonly typst: string;
  /** In plain characters. */
  readonly text: string;
}

export interface ReportColumn {
  readonly label: string;
  /** Numbers are set to the right. */
  readonly numeric: boolean;
  /** Which way is better; null where neither is. */
  readonly better?: "higher" | "lower" | null;
  /** What the column says, one sentence. */
  readonly meaning?: string;
}

export interface ReportCell {
  readonly text: string;
  /** What it is sorted by, where that is not the text. */
  readonly value?: number | null;
  /** Best of its column. */
  readonly best?: boolean;
}

export interface Table {
  readonly kind: "table";
  readonly id: string;
  readonly title: string;
  readonly caption: readonly Sentence[];
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly { readonly cells: readonly ReportCell[]; readonly best?: boolean }[];
  /** What marks and dashes mean, a line each. */
  readonly notes: readonly string[];
  /** What the run's files call what the table has labels for. */
  readonly names?: readonly { readonly label: string; readonly name: string }[];
  /** Over both columns of a page. */
  readonly wide: boolean;
  /** Long and for reference: the paper leaves it out, other formats fold it. */
  readonly appendix?: boolean;
}

export interface FigurePanel {
  /** Below the panel; empty where there is only one. */
  readonly label: string;
  readonly plot: Plot;
  /** The picture that the run has of it, relative to its folder. */
  readonly picture?: string;
}

export interface ReportFigure {
  readonly kind: "figure";
  readonly id: string;
  /** Below which heading formats with one picture per line show it. */
  readonly title: string;
  /** What is drawn, and what to see. */
  readonly caption: readonly Sentence[];
  readonly panels: readonly FigurePanel[];
  /** Over both columns of a page. */
  readonly wide: boolean;
  /** Further maps and charts: the paper leaves them out. */
  readonly appendix?: boolean;
}

export type Block = Paragraph | Formula | Table | ReportFigure;

export const SECTIONS = ["data", "method", "results", "limits", "reproduction"] as const;
export type SectionId = (typeof SECTIONS)[number];

export interface Section {
  readonly id: SectionId;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface Reference {
  readonly key: ReferenceKey;
  /** As it is cited, from 1 in the order of appearance. */
  readonly number: number;
  /** Authors, year, title, where: plain text. */
  readonly text: string;
  readonly url?: string;
}

export interface Report {
  readonly runId: string;
  readonly title: string;
  /** Run, date and version: a line below the title. */
  readonly byline: string;
  readonly abstract: readonly Sentence[];
  /** What to know before any number is believed; a sentence or two each. */
  readonly doubts: readonly string[];
  /** Where the tables of a large run lie, and in which format. */
  readonly notes: readonly string[];
  readonly sections: readonly Section[];
  readonly references: readonly Reference[];
}
