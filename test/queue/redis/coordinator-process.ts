// A coordinator for the tests: coordinator-process.mjs WORKSPACE JSON; prints the number of outcomes as they come.
import { join } from "node:path";
import { parseQueueAddress } from "../../../src/engine/queue/address.ts";
import { createQueueExecutor } from "../../../src/engine/queue/queue-executor.ts";
import { machineOf } from "./test-machine.ts";
import { testKind } from "./test-kind.ts";

const [workspace, json] = process.argv.slice(2) as [string, string];
const { address, count, rangeSize } = JSON.parse(json) as {
  readonly address: string;
  readonly count: number;
  readonly rangeSize: number;
};
const log = join(workspace, "log");
const executor = createQueueExecutor(testKind(new URL("job-thread.mjs", import.meta.url), { rangeSize }), {
  address: parseQueueAddress(address),
  machine: machineOf(workspace),
  state: join(workspace, ".latentune"),
  pollMs: 50,
});
await executor.run(
  Array.from({ length: count }, (_, value) => ({ value: value + 10, log })),
  {
    onProgress: (done) => {
      console.log(done);
    },
  },
);
await executor.close();
