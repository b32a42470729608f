// What a user waits for, each on a copy of examples/songs30 and in processes of its own: a second Hard run with another number
// of clusters, a run that draws all pictures anew, short commands, and the first answer of the engine's process; and the memory
// of a cold run and of the short commands. Medians; the processor seconds are those of the process with its threads. Arguments: rounds.
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from "vscode-jsonrpc/node";
import { RPC_VERSION } from "../../src/shared/contract/rpc.ts";
import { median, record } from "../record.ts";

const rounds = Number(process.argv[2] ?? "5");
const SONGS = "songs30";
const scratch = await mkdtemp(join(tmpdir(), "latentune-bench-"));
const workspace = join(scratch, SONGS);
const usageFile = join(scratch, "usage.json");
/** The program as deep in folders as an extension of the editor lies: what Node does with its path takes time and memory. */
const installed = join(scratch, "home", "somebody", ".vscode", "extensions", "latentune.latentune-0.1.0-linux-x64");
const program = join(installed, "dist", "cli.js");
/** Preloaded into a process: tells what it took. */
const tellUsage = join(scratch, "tell-usage.cjs");
const TELL_USAGE = `process.on("exit",()=>require("node:fs").writeFileSync(${JSON.stringify(usageFile)},JSON.stringify(process.resourceUsage())))`;

const SHORT_COMMANDS = [["--help"], ["runs"], ["doctor", "--no-audio"]];

interface Run {
  readonly seconds: number;
  /** From the first word of the pictures to the end. */
  readonly sincePictures: number;
  /** Of the processor. */
  readonly spent: number;
  /** MiB at most. */
  readonly memory: number;
}

try {
  await cp("examples/songs30", workspace, { recursive: true });
  await cp("dist", join(installed, "dist"), { recursive: true });
  await cp("package.json", join(installed, "package.json"));
  for (const name of ["media", "node_modules"]) await symlink(resolve(name), join(installed, name));
  await writeFile(tellUsage, TELL_USAGE);
  const cold = [];
  for (let round = 0; round < 3; round++) {
    await rm(join(workspace, ".latentune"), { recursive: true, force: true });
    cold.push(await hard(4));
  }
  tellMemory("Hard, cold", cold, 450);
  for (const given of SHORT_COMMANDS) {
    const short = [];
    const place = given.includes("--help") ? [] : ["--workspace", workspace];
    for (let round = 0; round < rounds; round++) short.push(await latentune([...given, ...place]));
    const name = `latentune ${given.join(" ")}`;
    tell(name, short.map(({ seconds }) => seconds), 0.16, spentOf(short)); // prettier-ignore
    tellMemory(name, short, 60);
  }
  const second: Run[] = [];
  const drawn: Run[] = [];
  const answers: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Another k each time: none of its clusterings and pictures is there.
    second.push(await hard(5 + round));
    await rm(join(workspace, ".latentune", "cache", "pictures"), { recursive: true });
    drawn.push(await hard(5 + round));
    answers.push(await firstAnswer());
  }
  tell("second Hard run, another k", second.map(({ seconds }) => seconds), 1, spentOf(second)); // prettier-ignore
  tell("all pictures and the report, with tables and view", drawn.map(({ sincePictures }) => sincePictures), 2, spentOf(drawn)); // prettier-ignore
  tell("engine's process until its first answer", answers, 0.25);
} finally {
  await rm(scratch, { recursive: true, force: true });
}

function spentOf(runs: readonly Run[]): string {
  return `${median(runs.map(({ spent }) => spent)).toFixed(1)} s of the processor for the whole run`;
}

function tell(step: string, measured: readonly number[], target: number, remark?: string): void {
  const seconds = median(measured);
  console.log(
    `  ${step}: ${seconds.toFixed(2)} s (at most ${target}), of ${measured.map((each) => each.toFixed(2)).join(", ")}`,
  );
  record({ kind: "time", step, size: SONGS, seconds, target, ...(remark !== undefined && { remark }) });
}

function tellMemory(step: string, runs: readonly Run[], target: number): void {
  const memory = median(runs.map((run) => run.memory));
  console.log(`  ${step}: ${memory.toFixed(0)} MiB (at most ${target}), of ${runs.map((run) => run.memory.toFixed(0)).join(", ")}`); // prettier-ignore
  record({ kind: "memory", step, size: SONGS, memory, target });
}

function hard(k: number): Promise<Run> {
  return latentune(["hard", "--workspace", workspace, "--k", String(k)]);
}

async function latentune(given: readonly string[]): Promise<Run> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--require", tellUsage, program, ...given], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = "";
  let pictures = started;
  child.stderr.on("data", (chunk: Buffer) => {
    const known = told.includes("Drawing pictures");
    told += chunk.toString();
    if (!known && told.includes("Drawing pictures")) pictures = performance.now();
  });
  const [code] = (await once(child, "close")) as [number | null];
  const ended = performance.now();
  if (code !== 0) throw new Error(`latentune ${given.join(" ")} failed:\n${told}`);
  const usage = JSON.parse(await readFile(usageFile, "utf8")) as NodeJS.ResourceUsage;
  return {
    seconds: (ended - started) / 1000,
    sincePictures: (ended - pictures) / 1000,
    spent: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    memory: usage.maxRSS / 1024,
  };
}

/** Seconds from the fork, as the extension does it, to the answer of the request that it begins with. */
async function firstAnswer(): Promise<number> {
  const started = performance.now();
  const child = fork(resolve("dist/engine-server.js"), [], {
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  connection.listen();
  await connection.sendRequest("initialize", { rpcVersion: RPC_VERSION });
  const seconds = (performance.now() - started) / 1000;
  connection.dispose();
  const ended = once(child, "exit");
  child.disconnect();
  await ended;
  return seconds;
}
