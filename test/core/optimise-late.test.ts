import { expect, it, vi } from "vitest";
import { optimiseLate } from "../../src/engine/core/native/optimise-late.ts";

it("asks the V8 of Node 20 to optimise later, and leaves newer ones as they are", () => {
  const set = vi.fn<(flag: string) => void>();
  optimiseLate({ v8: "13.6.233.17-node.37" }, set);
  expect(set).not.toHaveBeenCalled();
  optimiseLate({ v8: "11.3.244.8-node.33" }, set);
  expect(set.mock.calls.flat().map((flag) => flag.split("=", 1)[0])).toEqual([
    "--interrupt-budget",
    "--wasm-tiering-budget",
  ]);
});
