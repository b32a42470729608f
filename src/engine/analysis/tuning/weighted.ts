import type { Weights } from "../../../shared/contract/panel/tuning.ts";
import { LatentuneError } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";
import { BLOCKS } from "../representations/blocks.ts";
import type { PlannedRepresentation } from "../representations/entry.ts";
import { formatG } from "../representations/format-g.ts";
import { standardisedGenres, weightedJoin } from "../representations/hybrid.ts";
import type { Representation } from "../representations/representation.ts";

/** Modalities in the order in which representations join them. */
const MODALITIES = ["audio", "lyrics", "genre"] as const;

/** Where the columns of a representation can be taken from, and what they are weighted with there. */
export interface TunableParts {
  /** The representations of the run that hold one modality alone; null where the run has none. */
  readonly holders: Readonly<Record<"audio" | "lyrics", string | null>>;
  readonly weights: Weights;
}

/**
 * How a representation of a run can be weighted otherwise: its own sound and words, or the run's first of a modality that
 * it does not have. Undefined for what joins several blocks of one modality, or a block that the run does not keep alone.
 * @param plans those of the run's task, by name
 * @param kept the names of those that the run has
 */
export function tunableParts(
  plans: readonly PlannedRepresentation[],
  kept: ReadonlySet<string>,
  name: string,
): TunableParts | undefined {
  const plan = plans.find((candidate) => candidate.name === name);
  if (plan === undefined) return undefined;
  const singles = plans.filter(({ name: single, parts }) => parts.length === 1 && kept.has(single));
  const weights = { audio: 0, lyrics: 0, genre: 0 };
  const holders: Record<"audio" | "lyrics", string | null> = { audio: null, lyrics: null };
  for (const modality of ["audio", "lyrics"] as const) {
    const own = plan.parts.filter(({ block }) => BLOCKS[block].modality === modality);
    if (own.length > 1) return undefined;
    const holder = singles.find(({ parts: [only] }) =>
      own[0] === undefined ? isFirst(only!.block, modality) : only!.block === own[0].block,
    );
    if (own[0] !== undefined && holder === undefined) return undefined;
    holders[modality] = holder?.name ?? null;
    weights[modality] = own[0]?.weight ?? 0;
  }
  weights.genre = plan.parts.find(({ block }) => BLOCKS[block].modality === "genre")?.weight ?? 0;
  return { holders, weights };
}

/** What a modality is where a representation does not have it: latents of a network, and the reference's lyrics. */
function isFirst(block: keyof typeof BLOCKS, modality: "audio" | "lyrics"): boolean {
  return modality === "lyrics" ? block === "lyrics" : block === "vae" || block === "contrastive";
}

export function sameWeights(a: Weights, b: Weights): boolean {
  return MODALITIES.every((modality) => a[modality] === b[modality]);
}

/** What is joined: the representations that hold one modality alone. */
interface Held {
  readonly audio: Pick<Representation, "name" | "label" | "matrix"> | null;
  readonly lyrics: Pick<Representation, "name" | "label" | "matrix"> | null;
  readonly genres: readonly string[];
}

/**
 * A representation of the given weights, under a name and a label that say them. Weighted with the genre it holds that label.
 * @throws {LatentuneError} for weights that are all 0, negative or not finite, and for a modality that is not there
 */
export function weightedRepresentation(weights: Weights, held: Held): Representation {
  const parts = MODALITIES.filter((modality) => weights[modality] !== 0).map((modality) => {
    const weight = weights[modality];
    if (!(weight > 0)) throw new LatentuneError(`The weight ${weight} of ${modality} is not a number of 0 or more.`);
    const columns = modality === "genre" ? genreColumns(held.genres) : held[modality];
    if (columns === null) throw new LatentuneError(`This run has nothing of its own for ${modality}.`);
    return { modality, weight, ...columns };
  });
  if (parts.length === 0) throw new LatentuneError("All weights are 0: give one that is larger.");
  const holdsGenre = weights.genre > 0;
  const isHybrid = weights.audio > 0 && weights.lyrics > 0;
  const name = parts.map((part) => `${part.name}_x${formatG(part.weight)}`).join("+");
  const label = parts.map(({ modality, label: own, weight }, index) => {
    const words = index > 0 && modality === "lyrics" ? own.toLowerCase() : own;
    return weight === 1 ? words : `${words} × ${formatG(weight)}`;
  });
  return {
    name: `weighted_${name}`,
    label: label.join(" + "),
    kind: holdsGenre ? "multimodal" : isHybrid ? "hybrid" : weights.audio > 0 ? "audio" : "lyrics",
    parts: parts.map(({ modality, weight }) => ({ modality, weight })),
    holdsLabel: holdsGenre ? "genre" : null,
    drawn: "never",
    mapName: `weighted_${name}`,
    matrix: weightedJoin(parts),
  };
}

function genreColumns(genres: readonly string[]): { name: string; label: string; matrix: Matrix } {
  const matrix = standardisedGenres(genres);
  if (matrix.cols === 0) throw new LatentuneError("No song has a genre: there is nothing to weight.");
  return { name: "genre", label: "genre", matrix };
}
