import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { expect, it, vi } from "vitest";
import { allowMarkingAtOnce, markAtOnce } from "../../src/engine/core/native/mark-at-once.ts";
import { startThread } from "../../src/engine/core/native/thread.ts";

it("has the V8 of newer Nodes mark at once, and leaves that of Node 20, 22 and of Electron as it is", () => {
  const set = vi.fn<(flag: string) => void>();
  markAtOnce({ v8: "11.3.244.8-node.33" }, set);
  markAtOnce({ v8: "12.4.254.21-node.33" }, set);
  markAtOnce({ v8: "14.2.231.18-electron.0", electron: "39.2.3" }, set);
  expect(set).not.toHaveBeenCalled();
  markAtOnce({ v8: "13.6.233.17-node.37" }, set);
  expect(set.mock.calls.flat()).toEqual(["--no-incremental-marking"]);
  // V8 says of a flag that it does not have no more than a line.
  expect(execFileSync(process.execPath, ["--v8-options"], { encoding: "utf8" })).toContain("--incremental-marking (");
});

it("lets threads do so in our programs, not in those of a library's users", async () => {
  const url = new URL(
    'data:text/javascript,import { parentPort, workerData } from "node:worker_threads"; parentPort.postMessage(workerData.mayMarkAtOnce);',
  );
  const told = async (): Promise<unknown> => {
    const { worker, end } = startThread(url);
    const [message] = (await once(worker, "message")) as [unknown];
    await end();
    return message;
  };
  expect(await told()).toBe(false);
  allowMarkingAtOnce();
  expect(await told()).toBe(true);
});
