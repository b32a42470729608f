// Kills a task at random moments, again and again, and looks each time at what can be seen:
//
//     node scripts/kill-runs.js WORKSPACE [task] [kills] [seed] [flags of the task…]
//
// The workspace is one in which the task has run; it is copied, and never changed. What a run may show is that run's results
// or those of the new one, whole, under a manifest; without a manifest every file is one of the two, whole. A run that comes
// to its end must leave what an undisturbed one leaves, and nothing else. Half of the kills fall into the last third of the
// time that a run takes, where results are written. LATENTUNE_CLI names another command line than the one of dist/.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { seededRandom } from "./seeded-random.js";

const CLI = process.env.LATENTUNE_CLI ?? fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const [base, task = "hard", kills = "100", seed = "1", ...flags] = process.argv.slice(2);
if (base === undefined) throw new Error("usage: node scripts/kill-runs.js WORKSPACE [task] [kills] [seed] [flags…]");

/** Differ between equal runs: times and ids. */
const OF_THE_RUN = new Set(["run.json", "REPORT.md"]);

const random = seededRandom(Number(seed));

const home = await mkdtemp(join(tmpdir(), "latentune-kills-"));
const work = join(home, "work");

async function fresh(folder) {
  await rm(folder, { recursive: true, force: true });
  await cp(base, folder, { recursive: true });
}

/** @returns how the process ended: `killed`, or its exit code */
function run(folder, killAfterMs) {
  const child = spawn(process.execPath, [CLI, task, "--workspace", folder, ...flags], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (text) => (errors = (errors + text).slice(-2000)));
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  return new Promise((resolve) => {
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ end: signal === "SIGKILL" ? "killed" : code, errors });
    });
  });
}

/** SHA-256 of every file of the results but the run's own, by name. */
async function resultsIn(folder) {
  const results = join(folder, `results_${task}`);
  const found = new Map();
  for (const entry of await readdir(results, { recursive: true, withFileTypes: true }).catch(() => [])) {
    const name = join(entry.parentPath, entry.name).slice(results.length + 1);
    if (!entry.isFile() || OF_THE_RUN.has(name)) continue;
    found.set(
      name,
      createHash("sha256")
        .update(await readFile(join(results, name)))
        .digest("hex"),
    );
  }
  return found;
}

const isTemporary = (name) => /\.\d+-[0-9a-f]{8}\.tmp$/.test(name);
const isSame = (a, b) => a.size === b.size && [...a].every(([name, hash]) => b.get(name) === hash);

const before = await resultsIn(base);
await fresh(work);
const started = performance.now();
const { end, errors } = await run(work);
if (end !== 0) throw new Error(`The undisturbed run failed: ${errors}`);
const usualMs = performance.now() - started;
const after = await resultsIn(work);
console.log(
  `An undisturbed run takes ${(usualMs / 1000).toFixed(1)} s; ${before.size} files before, ${after.size} after.`,
);

const counts = { old: 0, between: 0, new: 0, finished: 0, failed: 0 };
const faults = [];
await fresh(work);
for (let killed = 0; killed < Number(kills);) {
  const share = random() < 0.5 ? 1.05 * random() : 0.67 + 0.38 * random();
  const { end, errors } = await run(work, share * usualMs);
  const found = await resultsIn(work);
  const at = `${((share * usualMs) / 1000).toFixed(2)} s: ${
    errors
      .split(/[\r\n]/)
      .filter(Boolean)
      .at(-1) ?? ""
  }`;
  if (end === "killed") {
    killed++;
    const shown = new Map([...found].filter(([name]) => !isTemporary(name)));
    if (!existsSync(join(work, `results_${task}`, "run.json"))) {
      counts.between++;
      for (const [name, hash] of shown)
        if (before.get(name) !== hash && after.get(name) !== hash) faults.push(`${at}: ${name} is neither old nor new`);
    } else if (isSame(shown, before)) counts.old++;
    else if (isSame(shown, after)) counts.new++;
    else faults.push(`${at}: a mixture under a manifest`);
    continue;
  }
  counts[end === 0 ? "finished" : "failed"]++;
  if (end !== 0) faults.push(`${at}: exit code ${end}: ${errors.slice(-300)}`);
  else if (!isSame(found, after)) faults.push(`${at}: a finished run differs from the undisturbed one`);
  const left = (await readdir(work, { recursive: true })).filter((name) => name.endsWith(".tmp"));
  if (left.length > 0) faults.push(`${at}: left over: ${left.slice(0, 5).join(", ")}`);
  await fresh(work);
}
const last = await run(work);
if (last.end !== 0 || !isSame(await resultsIn(work), after))
  faults.push(`the last run: ${last.end} ${last.errors.slice(-300)}`);
console.log(JSON.stringify({ kills: Number(kills), ...counts, faults }, null, 2));
await rm(home, { recursive: true, force: true });
process.exitCode = faults.length === 0 ? 0 : 1;
