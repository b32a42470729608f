/** A clustering's row of the metrics table, as far as it is about the user's own labels; null where undefined, with the reason. */
export interface LabelScores {
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly reasons: Readonly<Record<string, string>>;
}

/** A run's clusterings against the user's own labels as they are now. */
export interface OwnScores {
  /** Columns of the metrics table. */
  readonly columns: readonly string[];
  readonly clusterings: readonly (LabelScores & { readonly representation: string; readonly method: string })[];
  /** Of the clusters that were tuned; null where none were. */
  readonly tuned: LabelScores | null;
}
