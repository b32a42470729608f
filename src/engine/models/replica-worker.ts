// Entry of a thread that holds one replica: calls come as messages, one at a time.
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../core/errors.ts";
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

const { plan, blackboard, start } = workerData as ReplicaData;
const replica = createReplica(plan, blackboard, start);
port.on("message", ({ call, request }: ReplicaCall) => {
  void answer(async () => {
    const calls = await replica;
    if (call === "gradients") return calls.gradients(request);
    if (call === "update") return calls.update(request);
    return calls.state();
  });
});
void answer(async () => {
  await replica;
});
