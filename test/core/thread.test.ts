import { once } from "node:events";
import { expect, it } from "vitest";
import { startThread } from "../../src/engine/core/native/thread.ts";

/** A thread that says that it is in a native call, as `nativeCall` does, and then does something. */
const inCall = (then: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(
      `import { workerData, parentPort } from "node:worker_threads"; Atomics.add(workerData.gate, 0, 1); ${then}`,
    )}`,
  );

it("does not wait for the native call of a thread that has died within it", async () => {
  const { worker, end } = startThread(inCall("process.exit(3);"));
  await once(worker, "exit");
  await end();
});

it("waits for the native call of a thread that lives", async () => {
  const after = "parentPort.on('message', () => undefined); setTimeout(() => Atomics.sub(workerData.gate, 0, 1), 200);";
  const { worker, end } = startThread(inCall(`parentPort.postMessage("in"); ${after}`));
  await once(worker, "message");
  const ended = once(worker, "exit").then(() => "ended");
  const ending = end();
  expect(await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 50, "waiting"))])).toBe("waiting");
  await ending;
});
