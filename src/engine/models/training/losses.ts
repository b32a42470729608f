import type { EpochLosses } from "../../../shared/contract/train.ts";

const TERMS = ["reconstruction", "kl"] as const;

/** Term by term, of two losses of the same objective; a term that an objective does not have stays out. */
export function combineLosses(a: EpochLosses, b: EpochLosses, combine: (a: number, b: number) => number): EpochLosses {
  const terms: Partial<Record<(typeof TERMS)[number], number>> = {};
  for (const term of TERMS) {
    const [left, right] = [a[term], b[term]];
    if (left !== undefined && right !== undefined) terms[term] = combine(left, right);
  }
  return { ...terms, total: combine(a.total, b.total) };
}

/** The losses that a run of a gradient step put out. */
export function lossesOf({ reconstruction, kl, total }: Readonly<Record<string, Float32Array>>): EpochLosses {
  return {
    ...(reconstruction && { reconstruction: reconstruction[0]! }),
    ...(kl && { kl: kl[0]! }),
    total: total![0]!,
  };
}
