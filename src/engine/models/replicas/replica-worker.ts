// Entry of a thread that holds one replica: calls come as messages, one at a time.
import { parentPort } from "node:worker_threads";
import { greatest } from "../../../shared/extremes.ts";
import { messageOf } from "../../core/errors.ts";
import { letGo } from "../../core/native/let-go.ts";
import { nativeCall } from "../../core/native/thread.ts";
import { channelBlock } from "../../nn/index.ts";
import { createReplica, type Replica } from "./replica.ts";
import { buffersOf } from "../training/state.ts";
import type { ReplicaAnswer, ReplicaCall, ReplicaData } from "./replica-thread.ts";

if (parentPort === null) throw new Error("A replica's entry runs in a worker thread.");
const port = parentPort;
/** What a call answers, and what the answer gives away. */
interface Result {
  readonly value?: unknown;
  readonly given?: readonly ArrayBuffer[];
}

const answer = async (work: () => Promise<Result>): Promise<void> => {
  try {
    const { value, given = [] } = await work();
    port.postMessage({ ok: true, value } satisfies ReplicaAnswer, given);
  } catch (error) {
    port.postMessage({ ok: false, message: messageOf(error) } satisfies ReplicaAnswer);
  }
};

/** A replica's calls, and where its samples come from. */
interface Loaded {
  readonly calls: Replica;
  readonly received: (part: number, count: number) => Float32Array;
}

async function load({ plan, sharedState, start }: ReplicaData): Promise<Loaded> {
  const calls = await createReplica(plan, sharedState, start ?? sharedState.state!);
  // The replica has copied it.
  if (start !== undefined) letGo(buffersOf(start));
  const own = sharedState.samples.slice(plan.parts.start, plan.parts.end);
  // The runtime takes no shared memory. Parts are computed one after the other.
  const local = new Float32Array(greatest(own.map(({ length }) => length)));
  return {
    calls,
    received(part, count) {
      const samples = local.subarray(0, count);
      samples.set(sharedState.samples[part]!.subarray(0, count));
      return samples;
    },
  };
}

let loaded: Loaded | undefined;

port.on("message", ({ call, request }: ReplicaCall) => {
  void answer(async () => {
    if (call === "load") {
      loaded = await load(request);
      return {};
    }
    const { calls, received } = loaded!;
    if (call === "gradients")
      return { value: await calls.gradients({ ...request, samples: received(request.part, request.sampleCount) }) };
    if (call === "update") {
      await calls.update(request);
      return {};
    }
    const state = await calls.state(request.moments);
    return { value: state, given: buffersOf(state) };
  });
});
port.on("messageerror", ({ message }: Error) => {
  port.postMessage({ ok: false, message } satisfies ReplicaAnswer);
});
// The runtime takes a while to load; where it cannot be, the first call says so.
nativeCall(channelBlock).catch(() => undefined);
