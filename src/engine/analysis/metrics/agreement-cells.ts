import { type ChanceColumn, LABELS, type LabelColumn, type LabelName } from "../../../shared/contract/metrics.ts";
import { oncePer } from "../../core/once-per.ts";
import { NOISE } from "../clustering/labels.ts";
import { paused } from "../turns.ts";
import { type Agreement, agreement } from "./agreement.ts";
import { chanceInTurns, type Permuted } from "./chance.ts";
import { contingency, type KnownClasses } from "./contingency.ts";
import { type Measured, measured, undefinedBecause } from "./measured.ts";

/** A clustering, and what it is compared with. */
interface Compared {
  /** One per song; −1 is noise. */
  readonly labels: Int32Array;
  readonly classes: KnownClasses;
  readonly permuted: Permuted;
  readonly seed: number;
  /** Called between permutations. */
  readonly pause: (fraction: number) => Promise<void>;
}

/** What each column that compares a clustering with known labels holds. Songs without a label of the user's own are left out of those. */
export interface AgreementCells {
  score(column: LabelColumn, hasReferenceNumber?: boolean): Measured;
  chance(column: Pick<ChanceColumn, "against" | "statistic">): Promise<Measured>;
}

/**
 * Where no song has a label, agreement with it is undefined; where all songs are noise too, but for the reference's own
 * columns where several labels are (`hasReferenceNumber`).
 */
export function agreementCells({ labels: clusters, classes, permuted, seed, pause }: Compared): AgreementCells {
  const { languages: language, genres: genre, own = [] } = classes;
  const known: Readonly<Record<LabelName, readonly string[]>> = { language, genre, own };
  const songs = oncePer((against: LabelName) =>
    against === "own"
      ? { labels: own.filter((label) => label !== ""), clusters: clusters.filter((_, song) => own[song] !== "") }
      : { labels: known[against], clusters },
  );
  const agreementWith = oncePer((against: LabelName, dropNoise: boolean): Agreement => {
    const { labels, clusters: of } = songs(against);
    if (!dropNoise) return agreement(labels, of);
    return agreement(
      labels.filter((_, song) => of[song] !== NOISE),
      of.filter((label) => label !== NOISE),
    );
  });
  const chanceFor = oncePer(async (against: LabelName) => {
    const drawn = await permuted(against, seed, () => pause(0));
    const { labels, clusters: of } = songs(against);
    return paused(chanceInTurns(contingency(labels, of), drawn), () => pause(0));
  });
  const isEmpty = oncePer((against: LabelName) => known[against].every((label) => label === ""));
  const isNoise = oncePer((against: LabelName) => songs(against).clusters.every((label) => label === NOISE));
  const hasOneLabel = oncePer((against: LabelName) => new Set(known[against]).size === 1);
  const whyNot = (against: LabelName, hasReferenceNumber: boolean): string | undefined => {
    if (isEmpty(against)) return `no song has ${against === "own" ? "an" : "a"} ${LABELS[against]}`;
    if (isNoise(against) && (hasOneLabel(against) || !hasReferenceNumber)) return "all songs are noise";
    return undefined;
  };
  return {
    score({ against, metric, noise }, hasReferenceNumber = false) {
      const reason = whyNot(against, hasReferenceNumber);
      return reason === undefined ? agreementWith(against, noise === "left-out")[metric] : undefinedBecause(reason);
    },
    chance: async ({ against, statistic }) => measured((await chanceFor(against))[statistic]),
  };
}
