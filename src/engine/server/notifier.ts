import type { ProgressEvent } from "../../shared/contract/progress.ts";
import type { TokenParams } from "../../shared/contract/rpc.ts";
import type { EpochEvent } from "../steps/context.ts";
import type { RequestContext } from "./request-context.ts";
import { throttle, type Throttled } from "../../shared/throttle.ts";

const PROGRESS_MS = 50;
const EPOCH_MS = 100;

/** A request's news for its caller: often enough to look alive, seldom enough to cost nothing. */
export interface Notifier {
  readonly onProgress: (event: ProgressEvent) => void;
  readonly onEpoch: (event: EpochEvent) => void;
  readonly flush: () => void;
}

/** Does the work of a request that tells what goes on under its token: what waits is sent before the answer. */
export async function withNotifier<T>(
  context: RequestContext,
  { token }: TokenParams,
  work: (request: Pick<RequestContext, "signal"> & Pick<Notifier, "onProgress" | "onEpoch">) => Promise<T>,
): Promise<T> {
  const { onProgress, onEpoch, flush } = createNotifier(context, token);
  try {
    return await work({ signal: context.signal, onProgress, onEpoch });
  } finally {
    flush();
  }
}

/**
 * Tells progress at most 20 times a second, and the epochs of each model at most 10 times a second, the last one always.
 * Epochs that are past (of a checkpoint, of the cache) are told at once and together.
 */
export function createNotifier({ notify }: Pick<RequestContext, "notify">, token: string): Notifier {
  const progress = throttle<ProgressEvent>(PROGRESS_MS, (event) => {
    notify("progress", { token, event });
  });
  const epochs = new Map<string, Throttled<EpochEvent>>();
  const notifyEpoch = ({ model, label, reports }: EpochEvent): void => {
    notify("epoch", { token, model, label, reports });
  };
  let step: string | undefined;
  return {
    onProgress(event) {
      // What the step before came to must not be lost behind the first of the next one.
      if (event.step !== step) progress.flush();
      ({ step } = event);
      progress(event);
    },
    onEpoch(event) {
      if (event.past) {
        notifyEpoch(event);
        return;
      }
      const known = epochs.get(event.model);
      const push = known ?? throttle(EPOCH_MS, notifyEpoch);
      if (known === undefined) epochs.set(event.model, push);
      push(event);
    },
    flush() {
      progress.flush();
      for (const push of epochs.values()) push.flush();
    },
  };
}
