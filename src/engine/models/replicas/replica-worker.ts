// Entry of a thread that holds one replica: calls come as messages, one at a time.
import { parentPort } from "node:worker_threads";
import { greatest } from "../../../shared/extremes.ts";
import { messageOf } from "../../core/errors.ts";
import { nativeCall } from "../../core/native/thread.ts";
import { channelBlock } from "../../nn/index.ts";
import { createReplica, type Replica } from "./replica.ts";
import type { ReplicaAnswer, ReplicaCall, ReplicaData } from "./replica-thread.ts";

if (parentPort === null) throw new Error("A replica's entry runs in a worker thread.");
const port = parentPort;
const answer = async (work: () => Promise<unknown>): Promise<void> => {
  const outcome: ReplicaAnswer = await work().then(
    (value) => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, message: messageOf(error) }),
  );
  port.postMessage(outcome);
};

/** A replica's calls, and where its samples come from. */
interface Loaded {
  readonly calls: Replica;
  readonly received: (part: number, count: number) => Float32Array;
}

async function load({ plan, sharedState }: ReplicaData): Promise<Loaded> {
  const calls = await createReplica(plan, sharedState, sharedState.state);
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
      return;
    }
    const { calls, received } = loaded!;
    if (call === "gradients")
      return calls.gradients({ ...request, samples: received(request.part, request.sampleCount) });
    if (call === "update") return calls.update(request);
    return calls.state(request.moments);
  });
});
// The runtime takes a while to load; where it cannot be, the first call says so.
nativeCall(channelBlock).catch(() => undefined);
