// Run by scripts/audio-mutants.js: run.js COUNT SEED FIXTURES
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WorkerPool } from "../../../src/engine/core/executor-pool.ts";
import type { MutantResult } from "./judge-mutant.ts";
import type { MutantOrder } from "./worker.ts";

const [count = "10000", firstSeed = "1", fixtures = ""] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "latentune-mutants-"));

/** One in ten with ffmpeg, which takes a process each; one in ten of its formats without it. */
function orderOf(index: number): MutantOrder {
  const withFfmpeg = index % 10 === 0;
  const sounds = withFfmpeg ? "all" : index % 10 === 1 ? "others" : "in process";
  return { seed: Number(firstSeed) + index, fixtures, sounds, path: join(folder, `${index}.mp3`), withFfmpeg };
}

const pool = new WorkerPool<MutantOrder, MutantResult>({
  url: new URL("worker.js", import.meta.url),
  timeoutSeconds: 120,
  resourceLimits: { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 },
});
const reasons = new Map<string, number>();
const faults: string[] = [];
const BLOCK = 200;
for (let from = 0; from < Number(count); from += BLOCK) {
  const jobs = Array.from({ length: Math.min(BLOCK, Number(count) - from) }, (_, index) => orderOf(from + index));
  for (const [index, outcome] of (await pool.run(jobs)).entries()) {
    const reason = outcome.ok ? outcome.value.reason : outcome.error.reason;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    const fault = outcome.ok ? outcome.value.fault : `mutant ${jobs[index]!.seed}: ${outcome.error.message}`;
    if (fault === undefined) continue;
    faults.push(fault);
    console.log(fault);
  }
  if (from % 1000 === 0)
    console.log(`${from + jobs.length} mutants, ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB`);
}
await pool.close();
rmSync(folder, { recursive: true });
const peak = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(`${count} mutants: ${[...reasons].map(([reason, times]) => `${reason} ${times}`).join(", ")}`);
console.log(`${faults.length} faults, peak ${peak} MB with ${pool.parallelism} workers`);
process.exitCode = faults.length === 0 ? 0 : 1;
