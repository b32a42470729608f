import { execFileSync } from "node:child_process";
import { expect, it, vi } from "vitest";
import { allowMarkingAtOnce, markAtOnce } from "../../src/engine/core/native/mark-at-once.ts";

const NODE_24 = { v8: "13.6.233.17-node.37" };

it("has the V8 of newer Nodes mark at once in our programs, and leaves that of Node 20, 22, of Electron and of a host as it is", () => {
  const set = vi.fn<(flag: string) => void>();
  markAtOnce(NODE_24, set);
  expect(set).not.toHaveBeenCalled();
  allowMarkingAtOnce();
  markAtOnce({ v8: "11.3.244.8-node.33" }, set);
  markAtOnce({ v8: "12.4.254.21-node.33" }, set);
  markAtOnce({ v8: "14.2.231.18-electron.0", electron: "39.2.3" }, set);
  expect(set).not.toHaveBeenCalled();
  markAtOnce(NODE_24, set);
  expect(set.mock.calls.flat()).toEqual(["--no-incremental-marking"]);
  // V8 says of a flag that it does not have no more than a line.
  expect(execFileSync(process.execPath, ["--v8-options"], { encoding: "utf8" })).toContain("--incremental-marking (");
});
