// Interrupts a task at random moments, and says how long it took to end each time:
//
//     node scripts/cancel-runs.js WORKSPACE [task] [times] [seed] [flags of the task…]
//
// Each run begins with an empty cache and no checkpoint in a copy of the workspace, whose audio files are linked, so that the
// moments fall into all steps. A run that ends later than after LIMIT_S, or with another exit code than 130, is a fault.
// LATENTUNE_CLI names another command line than the one of dist/.
import { spawn } from "node:child_process";
import { cp, link, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { seededRandom } from "./seeded-random.js";

const CLI = process.env.LATENTUNE_CLI ?? fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const LIMIT_S = 1;
const [base, task = "hard", times = "30", seed = "1", ...flags] = process.argv.slice(2);
if (base === undefined) throw new Error("usage: node scripts/cancel-runs.js WORKSPACE [task] [times] [seed] [flags…]");

const random = seededRandom(Number(seed));

const home = await mkdtemp(join(tmpdir(), "latentune-cancels-"));
const work = join(home, "work");

/** The data alone: files are linked where they can be. */
async function fresh() {
  await rm(work, { recursive: true, force: true });
  const from = join(base, "data");
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const target = join(work, "data", relative(from, file));
    await mkdir(dirname(target), { recursive: true });
    await link(file, target).catch(() => cp(file, target));
  }
}

/** @returns when it ended, in seconds since its start, and of an interrupted one how long that took */
function run(interruptAfter) {
  const child = spawn(process.execPath, [CLI, task, "--workspace", work, ...flags], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  let last = "";
  child.stderr.on("data", (text) => {
    last =
      String(text)
        .split(/[\r\n]/)
        .findLast((line) => line.startsWith("[")) ?? last;
  });
  let interrupted;
  const timer = setTimeout(() => {
    interrupted = { at: seconds(), during: last };
    child.kill("SIGINT");
  }, interruptAfter * 1000);
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      resolve({ ended: seconds(), end: signal === null ? code : 128 + constants.signals[signal], interrupted });
    });
  });
}

await fresh();
const { ended: usual, end } = await run(2 ** 20);
if (end !== 0) throw new Error(`The undisturbed run failed: ${end}`);
console.log(`An undisturbed run takes ${usual.toFixed(1)} s.`);
const took = [];
let faults = 0;
while (took.length < Number(times)) {
  await fresh();
  const { ended, end, interrupted } = await run(random() * usual);
  if (interrupted === undefined) continue;
  const seconds = ended - interrupted.at;
  const isFault = seconds > LIMIT_S || end !== 130;
  if (isFault) faults++;
  took.push(seconds);
  const words = `${seconds.toFixed(2)} s, exit code ${end}, after ${interrupted.at.toFixed(1)} s: ${interrupted.during}`;
  console.log(`${isFault ? "FAULT " : ""}${words}`);
}
took.sort((a, b) => a - b);
console.log(`Median ${took[took.length >> 1].toFixed(2)} s, longest ${took.at(-1).toFixed(2)} s; ${faults} faults.`);
await rm(home, { recursive: true, force: true });
process.exitCode = faults === 0 ? 0 : 1;
