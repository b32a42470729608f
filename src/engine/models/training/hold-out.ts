import { LatentuneError } from "../../core/errors.ts";
import { createRng, permutation } from "../../core/rng.ts";
import type { SampleSource } from "./source.ts";

/** Samples by what the training does with them: indices of the source, ascending. */
export interface Split {
  readonly training: Uint32Array;
  /** The network never sees them: its error on them says whether it generalises. */
  readonly heldOut: Uint32Array;
}

/**
 * Holds samples out of a training, drawn by the seed. Equal samples stand on one side, and the draw does not depend on
 * the order of the samples.
 * @param share of the samples, 0 … 0.5; rounded to whole samples, at least one. Fewer are held out where groups of equal
 * samples do not fit into it, more where no group is that small.
 * @throws {LatentuneError} if all samples are equal.
 */
export function holdOut({ count, contentOf }: SampleSource, share: number, seed: number): Split {
  const groups = new Map<string, number[]>();
  for (let index = 0; index < count; index++) {
    const content = contentOf(index);
    groups.set(content, [...(groups.get(content) ?? []), index]);
  }
  if (groups.size < 2) {
    throw new LatentuneError("No song can be held out for validation: there are no two different songs.", {
      remedy: "Add songs, or run without --validation.",
    });
  }
  const contents = [...groups.keys()].sort();
  const drawn = Array.from(permutation(contents.length, createRng(seed, "validation")), (at) =>
    groups.get(contents[at]!)!,
  );
  const wanted = Math.max(1, Math.round(share * count));
  const heldOut = new Set<number>();
  for (const group of drawn) if (heldOut.size + group.length <= wanted) group.forEach((index) => heldOut.add(index));
  if (heldOut.size === 0) drawn.reduce((a, b) => (b.length < a.length ? b : a)).forEach((index) => heldOut.add(index));

  const side = (isHeldOut: boolean): Uint32Array =>
    Uint32Array.from(
      Array.from({ length: count }, (_, index) => index).filter((index) => heldOut.has(index) === isHeldOut),
    );
  return { training: side(false), heldOut: side(true) };
}
