import { expect, it, vi } from "vitest";
import { markAtOnce } from "../../src/engine/core/native/mark-at-once.ts";

it("has the V8 of newer Nodes mark at once, and leaves that of Node 20, 22 and of Electron as it is", () => {
  const set = vi.fn<(flag: string) => void>();
  markAtOnce({ v8: "11.3.244.8-node.33" }, set);
  markAtOnce({ v8: "12.4.254.21-node.33" }, set);
  markAtOnce({ v8: "14.2.231.18-electron.0", electron: "39.2.3" }, set);
  expect(set).not.toHaveBeenCalled();
  markAtOnce({ v8: "13.6.233.17-node.37" }, set);
  expect(set.mock.calls.flat()).toEqual(["--no-incremental-marking"]);
});
