import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "../../scripts/esbuild.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CancelledError, LatentuneError } from "../../src/engine/core/errors.ts";
import { createInlineExecutor, type Executor } from "../../src/engine/core/executor.ts";
import { WorkerPool } from "../../src/engine/core/executor-pool.ts";
import { REINSTALL } from "../../src/engine/core/native/load-error.ts";
import { runTestJob, type TestJob } from "./pool-jobs.ts";

let folder = "";
let url = new URL("file:///");
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-pool-"));
  const outfile = join(folder, "worker.mjs");
  const entry = fileURLToPath(new URL("pool-worker.ts", import.meta.url));
  await build({ entryPoints: [entry], outfile, bundle: true, platform: "node", format: "esm", logLevel: "error" });
  url = pathToFileURL(outfile);
});
afterAll(() => rm(folder, { recursive: true }));

const pool = (workers: number, timeoutSeconds = 60): Executor<TestJob, number> =>
  new WorkerPool<TestJob, number>({ url, workers, timeoutSeconds });
const squares = (count: number): TestJob[] => Array.from({ length: count }, (_, value) => ({ do: "square", value }));

describe.each([
  ["in this thread", () => createInlineExecutor(runTestJob)],
  ["on one worker thread", () => pool(1)],
  ["on three worker threads", () => pool(3)],
])("an executor %s", (_name, create) => {
  let executor: Executor<TestJob, number>;
  beforeAll(() => {
    executor = create();
  });
  afterAll(() => executor.close());

  it("returns results in the order of the jobs and counts them", async () => {
    const counts: string[] = [];
    const outcomes = await executor.run(squares(20), { onProgress: (done, total) => counts.push(`${done}/${total}`) });
    expect(outcomes.map((outcome) => outcome.ok && outcome.value)).toEqual(squares(20).map((_, value) => value ** 2));
    expect(counts).toEqual(Array.from({ length: 20 }, (_, index) => `${index + 1}/20`));
    expect(await executor.run([])).toEqual([]);
  });

  it("returns what a job throws, with its remedy, and goes on", async () => {
    const outcomes = await executor.run([{ do: "throw" }, { do: "square", value: 3 }]);
    expect(outcomes).toEqual([
      { ok: false, error: { reason: "threw", message: "The file is broken. Replace it." } },
      { ok: true, value: 9 },
    ]);
  });

  it("rejects when cancelled, before and during, and can be used again", async () => {
    await expect(executor.run(squares(3), { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
    const controller = new AbortController();
    const running = executor.run([...squares(2), { do: "wait", ms: 60_000 }, ...squares(5)], {
      signal: controller.signal,
      onProgress: (done) => {
        if (done === 2) controller.abort();
      },
    });
    await expect(running).rejects.toThrow(CancelledError);
    expect(await executor.run([{ do: "square", value: 5 }])).toEqual([{ ok: true, value: 25 }]);
  });

  it("runs two sets of jobs at once", async () => {
    const [a, b] = await Promise.all([executor.run(squares(4)), executor.run(squares(6))]);
    expect([a.length, b.length]).toEqual([4, 6]);
    expect([...a, ...b].every(({ ok }) => ok)).toBe(true);
  });
});

describe("a worker pool", () => {
  it("replaces a worker that dies, and reports its job", async () => {
    const executor = pool(2);
    const outcomes = await executor.run([
      { do: "square", value: 1 },
      { do: "die" },
      { do: "square", value: 2 },
      { do: "die" },
    ]);
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.value : outcome.error.reason))).toEqual([
      1,
      "crashed",
      4,
      "crashed",
    ]);
    expect(outcomes[1]).toMatchObject({ error: { message: "Its worker ended with exit code 7." } });
    expect(await executor.run([{ do: "square", value: 6 }])).toEqual([{ ok: true, value: 36 }]);
    await executor.close();
  });

  it("stops a job that hangs, and goes on", async () => {
    const executor = pool(1, 3);
    const outcomes = await executor.run([{ do: "hang" }, { do: "square", value: 2 }]);
    expect(outcomes[0]).toEqual({
      ok: false,
      error: { reason: "timed-out", message: "It took longer than 3 seconds and was stopped." },
    });
    expect(outcomes[1]).toEqual({ ok: true, value: 4 });
    await executor.close();
  });

  it("cancels a job that does not listen by ending its worker", async () => {
    const executor = pool(1);
    const controller = new AbortController();
    const running = executor.run([{ do: "square", value: 1 }, { do: "hang" }], {
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    await expect(running).rejects.toThrow(CancelledError);
    expect(await executor.run([{ do: "square", value: 3 }])).toEqual([{ ok: true, value: 9 }]);
    await executor.close();
  });

  it.each([
    ["is not there", undefined, /a part is missing, .*gone\.mjs/],
    ["misses a package", "import 'no-such-package';", /a part is missing, no-such-package/],
    [
      "was cut off",
      "import { parentPort } from 'node:worker_threads'; parentPort.on('mess",
      /Invalid or unexpected token/,
    ],
    ["ends before it serves", "process.exit(3);", /ended with exit code 3/],
  ])("refuses a run once where its worker's bundle %s", async (_, code, reason) => {
    const file = join(folder, "gone.mjs");
    if (code === undefined) await rm(file, { force: true });
    else await writeFile(file, code);
    const executor = new WorkerPool<TestJob, number>({ url: pathToFileURL(file), workers: 2 });
    const refusals = await Promise.all(
      [squares(5), squares(1)].map((jobs) => executor.run(jobs).catch((error: unknown) => error)),
    );
    for (const refusal of refusals) {
      if (!(refusal instanceof LatentuneError)) throw new Error("It is no LatentuneError.");
      expect(refusal.message).toMatch(/^Worker threads cannot be started: /);
      expect(refusal.message).toMatch(reason);
      expect(refusal.place).toEqual({ file, remedy: REINSTALL });
    }
    await executor.close();
  });

  it("fails open jobs when it is closed", async () => {
    const executor = pool(1);
    const running = executor.run([{ do: "hang" }, { do: "square", value: 1 }]);
    await executor.close();
    expect((await running).map(({ ok }) => ok)).toEqual([false, false]);
  });

  it("has at least one worker and at most sixteen", () => {
    expect([0, 1, 5, 400].map((workers) => pool(workers).parallelism)).toEqual([1, 1, 5, 16]);
  });
});
