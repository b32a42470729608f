import type { RunParams } from "../../../shared/contract/rpc.ts";
import type { TunedClustering } from "../../../shared/contract/panel/tuning.ts";
import { keepTuned } from "../../tasks/tuning/keep-tuned.ts";
import {
  describeTuned,
  measureTuned,
  prepareTuning,
  scoresOf,
  startTuning,
  tune,
  type Tuned,
} from "../../tasks/tuning/recluster.ts";
import { ownScores } from "../../tasks/tuning/own-scores.ts";
import { openTunedRun, type TunedRun } from "../../tasks/tuning/tuned-run.ts";
import { CancelledError } from "../../core/errors.ts";
import type { MeasuredClustering } from "../../analysis/metrics/measure.ts";
import type { TunedNumbers } from "../../results/view/songs/song-table.ts";
import { createNewest } from "../newest.ts";
import { withNotifier } from "../notifier.ts";
import type { Handlers, RequestContext } from "../request-context.ts";
import { placeOf } from "../place-of.ts";

type TuningRequests = Pick<Handlers, "startTuning" | "recluster" | "scoreTuned" | "keepTuned" | "ownScores">;
type Asked = RunParams & TunedClustering;

/** Requests of the tune strip, and the numbers of what was tuned for those about songs. */
interface Tuning extends TuningRequests {
  /** @see TunedNumbers */
  readonly tunedNumbers: (params: RunParams, ...asked: Parameters<TunedNumbers>) => ReturnType<TunedNumbers>;
}

/** Requests of the tune strip. The run in hand and its last clustering are kept in memory; nothing is written before it is kept. */
export function createTuningRequests(prepareView: Handlers["prepareView"]): Tuning {
  const clusterings = createNewest();
  const curves = createNewest();
  const labelScores = createNewest();
  const preparing = createNewest();
  let opened: { readonly runFolder: string; readonly run: Promise<TunedRun> } | undefined;
  let last: { readonly key: string; readonly tuned: Tuned; scored?: Promise<MeasuredClustering> } | undefined;

  async function runOf(params: RunParams): Promise<TunedRun> {
    const place = await placeOf(params);
    if (opened?.runFolder === place.runFolder) return opened.run;
    // What was held goes before the next is read.
    last = undefined;
    const run = openTunedRun(place);
    opened = { runFolder: place.runFolder, run };
    // What was asked for since stays.
    run.catch(() => {
      if (opened?.run === run) opened = undefined;
    });
    return run;
  }
  async function tunedOf(run: TunedRun, asked: Asked, signal: AbortSignal): Promise<Tuned> {
    const key = JSON.stringify([asked.runId, askedOf(asked)]);
    if (last?.key === key) return last.tuned;
    const tuned = await tune(run, askedOf(asked), { signal });
    last = { key, tuned };
    return tuned;
  }
  /** In the background: who moves a slider goes first, and finds what has been made. */
  async function prepare(run: TunedRun, asked: TunedClustering): Promise<void> {
    const never = new AbortController().signal;
    await preparing
      .run(never, (signal) => prepareTuning(run, asked, { signal, turn: () => clusterings.idle() }))
      // Cancelled by the next one; what cannot be clustered says so where it is asked for.
      .catch(() => undefined);
  }
  /** What the last clusters are worth: told to the strip, and to whoever sorts songs by it. */
  async function scoredOf(run: TunedRun, tuned: Tuned, signal: AbortSignal): Promise<MeasuredClustering> {
    if (last?.tuned !== tuned) return measureTuned(run, tuned, { signal });
    const mine = last;
    const others = mine.scored;
    if (others !== undefined) {
      try {
        return await others;
      } catch (error) {
        // Whoever began was cancelled; who asks now goes on.
        if (signal.aborted || !(error instanceof CancelledError)) throw error;
        return scoredOf(run, tuned, signal);
      }
    }
    const scored = measureTuned(run, tuned, { signal });
    mine.scored = scored;
    scored.catch(() => delete mine.scored);
    return scored;
  }
  const newest = <T>(
    params: Asked,
    { signal }: RequestContext,
    use: (run: TunedRun, tuned: Tuned, signal: AbortSignal) => Promise<T>,
  ): Promise<T> =>
    clusterings.run(signal, async (signal) => {
      const run = await runOf(params);
      return use(run, await tunedOf(run, params, signal), signal);
    });

  return {
    startTuning: (params, { signal }) =>
      curves.run(signal, async (signal) => {
        const run = await runOf(params);
        const control = { signal, turn: () => clusterings.idle() };
        const start = await startTuning(run, { ...askedOf(params), curve: params.curve }, control);
        if (params.curve) void prepare(run, askedOf(params));
        return start;
      }),

    recluster: (params, context) =>
      newest(params, context, (run, tuned, signal) => describeTuned(run, tuned, { signal })),

    scoreTuned: (params, context) =>
      newest(params, context, async (run, tuned, signal) => scoresOf(run, tuned, await scoredOf(run, tuned, signal))),

    async ownScores({ tuned: asked, ...params }, context) {
      await prepareView(params, context);
      return labelScores.run(context.signal, async (signal) => {
        const run = await runOf(params);
        const tuned = asked === null ? null : await tunedOf(run, { ...params, ...asked }, signal);
        return ownScores(run, tuned?.clustering.labels ?? null, { signal });
      });
    },

    async tunedNumbers(params, asked, scored) {
      const { signal } = new AbortController();
      const run = await runOf(params);
      const tuned = await tunedOf(run, { ...params, ...asked }, signal);
      const { labels } = tuned.clustering;
      const { silhouettePerRow } = scored ? await scoredOf(run, tuned, signal) : { silhouettePerRow: null };
      return { labels, silhouette: silhouettePerRow ?? new Float64Array(labels.length).fill(NaN) };
    },

    async keepTuned(params, context) {
      await prepareView(params, context);
      const run = await runOf(params);
      return withNotifier(context, params, (request) => keepTuned(run, askedOf(params), request));
    },
  };
}

function askedOf({ representation, method, tuning }: TunedClustering): TunedClustering {
  return { representation, method, tuning };
}
