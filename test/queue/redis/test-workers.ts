import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "../../../scripts/esbuild.js";
import { parseQueueAddress } from "../../../src/engine/queue/address.ts";
import { createQueueExecutor, type QueueExecutorOptions } from "../../../src/engine/queue/queue-executor.ts";
import type { Executor } from "../../../src/engine/core/executor.ts";
import { machineOf } from "./test-machine.ts";
import { testKind, type TestJob } from "./test-kind.ts";

const ROOT = join(import.meta.dirname, "../../..");

/** The bundles of worker, thread, child and coordinator, beside the packages that they import. */
export async function buildBundles(): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
  const root = await mkdtemp(join(ROOT, "node_modules/.latentune-queue-"));
  // As they lie in an installation: beside the folder is the package.json that says the version.
  await cp(join(ROOT, "package.json"), join(root, "package.json"));
  const folder = join(root, "dist");
  const here = (name: string): string => join(import.meta.dirname, name);
  await build({
    entryPoints: {
      "worker-process": here("worker-process.ts"),
      "coordinator-process": here("coordinator-process.ts"),
      "job-thread": here("job-thread.ts"),
      child: join(ROOT, "src/engine/queue/child.ts"),
    },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  return { folder, remove: () => rm(root, { recursive: true, force: true }) };
}

export interface TestProcess {
  readonly child: ChildProcess;
  /** All that it has printed. */
  readonly output: () => string;
  /** Settles with its exit code or signal. */
  readonly ended: Promise<number | string>;
  kill(signal: NodeJS.Signals): void;
}

export function startNode(...args: readonly string[]): TestProcess {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const ended = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | string);
  return { child, output: () => text, ended, kill: (signal) => void child.kill(signal) };
}

/** A workspace with its coordinator and its workers. */
export async function testBench(bundles: string, address: string) {
  const workspace = await mkdtemp(join(tmpdir(), "latentune-queue-"));
  const log = join(workspace, "log");
  const running: TestProcess[] = [];
  const start = (process: TestProcess): TestProcess => {
    running.push(process);
    return process;
  };
  return {
    workspace,
    log,
    jobs: (count: number, job: (value: number) => Partial<TestJob> = () => ({})): TestJob[] =>
      Array.from({ length: count }, (_, value) => ({ value: value + 10, log, ...job(value) })),
    executor: ({
      rangeSize = 1,
      ...options
    }: Partial<QueueExecutorOptions> & { readonly rangeSize?: number } = {}): Executor<TestJob, number> =>
      createQueueExecutor(testKind(pathToFileURL(join(bundles, "job-thread.mjs")), { rangeSize }), {
        address: parseQueueAddress(address),
        machine: machineOf(workspace),
        state: join(workspace, ".latentune"),
        pollMs: 50,
        ...options,
      }),
    worker: (options: object = {}): TestProcess =>
      start(
        startNode(
          join(bundles, "worker-process.mjs"),
          workspace,
          JSON.stringify({ address, concurrency: 2, lockMs: 1_000, ...options }),
        ),
      ),
    coordinator: (options: object): TestProcess =>
      start(startNode(join(bundles, "coordinator-process.mjs"), workspace, JSON.stringify({ address, ...options }))),
    /** Jobs that a worker has done. */
    doneBy: ({ child }: TestProcess): number =>
      readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => line.startsWith("done ") && line.endsWith(` ${child.pid}`)).length,
    /** How often each value was begun, or done. */
    times: (what: "start" | "done"): Map<number, number> => {
      const counts = new Map<number, number>();
      for (const line of existsSync(log) ? readFileSync(log, "utf8").split("\n") : []) {
        const [verb, value] = line.split(" ");
        if (verb === what) counts.set(Number(value), (counts.get(Number(value)) ?? 0) + 1);
      }
      return counts;
    },
    end: async (): Promise<void> => {
      for (const process of running) process.kill("SIGKILL");
      await Promise.all(running.map(({ ended }) => ended));
      await rm(workspace, { recursive: true, force: true });
    },
  };
}
