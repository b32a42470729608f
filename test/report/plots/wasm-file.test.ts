import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { isWhole } from "../../../src/engine/report/plots/canvas/wasm-file.ts";

it("knows a WebAssembly file that was cut off, lengthened, or is something else", async () => {
  const wasm = await readFile(createRequire(import.meta.url).resolve("canvaskit-wasm/bin/canvaskit.wasm"));
  expect(isWhole(wasm)).toBe(true);
  const damaged = [wasm.subarray(0, -1), wasm.subarray(0, 5_000), wasm.subarray(0, 9), Buffer.concat([wasm, wasm]), Buffer.alloc(0), Buffer.from("<html></html>")]; // prettier-ignore
  expect(damaged.map(isWhole)).toEqual(damaged.map(() => false));
});
