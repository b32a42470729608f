// Beam search as in OpenAI's whisper/decoding.py (BeamSearchDecoder with a patience of 1, MaximumLikelihoodRanker without a penalty).
import { mostLikelyOf } from "./logits.ts";

/** A text that is being said, or was. */
export interface Text {
  /** Without prompt and end. */
  readonly said: readonly number[];
  /** Of the log-probabilities of its tokens; of a finished one with that of the end. */
  readonly sum: number;
}

/** A text under way with one token more. */
export interface Candidate {
  /** Which text, by its place. */
  readonly parent: number;
  readonly token: number;
  /** As that of {@link Text}, with this token. */
  readonly sum: number;
}

/** A text under way, and the logits of the token after it. */
export interface Going extends Text {
  /** After all rules. */
  readonly logits: Float32Array;
  /** log Σ exp of what the probabilities are taken among. */
  readonly total: number;
}

/** For each text the tokens that can be among the best of all: one more than there are beams, as one may be the end. */
export function likeliestCandidates(texts: readonly Going[], beams: number): Candidate[] {
  return texts.flatMap(({ logits, total, sum }, parent) =>
    mostLikelyOf(logits, beams + 1).map((token) => ({ parent, token, sum: sum + logits[token]! - total })),
  );
}

/**
 * The likeliest candidates: as many as there are beams, and the texts that end before the last of them.
 *
 * @returns `kept` in the places of their parents as far as these are free, so that what a model remembers of a text mostly stays where it
 * is; `ended` from the likeliest on
 */
export function chooseCandidates(
  candidates: readonly Candidate[],
  beams: number,
  end: number,
): { readonly kept: readonly Candidate[]; readonly ended: readonly Candidate[] } {
  const kept: Candidate[] = [];
  const ended: Candidate[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.sum - a.sum)) {
    (candidate.token === end ? ended : kept).push(candidate);
    if (kept.length === beams) break;
  }
  return { kept: inPlace(kept), ended };
}

/** The text of the highest mean log-probability, the end not counted; the first of equal ones. */
export function likeliestText(texts: readonly Text[]): Text {
  const mean = ({ said, sum }: Text): number => sum / Math.max(1, said.length);
  return texts.reduce((best, text) => (mean(text) > mean(best) ? text : best));
}

/** The likeliest so many texts, however long they are. */
export function likeliestFew(texts: readonly Text[], count: number): Text[] {
  return texts.toSorted((a, b) => b.sum - a.sum).slice(0, count);
}

function inPlace(kept: readonly Candidate[]): Candidate[] {
  const places = new Array<Candidate | undefined>(kept.length).fill(undefined);
  const others = kept.filter((candidate) => {
    if (candidate.parent >= kept.length || places[candidate.parent] !== undefined) return true;
    places[candidate.parent] = candidate;
    return false;
  });
  return places.map((candidate) => candidate ?? others.shift()!);
}
