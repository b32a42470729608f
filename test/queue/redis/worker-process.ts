// A worker for the tests: worker-process.mjs WORKSPACE JSON, in which the JSON holds address, concurrency, lockMs, version, threads.
import { join } from "node:path";
import { parseQueueAddress } from "../../../src/engine/queue/address.ts";
import { serveQueue } from "../../../src/engine/queue/serve-queue.ts";
import { machineOf } from "./test-machine.ts";
import { testKind } from "./test-kind.ts";

const [workspace, json] = process.argv.slice(2) as [string, string];
const { address, concurrency, lockMs, version, threads, patienceSeconds } = JSON.parse(json) as {
  readonly address: string;
  readonly concurrency: number;
  readonly lockMs: number;
  readonly version?: number;
  readonly threads?: number;
  readonly patienceSeconds?: number;
};
const controller = new AbortController();
process.on("SIGTERM", () => {
  controller.abort();
});
const beside = (name: string): URL => new URL(name, import.meta.url);
await serveQueue({
  address: parseQueueAddress(address),
  machine: machineOf(workspace),
  state: join(workspace, ".latentune"),
  kinds: [
    testKind(beside("job-thread.mjs"), {
      ...(version === undefined ? {} : { version }),
      ...(threads === undefined ? {} : { threads }),
    }),
  ],
  concurrency,
  childUrl: beside("child.mjs"),
  signal: controller.signal,
  lockMs,
  ...(patienceSeconds === undefined ? {} : { patienceSeconds }),
  say: (line) => {
    console.log(line);
  },
});
