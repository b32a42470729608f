import { columnMeans } from "../../core/linalg.ts";
import type { Matrix } from "../../core/matrix.ts";
import { centroidsOf, type Partition, partitionByNumber } from "../partition.ts";
import { columnScales } from "../representations/standardise.ts";

/** How much each tag is heard in each song. */
export interface SongTags {
  /** One per column. */
  readonly names: readonly string[];
  /** Songs × tags, 0 … 1. */
  readonly matrix: Matrix;
}

/** A tag that characterises a cluster. */
export interface ClusterTag {
  readonly name: string;
  /** Mean over the cluster's songs, 0 … 1. */
  readonly mean: number;
  /** Mean over all other songs, those of the noise among them, 0 … 1. */
  readonly others: number;
}

export interface TaggedCluster {
  readonly cluster: number;
  /** How many it has. */
  readonly songs: number;
  /** The most telling first; at most three. */
  readonly tags: readonly ClusterTag[];
}

const MOST_TAGS = 3;

/** A tag that the cluster's songs have less of is not heard in them. */
const LEAST_MEAN = 0.05;

/** A mean that a random cluster of this size would reach more easily than this, in standard errors, tells nothing. */
const LEAST_ERRORS = 2;

/**
 * The tags that characterise each cluster against the other songs, at most three, best first: by `m · ln(m / o)`, m being the
 * tag's mean over the cluster's songs and o its mean over the others: the tag's part of the Kullback–Leibler divergence of the
 * cluster's means from the others' means. The mean alone would call every cluster "rock", and the ratio alone prefers tags
 * that are hardly heard.
 *
 * Left out are tags with m < 0.05, tags whose m is not two standard errors above the mean of all songs (the error of the
 * mean of as many songs drawn without replacement), and a tag that a better one says already (`electro` after `electronic`,
 * `indie rock` after `indie`). Equal ones come in the order of the names. A cluster of all songs has none.
 *
 * @param labels one per song: clusters are 0 … k − 1, −1 is noise.
 */
export function taggedClusters({ names, matrix }: SongTags, labels: Int32Array): TaggedCluster[] {
  const { rows, cols } = matrix;
  const count = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const partition = partitionByNumber(labels, count);
  const overall = columnMeans(matrix);
  const means = centroidsOf(matrix, partition).data;
  const standardised = standardisedMeans(matrix, partition);
  return Array.from({ length: count }, (_, cluster) => {
    const size = partition.starts[cluster + 1]! - partition.starts[cluster]!;
    if (size === 0 || size === rows) return { cluster, songs: size, tags: [] };
    const error = Math.sqrt((rows - size) / (size * (rows - 1)));
    const telling = names
      .map((name, tag) => {
        const mean = means[cluster * cols + tag]!;
        const others = Math.max(0, (rows * overall[tag]! - size * mean) / (rows - size));
        return { name, mean, others, errors: standardised[cluster * cols + tag]! / error };
      })
      .filter(({ mean, errors }) => mean >= LEAST_MEAN && errors >= LEAST_ERRORS)
      .map((tag) => ({ ...tag, score: tag.mean * Math.log(tag.mean / tag.others) }))
      .sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1));
    return { cluster, songs: size, tags: withoutRepetition(telling).slice(0, MOST_TAGS) };
  });
}

/** The clusters' means of the standardised columns, without a copy of the matrix. */
function standardisedMeans(m: Matrix, { count, rows, starts }: Partition): Float64Array {
  const { cols, data } = m;
  const { means, scales } = columnScales(m);
  const out = new Float64Array(count * cols);
  for (let cluster = 0; cluster < count; cluster++) {
    const first = cluster * cols;
    for (let at = starts[cluster]!; at < starts[cluster + 1]!; at++) {
      const row = rows[at]! * cols;
      for (let col = 0; col < cols; col++)
        if (scales[col] !== 0) out[first + col]! += (data[row + col]! - means[col]!) / scales[col]!;
    }
    const size = Math.max(1, starts[cluster + 1]! - starts[cluster]!);
    for (let col = 0; col < cols; col++) out[first + col]! /= size;
  }
  return out;
}

function withoutRepetition(tags: readonly ClusterTag[]): ClusterTag[] {
  const chosen: ClusterTag[] = [];
  for (const { name, mean, others } of tags) {
    if (!chosen.some((better) => sayTheSame(better.name, name))) chosen.push({ name, mean, others });
  }
  return chosen;
}

/** Whether one of two tags is the other with more behind it, or with a word before it. */
function sayTheSame(a: string, b: string): boolean {
  const [short = "", long = ""] = [a.toLowerCase(), b.toLowerCase()].sort((one, other) => one.length - other.length);
  return long.startsWith(short) || long.endsWith(` ${short}`);
}

/** What a cluster is called where there is little room, by its number and its two most telling tags: `2 · jazz · ambient`. */
export function taggedName({ cluster, tags }: TaggedCluster): string {
  return [String(cluster), ...tags.slice(0, 2).map(({ name }) => name)].join(" · ");
}
