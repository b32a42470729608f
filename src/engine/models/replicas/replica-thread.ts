import type { SharedState, GradientRequest, Replica, ReplicaPlan, UpdateRequest } from "./replica.ts";
import type { EpochLosses } from "../../../shared/contract/train.ts";
import { startThread } from "../../core/native/thread.ts";
import type { TrainingState } from "../training/state.ts";

/** What the thread is started with. */
export interface ReplicaData {
  readonly plan: ReplicaPlan;
  readonly sharedState: SharedState;
}

/** To the thread. The samples are in the shared state: a message would copy the whole buffer that they are a part of. */
export type ReplicaCall =
  | {
      readonly call: "gradients";
      readonly request: Omit<GradientRequest, "samples"> & { readonly sampleCount: number };
    }
  | { readonly call: "update"; readonly request: UpdateRequest }
  | { readonly call: "state"; readonly request: { readonly moments: boolean } };

/** From the thread: once when it is ready, then one for every call. */
export type ReplicaAnswer =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/** What each call answers. */
interface Answers {
  readonly gradients: EpochLosses;
  readonly update: undefined;
  readonly state: TrainingState;
}

/** `replica.js` lies beside the bundle; the sources, as tests run them, use the built one. */
function entry(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith(".ts") ? "../../../../dist/replica.js" : "./replica.js", here);
}

/** A replica on a thread of its own. @throws {Error} if it cannot be started */
export async function startReplicaThread(plan: ReplicaPlan, sharedState: SharedState): Promise<Replica> {
  const { worker, end } = startThread(entry(), { plan, sharedState } satisfies ReplicaData);
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

  async function call<K extends ReplicaCall["call"]>(message: ReplicaCall & { readonly call: K }): Promise<Answers[K]> {
    const answer = answered();
    worker.postMessage(message);
    // The thread's entry answers each call with that call's result.
    return (await answer) as Answers[K];
  }

  try {
    await answered();
  } catch (error) {
    await end();
    throw error;
  }
  return {
    gradients({ samples, feeds, ...rest }) {
      sharedState.samples[rest.part]!.set(samples);
      const copies = Object.fromEntries(Object.entries(feeds).map(([name, data]) => [name, data.slice()]));
      return call({ call: "gradients", request: { ...rest, feeds: copies, sampleCount: samples.length } });
    },
    update: (request) => call({ call: "update", request }),
    state: (moments) => call({ call: "state", request: { moments } }),
    release: end,
  };
}
