import { build } from "../../scripts/esbuild.js";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { trainVae } from "../../src/engine/models/train-vae.ts";
import { lineSource, SMALL_MODEL, STOPPING_SETTINGS } from "./small.ts";

const SOURCE = lineSource(10);
let folder: string;
beforeAll(async () => {
  // Beside the installed packages, which the bundle imports.
  folder = await mkdtemp(join(import.meta.dirname, "../../node_modules/.latentune-kill-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("a training that is killed goes on to the same weights, bit by bit, and stops after the same epoch", async () => {
  const bundle = join(folder, "child.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "train-child.ts")],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  const path = join(folder, "checkpoint");
  const child = spawn(process.execPath, [bundle, path], { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout })) {
    if (Number(line) === 5) child.kill("SIGKILL");
  }
  const [, signal] = (await exit) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");

  const epochs: number[] = [];
  const resumed = await trainVae(SMALL_MODEL, SOURCE, STOPPING_SETTINGS, {
    checkpoint: { path, everySeconds: 3600 },
    onEpoch: ({ epoch }) => epochs.push(epoch),
  });
  const undisturbed = await trainVae(SMALL_MODEL, SOURCE, STOPPING_SETTINGS);
  expect(epochs[0]).toBeGreaterThan(4);
  expect(epochs.at(-1)).toBe(undisturbed.history.length);
  expect(undisturbed.history.length).toBeGreaterThan(20);
  expect(undisturbed.history.length).toBeLessThan(100);
  expect(resumed.weights).toEqual(undisturbed.weights);
  expect(resumed.history).toEqual(undisturbed.history);
  await Promise.all([resumed.dispose(), undisturbed.dispose()]);
});
