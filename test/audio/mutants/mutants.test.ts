import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { hasFfmpeg } from "../signals.ts";
import { judgeMutant } from "./judge-mutant.ts";
import { originalSounds } from "./originals.ts";

const { inProcess, others } = originalSounds(fileURLToPath(new URL("../fixtures/", import.meta.url)));

/** `node scripts/audio-mutants.js` tries 10,000. */
it.each([
  { kind: "in process", count: 250, originals: inProcess, withFfmpeg: false },
  { kind: "for ffmpeg, without one", count: 50, originals: others, withFfmpeg: false },
  ...(hasFfmpeg() ? [{ kind: "with ffmpeg", count: 10, originals: [...others, ...inProcess], withFfmpeg: true }] : []),
])("damaged songs are used or refused in plain words: $kind", async ({ count, originals, withFfmpeg }) => {
  const folder = await mkdtemp(join(tmpdir(), "latentune-mutants-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const reasons = new Set<string>();
  for (let seed = 0; seed < count; seed++) {
    const { reason, fault } = await judgeMutant({ seed, originals, path: join(folder, "mutant.mp3"), withFfmpeg });
    expect(fault).toBeUndefined();
    reasons.add(reason);
  }
  // Those that only ffmpeg decodes are never used without one.
  expect(reasons.has("used")).toBe(originals !== others);
});
