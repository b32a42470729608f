import { setTimeout } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { createDecoders } from "../../../src/engine/steps/view/decoders.ts";
import { unhandledIn } from "../../unhandled.ts";

vi.mock("../../../src/engine/nn/runtime.ts", () => ({ tryRuntime: () => Promise.resolve() }));
vi.mock("../../../src/engine/nn/load-model.ts", () => ({
  loadModel: (path: string) =>
    path === "broken"
      ? Promise.reject(new Error("It is no model."))
      : Promise.resolve({
          inputs: ["z"],
          outputs: ["mel"],
          run: () => Promise.resolve([{ data: new Float32Array(1) }]),
          release: () => setTimeout(20),
        }),
}));

it("a network that cannot be loaded while another gives way is an answer: the process goes on", async () => {
  const decoders = createDecoders();
  for (const path of ["a", "b", "c", "d"]) await decoders.decode(path, new Float32Array(1));
  const unhandled = await unhandledIn(async () => {
    await expect(decoders.decode("broken", new Float32Array(1))).rejects.toThrow("It is no model.");
  });
  expect(unhandled).toEqual([]);
});
