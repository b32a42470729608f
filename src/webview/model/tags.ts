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

/** The tags that a song has most of, at most three, highest first; none in a run without tags, and while they are on their way. */
export function topTags({ tags }: Pick<Shown, "tags">, song: number): ScoredTag[] {
  if (tags === null) return [];
  const scores = tags.ofSong(song);
  if (scores === null) return [];
  return tags.names
    .map((name, tag) => ({ name, score: scores[tag]! }))
    .filter(({ score }) => score >= LEAST_SCORE)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_TAGS);
}

/** How much of a tag each song has; null where the run does not have the tag, and while that is on its way. */
export function tagScores({ tags }: Pick<Shown, "tags">, name: string | null): Float32Array | null {
  const tag = tags?.names.indexOf(name ?? "") ?? -1;
  return tags === null || tag < 0 ? null : tags.ofTag(tag);
}

/** The run's tags, those that the songs have most of first. */
export function tagNames({ tags }: Pick<Shown, "tags">): string[] {
  if (tags === null) return [];
  const { names, totals } = tags;
  const order = names.map((_, tag) => tag).sort((a, b) => totals[b]! - totals[a]!);
  return order.map((tag) => names[tag]!);
}

/** What a cluster is called beside its number: by its tags, else by its over-represented label and most telling words. */
export function clusterWords({ tags = [], enriched, terms }: ViewCluster): readonly string[] {
  return tags.length > 0 ? tags : [...(enriched === null ? [] : [enriched.value]), ...terms.slice(0, 2)];
}
