// The whole Hard task on examples/songs30, cold, as it is against an earlier commit: that one is built in a worktree of its own,
// and the two take turns. Wall clock, processor seconds and peak memory, medians; says whether the numbers are the same.
// Arguments: commit, rounds. Needs `npm run build` and git.
import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { sha256 } from "../../src/engine/core/hash.ts";
import { median, record } from "../record.ts";

/** What one run took: seconds, seconds of all cores together, MiB; and a hash of its table of scores. */
interface Taken {
  readonly wall: number;
  readonly processor: number;
  readonly memory: number;
  readonly scores: string;
}

const WORKSPACE = resolve("examples/songs30");
const SCORES = join("results_hard", "clustering", "metrics_hard.csv");

/** Writes what the command has used when it ends. */
const TELL_USAGE = `data:text/javascript,${encodeURIComponent(
  'import{writeFileSync}from"node:fs";import{isMainThread}from"node:worker_threads";' +
    'if(isMainThread)process.on("exit",()=>writeFileSync(process.env.LATENTUNE_BENCH_USAGE,JSON.stringify(process.resourceUsage())))',
)}`;

const [commit, roundsText = "3"] = process.argv.slice(2);
if (commit === undefined) console.log("earlier: skipped, it needs a commit: npm run bench -- earlier COMMIT");
else await compare(commit, Number(roundsText));

async function compare(earlier: string, count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "latentune-earlier-"));
  const tree = join(folder, "tree");
  try {
    command("git", ["worktree", "add", "--quiet", "--detach", tree, earlier]);
    // With other dependencies it needs its own, or it would leave out what they are for.
    const [lock, earlierLock] = await Promise.all(
      [".", tree].map((at) => readFile(join(at, "package-lock.json"), "utf8")),
    );
    if (lock === earlierLock) await symlink(resolve("node_modules"), join(tree, "node_modules"));
    else command("npm", ["ci", "--prefer-offline", "--no-audit", "--no-fund"], tree);
    command(process.execPath, ["scripts/build.js"], tree);
    const rounds: { now: Taken; then: Taken }[] = [];
    for (let round = 0; round < count; round++) {
      const pair = { then: await hardTask(tree), now: await hardTask(resolve(".")) };
      console.log(`  now ${textOf(pair.now)}; then ${textOf(pair.then)}`);
      rounds.push(pair);
    }
    const ratioOf = (key: "wall" | "processor" | "memory"): number =>
      median(rounds.map(({ now, then }) => now[key] / then[key]));
    const same = rounds.every(({ now, then }) => now.scores === then.scores) ? "same scores" : "other scores";
    const remark = `processor seconds ${ratioOf("processor").toFixed(2)}, peak memory ${ratioOf("memory").toFixed(2)} of it; ${same}`;
    const ratio = ratioOf("wall");
    record({
      kind: "comparison",
      step: "whole Hard task, cold",
      size: "songs30",
      peer: `this project at ${earlier}`,
      ours: median(rounds.map(({ now }) => now.wall)),
      theirs: median(rounds.map(({ then }) => then.wall)),
      ratio,
      target: null,
      remark,
    });
    console.log(`Hard task, now of then: ratio ${ratio.toFixed(2)}, ${remark}`);
  } finally {
    spawnSync("git", ["worktree", "remove", "--force", tree]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** The command of a checkout, from its start to its end, in a workspace without cache. */
async function hardTask(checkout: string): Promise<Taken> {
  const folder = await mkdtemp(join(tmpdir(), "latentune-bench-"));
  const usageFile = join(folder, "usage.json");
  try {
    await cp(WORKSPACE, folder, { recursive: true });
    const started = performance.now();
    command(
      process.execPath,
      ["--import", TELL_USAGE, join(checkout, "dist", "cli.js"), "hard", "--workspace", folder],
      checkout,
      { LATENTUNE_BENCH_USAGE: usageFile },
    );
    const wall = (performance.now() - started) / 1000;
    const usage = JSON.parse(await readFile(usageFile, "utf8")) as NodeJS.ResourceUsage;
    return {
      wall,
      processor: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
      memory: usage.maxRSS / 1024,
      scores: sha256(await readFile(join(folder, SCORES))),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function textOf({ wall, processor, memory }: Taken): string {
  return `${wall.toFixed(1)} s, ${processor.toFixed(1)} processor seconds, ${memory.toFixed(0)} MiB`;
}

/** @throws {Error} with what it printed, if it fails */
function command(
  program: string,
  given: readonly string[],
  cwd = ".",
  env: Readonly<Record<string, string>> = {},
): void {
  const { status, stderr } = spawnSync(program, given, { cwd, encoding: "utf8", env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`${program} ${given.slice(0, 3).join(" ")} failed:\n${stderr}`);
}
