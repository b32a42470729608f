import type { ViewCluster } from "../../shared/contract/view.ts";
import type { Shown } from "../data/shown.ts";

const MOST_TAGS = 3;

/** A tag that scores lower is not said of a song. */
const LEAST_SCORE = 0.05;

export interface ScoredTag {
  readonly name: string;
  /** 0 … 1. */
  readonly score: number;
}

/** The tags that a song has most of, at most three, highest first; none in a run without tags. */
export function topTags({ tags }: Pick<Shown, "tags">, song: number): ScoredTag[] {
  if (tags === null) return [];
  const { names, scores } = tags;
  return names
    .map((name, tag) => ({ name, score: scores[song * names.length + tag]! }))
    .filter(({ score }) => score >= LEAST_SCORE)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_TAGS);
}

/** How much of a tag each song has; null where the run does not have the tag. */
export function tagScores({ tags }: Pick<Shown, "tags">, name: string | null): Float32Array | null {
  const tag = tags?.names.indexOf(name ?? "") ?? -1;
  if (tags === null || tag < 0) return null;
  const { names, scores } = tags;
  return Float32Array.from({ length: scores.length / names.length }, (_, song) => scores[song * names.length + tag]!);
}

/** The run's tags, those that the songs have most of first. */
export function tagNames({ tags }: Pick<Shown, "tags">): string[] {
  if (tags === null) return [];
  const { names, scores } = tags;
  const sums = new Float64Array(names.length);
  scores.forEach((score, at) => {
    sums[at % names.length]! += score;
  });
  const order = names.map((_, tag) => tag).sort((a, b) => sums[b]! - sums[a]!);
  return order.map((tag) => names[tag]!);
}

/** What a cluster is called beside its number: by its tags, else by its over-represented label and most telling words. */
export function clusterWords({ tags = [], enriched, terms }: ViewCluster): readonly string[] {
  return tags.length > 0 ? tags : [...(enriched === null ? [] : [enriched.value]), ...terms.slice(0, 2)];
}
