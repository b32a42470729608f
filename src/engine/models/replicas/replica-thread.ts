import type { SharedState, GradientRequest, Replica, ReplicaPlan, UpdateRequest } from "./replica.ts";
import type { EpochLosses } from "../../../shared/contract/train.ts";
import { startThread } from "../../core/native/thread.ts";
import { buffersOf, type TrainingState } from "../training/state.ts";

/** What makes a thread's replica. */
export interface ReplicaData {
  readonly plan: ReplicaPlan;
  readonly sharedState: SharedState;
  /** What a replica that is alone starts from; it lies in the shared state where it is not. */
  readonly start?: TrainingState | undefined;
}

/** To the thread. The samples are in the shared state: a message would copy the whole buffer that they are a part of. */
export type ReplicaCall =
  | { readonly call: "load"; readonly request: ReplicaData }
  | {
      readonly call: "gradients";
      readonly request: Omit<GradientRequest, "samples"> & { readonly sampleCount: number };
    }
  | { readonly call: "update"; readonly request: UpdateRequest }
  | { readonly call: "state"; readonly request: { readonly moments: boolean } };

/** From the thread: one for every call. */
export type ReplicaAnswer =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/** What each call answers. */
interface Answers {
  readonly load: undefined;
  readonly gradients: EpochLosses;
  readonly update: undefined;
  readonly state: TrainingState;
}

/** `replica.js` lies beside the bundle; the sources, as tests run them, use the built one. */
function entry(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith(".ts") ? "../../../../dist/replica.js" : "./replica.js", here);
}

/** A thread that a replica can be loaded into. Has one owner, who ends it, or releases the replica. */
export interface ReplicaThread {
  /**
   * @param start is given away
   * @throws {Error} if the replica cannot be made, or the thread did not start
   */
  load(plan: ReplicaPlan, sharedState: SharedState, start?: TrainingState): Promise<Replica>;
  end(): Promise<void>;
}

/** Tensors lie outside the heap and go with the small objects that own them: a young generation that fills up soon lets go of them soon. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 3 };

/** Starts a thread, which loads the runtime while its starter plans what it will compute. */
export function startReplicaThread(): ReplicaThread {
  const { worker, end } = startThread(entry(), RESOURCE_LIMITS);
  // The end of a thread between two calls shows at the next call.
  let ended: Error | undefined;
  let settle: ((answer: ReplicaAnswer) => void) | undefined;
  const finish = (message: string): void => {
    ended ??= new Error(message);
    settle?.({ ok: false, message });
  };
  worker.on("message", (answer: ReplicaAnswer) => settle?.(answer));
  worker.on("error", ({ message }) => {
    finish(message);
  });
  worker.on("messageerror", ({ message }) => {
    finish(message);
  });
  worker.on("exit", (code) => {
    finish(`The training's thread ended with exit code ${code}.`);
  });

  const answered = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) reject(ended);
      settle = (answer) => {
        settle = undefined;
        if (answer.ok) resolve(answer.value);
        else reject(new Error(answer.message));
      };
    });

  async function call<K extends ReplicaCall["call"]>(
    message: ReplicaCall & { readonly call: K },
    given: readonly ArrayBuffer[] = [],
  ): Promise<Answers[K]> {
    // First, for it throws where something cannot be given away.
    worker.postMessage(message, given);
    // The thread's entry answers each call with that call's result.
    return (await answered()) as Answers[K];
  }

  const replica = ({ samples: shared }: SharedState): Replica => ({
    gradients({ samples, feeds, ...rest }) {
      shared[rest.part]!.set(samples);
      const copies = Object.fromEntries(Object.entries(feeds).map(([name, data]) => [name, data.slice()]));
      return call({ call: "gradients", request: { ...rest, feeds: copies, sampleCount: samples.length } });
    },
    update: (request) => call({ call: "update", request }),
    state: (moments) => call({ call: "state", request: { moments } }),
    release: end,
  });
  return {
    async load(plan, sharedState, start) {
      await call({ call: "load", request: { plan, sharedState, start } }, start && buffersOf(start));
      return replica(sharedState);
    },
    end,
  };
}
