import type { Approximation } from "../../../../shared/contract/scale/approximation.ts";
import { SIZES } from "../../../../shared/contract/scale/sizes.ts";
import { formatNumber } from "../../../../shared/format.ts";
import { selectRows } from "../../../core/matrix.ts";
import { createRng, drawNumbers } from "../../../core/rng.ts";
import type { NearestLists } from "../../neighbours/lists.ts";
import { centroidsOf, partitionByNumber } from "../../partition.ts";
import { createPause } from "../../pause.ts";
import { paused } from "../../turns.ts";
import { checkFinite } from "../checks.ts";
import { neighbourGraphOf } from "../density/neighbour-graph.ts";
import { nearestInTurns } from "../kmeans/lloyd.ts";
import { canonicalLabels, clusterCount, NOISE } from "../labels.ts";
import type { ClusterInput } from "../method.ts";
import { type SpectralClusters, spectralClusters } from "./spectral.ts";

export interface SizedSpectral extends SpectralClusters {
  /** What ran in place of the eigenvectors of all rows; left out where those were found. */
  readonly approximations?: readonly Approximation[];
}

/** Rows between two looks at the clock. */
const PAUSE_ROWS = 64;

/**
 * Spectral clustering of any number of rows: of all up to `exactRows`; above, of that many, drawn by the seed. The others then
 * join the cluster that most of their nearest neighbours are in, round by round, until none has a neighbour in a cluster that
 * is in none itself; those that no round reaches join the cluster with the nearest mean.
 *
 * @param neighbours that the graph of the rows drawn joins with each, the row itself counted
 * @throws as `spectralClusters`.
 */
export async function spectralAtSize(
  input: ClusterInput,
  neighbours: number,
  exactRows: number = SIZES.exactRows,
): Promise<SizedSpectral> {
  const { matrix, k, seed, stream, control = {} } = input;
  const rng = createRng(seed, "spectral", stream);
  const count = Math.max(exactRows, k);
  if (matrix.rows <= count) return spectralClusters(matrix, { k, neighbours, rng, control });
  checkFinite(matrix);
  const drawn = drawNumbers(matrix.rows, count, rng);
  const ofDrawn = await spectralClusters(selectRows(matrix, drawn), { k, neighbours, rng, control });
  const labels = new Int32Array(matrix.rows).fill(NOISE);
  drawn.forEach((row, at) => (labels[row] = ofDrawn.labels[at]!));
  const { lists } = await neighbourGraphOf(input, neighbours - 1);
  const text = `Of ${formatNumber(count)} songs; each of the others is where most of its ${lists.count} nearest neighbours are.`;
  const measure = agreementOf(lists, labels, drawn);
  await spread(lists, labels, createPause(control));
  await joinNearestMean(input, labels);
  return { ...ofDrawn, labels: canonicalLabels(labels), approximations: [{ kind: "spectral", text, measure }] };
}

/** Of the rows drawn with neighbours among them, how many are where those would put them; null if there is none. */
function agreementOf(lists: NearestLists, labels: Int32Array, drawn: Uint32Array): Approximation["measure"] {
  const votes = Array.from(drawn, (row) => [labels[row]!, mostFrequent(lists, labels, row)] as const);
  const cast = votes.filter(([, vote]) => vote !== NOISE);
  if (cast.length === 0) return null;
  const agreeing = cast.filter(([own, vote]) => own === vote).length;
  return {
    name: "share of these songs that their neighbours among them would put there too",
    value: agreeing / cast.length,
  };
}

/** Gives rows without a label that of their neighbours; each round goes by what the one before it has left. */
async function spread(
  lists: NearestLists,
  labels: Int32Array,
  pause: (fraction: number) => Promise<void>,
): Promise<void> {
  let waiting = Uint32Array.from(labels.keys()).filter((row) => labels[row] === NOISE);
  for (;;) {
    const votes = new Int32Array(waiting.length);
    for (const [at, row] of waiting.entries()) {
      votes[at] = mostFrequent(lists, labels, row);
      if (at % PAUSE_ROWS === 0) await pause(1);
    }
    waiting.forEach((row, at) => (labels[row] = votes[at]!));
    const left = waiting.filter((row) => labels[row] === NOISE);
    if (left.length === waiting.length) return;
    waiting = left;
  }
}

/** The label that most of a row's neighbours have, of equally frequent ones that whose neighbours are nearer; NOISE if none has one. */
function mostFrequent({ indices, count }: NearestLists, labels: Int32Array, row: number): number {
  const times = new Map<number, number>();
  let found = NOISE;
  for (let at = row * count; at < (row + 1) * count; at++) {
    const label = labels[indices[at]!]!;
    if (label === NOISE) continue;
    times.set(label, (times.get(label) ?? 0) + 1);
    if (times.get(label)! > (times.get(found) ?? 0)) found = label;
  }
  return found;
}

async function joinNearestMean({ matrix, control = {} }: ClusterInput, labels: Int32Array): Promise<void> {
  const left = Uint32Array.from(labels.keys()).filter((row) => labels[row] === NOISE);
  if (left.length === 0) return;
  const means = centroidsOf(matrix, partitionByNumber(labels, clusterCount(labels)));
  const pause = createPause(control);
  const nearest = await paused(nearestInTurns(selectRows(matrix, left), means), () => pause(1));
  left.forEach((row, at) => (labels[row] = nearest[at]!));
}
