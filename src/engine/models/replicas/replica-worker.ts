// Entry of a thread that holds one replica: calls come as messages, one at a time.
import { parentPort } from "node:worker_threads";
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
const shared = sharedState.samples[plan.index]!;
// The runtime takes no shared memory.
const local = new Float32Array(shared.length);

function received(count: number): Float32Array {
  const samples = local.subarray(0, count);
  samples.set(shared.subarray(0, count));
  return samples;
}

port.on("message", ({ call, request }: ReplicaCall) => {
  void answer(async () => {
    const calls = await replica;
    if (call === "gradients") return calls.gradients({ ...request, samples: received(request.sampleCount) });
    if (call === "update") return calls.update(request);
    return calls.state();
  });
});
void answer(async () => {
  await replica;
});
