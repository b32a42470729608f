// Entry of a thread that holds one replica: calls come as messages, one at a time.
import { parentPort } from "node:worker_threads";
import { greatest } from "../../../shared/extremes.ts";
import { messageOf } from "../../core/errors.ts";
import { givenToThread } from "../../core/native/thread.ts";
import { createReplica } from "./replica.ts";
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

const { plan, sharedState } = givenToThread() as ReplicaData;
const replica = createReplica(plan, sharedState, sharedState.state);
const own = sharedState.samples.slice(plan.parts.start, plan.parts.end);
// The runtime takes no shared memory. Parts are computed one after the other.
const local = new Float32Array(greatest(own.map(({ length }) => length)));

function received(part: number, count: number): Float32Array {
  const samples = local.subarray(0, count);
  samples.set(sharedState.samples[part]!.subarray(0, count));
  return samples;
}

port.on("message", ({ call, request }: ReplicaCall) => {
  void answer(async () => {
    const calls = await replica;
    if (call === "gradients")
      return calls.gradients({ ...request, samples: received(request.part, request.sampleCount) });
    if (call === "update") return calls.update(request);
    return calls.state(request.moments);
  });
});
void answer(async () => {
  await replica;
});
