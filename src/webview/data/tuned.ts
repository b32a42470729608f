import type { Reclustered, TunedClustering, TunedScores, Tuning } from "../../shared/contract/panel/tuning.ts";
import type { Shown } from "./shown.ts";

/** Asks for the two parts of a tuned clustering. */
interface Asks {
  request(method: "recluster", params: TunedClustering): Promise<Reclustered>;
  request(method: "scoreTuned", params: TunedClustering): Promise<TunedScores>;
}

/** With more songs the clusters are shown before their scores are there. */
const AT_ONCE = 2_000;

/**
 * Loads what a clustering comes to with other parameters; `show` gets it once, or twice where its scores take longer. It is
 * the run's own where the changes do not concern its method.
 */
export async function loadTuned(
  asks: Asks,
  own: Shown,
  tuning: Tuning,
  { show, isLate }: { readonly show: (shown: Shown) => void; readonly isLate: () => boolean },
): Promise<void> {
  const { representation, clustering, run } = own;
  const asked = { representation: representation.name, method: clustering.method, tuning };
  const made = await asks.request("recluster", asked);
  // What is asked for now would cancel what has been asked for since.
  if (isLate()) return;
  if (made.representation.name === representation.name && made.clustering.method === clustering.method) {
    show(own);
    return;
  }
  if (run.songCount > AT_ONCE) show(overlaid(own, tuning, made, null));
  show(overlaid(own, tuning, made, await asks.request("scoreTuned", asked)));
}

/** What is shown until a tuned clustering is there: the one before, of the same clustering of the run, on the present map. */
export function withTuningOf(before: Shown | null, own: Shown): Shown {
  const same =
    before?.run === own.run &&
    before.representation.name === own.representation.name &&
    before.clustering.method === own.clustering.method;
  if (!same || before.tuned === null) return own;
  const { clustering, tuned, labels, silhouette, coAssignment, nextCluster } = before;
  return { ...own, clustering, tuned, labels, silhouette, coAssignment, nextCluster };
}

/** @param scores null while they are on their way */
function overlaid(own: Shown, tuning: Tuning, made: Reclustered, scores: TunedScores | null): Shown {
  const { label, clusters } = made.clustering;
  const { metrics = {}, reasons = {}, approximations = [] } = scores ?? {};
  const { method } = own.clustering;
  return {
    ...own,
    clustering: { method, label, clusters, metrics, reasons, best: false },
    tuned: {
      tuning,
      representation: made.representation,
      approximations: [...made.approximations, ...approximations],
      scored: scores !== null,
    },
    labels: new Int32Array(bytesOf(made.labels)),
    nextCluster: new Int32Array(bytesOf(made.nextCluster)),
    silhouette:
      scores === null ? new Float32Array(own.labels.length).fill(NaN) : new Float32Array(bytesOf(scores.silhouette)),
    // Other seeds were not tuned.
    coAssignment: null,
  };
}

function bytesOf(base64: string): ArrayBuffer {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer;
}
