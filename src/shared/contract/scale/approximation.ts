import { greatest } from "../../extremes.ts";
import { formatNumber } from "../../format.ts";
import { groupBy } from "../../group-by.ts";

/** What is computed otherwise where there are many songs. */
export const APPROXIMATIONS = {
  training: "Training",
  lyrics: "Lyric vectors",
  neighbours: "Neighbours",
  kmeans: "K-Means",
  ward: "Ward",
  dbscan: "DBSCAN",
  hdbscan: "HDBSCAN",
  mixture: "Gaussian mixture",
  spectral: "Spectral clustering",
  silhouette: "Silhouette",
  tsne: "t-SNE",
  umap: "UMAP",
  tags: "Cluster tags",
} as const;

export type ApproximationKind = keyof typeof APPROXIMATIONS;

/** What ran in the place of the exact method because there are many songs, and how far it can be trusted. */
export interface Approximation {
  readonly kind: ApproximationKind;
  /** The clustering that it is about, where it is not about the whole of a method. */
  readonly about?: string;
  /** What ran, in a sentence: `Ward on 5,000 micro-clusters of K-Means.` */
  readonly text: string;
  /** What was measured in this run: `recall@30` of 0.991, or a mean with the bounds of its 95 % interval; null where nothing can be. */
  readonly measure: Measure | null;
}

export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** An approximation, and what it is about: the label of a representation or network. */
export interface NamedApproximation extends Approximation {
  readonly of: string;
}

/** A row for people: what, by what, how exact. The same for several things is one row that names them all. */
export interface ApproximationRow {
  readonly what: string;
  readonly text: string;
  /** Empty where nothing was measured; `0.991 – 0.998` over several. */
  readonly measure: string;
}

/** The approximations of a run as they are shown, in the order in which they came. */
export function approximationRows(
  approximations: readonly NamedApproximation[],
  format: (value: number) => string,
): ApproximationRow[] {
  const groups = groupBy(approximations, ({ kind, text, measure }) => JSON.stringify([kind, text, measure?.name]));
  return Array.from(groups.values(), (group) => {
    const { kind, text, about } = group[0]!;
    const names = [...new Set(group.map(({ of }) => of))].filter((name) => name !== "").join("; ");
    const only = group.length === 1 && about !== undefined ? `, ${about}` : "";
    const what = [APPROXIMATIONS[kind], ...(names === "" ? [] : [`${names}${only}`])].join(": ");
    return {
      what,
      text,
      measure: measureText(
        group.flatMap(({ measure }) => measure ?? []),
        format,
      ),
    };
  });
}

/**
 * For a caption, of one thing: `t-SNE of a sample, recall@30 0.991`. A sample is what the sentence calls songs drawn at random.
 * @param of the representation's label @param kinds those that the caption is about; null: none
 * @param clustering the label of a clustering that the caption is about as well
 */
export function approximationWords(
  approximations: readonly NamedApproximation[],
  of: string,
  kinds: readonly (string | null)[],
  clustering: string,
): string[] {
  return approximations
    .filter(
      ({ of: whose, kind }) => whose === of && (kinds.includes(kind) || clustering.startsWith(APPROXIMATIONS[kind])),
    )
    .map(({ kind, text, measure }) => {
      const sample = /fitted on ([\d,]+) songs/i.exec(text)?.[1];
      const measured = measure === null ? [] : [`${measure.name} ${formatNumber(measure.value)}`];
      return [
        `${APPROXIMATIONS[kind]}: approximate`,
        ...(sample === undefined ? [] : [`sample of ${sample}`]),
        ...measured,
      ].join(", ");
    });
}

function measureText(measures: readonly Measure[], format: (value: number) => string): string {
  const [first] = measures;
  if (first === undefined) return "";
  if (measures.length === 1) return `${first.name} ${rangeText(first, format)}`;
  const values = measures.map(({ value }) => value).sort((a, b) => a - b);
  const [least, most] = [format(values[0]!), format(values.at(-1)!)];
  const widths = measures.flatMap(({ low, high }) => (low === undefined || high === undefined ? [] : (high - low) / 2));
  const interval = widths.length === 0 ? "" : `, 95 % within ± ${format(greatest(widths))}`;
  return `${first.name} ${least === most ? least : `${least} to ${most}`}${interval}`;
}

function rangeText({ value, low, high }: Measure, format: (value: number) => string): string {
  const interval = low === undefined || high === undefined ? "" : `, 95 % ${format(low)} to ${format(high)}`;
  return `${format(value)}${interval}`;
}
