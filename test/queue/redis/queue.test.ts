import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CancelledError } from "../../../src/engine/core/errors.ts";
import { hasRedis, startRedis, type TestServer } from "./redis-server.ts";
import { buildBundles, testBench } from "./test-workers.ts";

let bundles: Awaited<ReturnType<typeof buildBundles>>;
let server: TestServer;
let bench: Awaited<ReturnType<typeof testBench>>;

describe.skipIf(!hasRedis)("jobs through a queue (needs redis-server)", () => {
  beforeAll(async () => {
    bundles = await buildBundles();
    server = await startRedis();
  });
  afterAll(async () => {
    await server.stop();
    await bundles.remove();
  });
  beforeEach(async () => {
    bench = await testBench(bundles.folder, server.address);
  });
  afterEach(() => bench.end());

  it("returns what threads would, in the order of the jobs; a worker may come first or last", async () => {
    bench.worker();
    const executor = bench.executor({});
    const jobs = bench.jobs(40, (value) => (value === 3 ? { do: "throw" } : value === 5 ? { do: "crash" } : {}));
    const counts: number[] = [];
    const running = executor.run(jobs, { onProgress: (done) => counts.push(done) });
    bench.worker();
    const outcomes = await running;
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.value : outcome.error))).toEqual(
      jobs.map(({ value, do: what }) =>
        what === "throw"
          ? { reason: "threw", message: "It is broken." }
          : what === "crash"
            ? { reason: "crashed", message: "Its worker ended with exit code 7." }
            : value ** 2,
      ),
    );
    expect(counts.at(-1)).toBe(40);
    expect([...bench.times("start").values()].every((times) => times === 1)).toBe(true);

    // What is done stays done; what crashed is tried again.
    await executor.run(jobs);
    const again = [...bench.times("start")].filter(([, times]) => times > 1).map(([value]) => value);
    expect(new Set(again)).toEqual(new Set([13, 15]));
    await executor.close();
  });

  it("hands back what is under way when it is told to end, and another worker does it", async () => {
    const first = bench.worker({ concurrency: 1 });
    const executor = bench.executor({});
    const running = executor.run(bench.jobs(2, () => ({ ms: 1_500 })));
    while (bench.times("start").size < 1) await sleep(20);
    first.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    bench.worker({ concurrency: 2, lockMs: 60_000 });
    expect((await running).map((outcome) => outcome.ok && outcome.value)).toEqual([100, 121]);
    await executor.close();
  });

  it("is cancelled within a second, and leaves nothing in the queue", async () => {
    const executor = bench.executor({});
    const controller = new AbortController();
    const running = executor.run(bench.jobs(50), { signal: controller.signal });
    await sleep(500);
    controller.abort();
    await expect(running).rejects.toThrow(CancelledError);
    expect(await server.redis.keys("bull:*:r-*")).toEqual([]);
    await executor.close();
  });

  it("is refused by name where versions differ, and not tried again", async () => {
    bench.worker({ version: 2 });
    const executor = bench.executor({});
    await expect(executor.run(bench.jobs(1))).rejects.toThrow(
      /process \d+: This worker has test 2 instead of 1: install the same version everywhere/,
    );
    expect(bench.times("start").size).toBe(0);
    await executor.close();
  });

  it("a worker with one thread for a kind leaves to others what would wait for it", async () => {
    bench.worker({ concurrency: 8, threads: 1 });
    const executor = bench.executor({});
    const running = executor.run(bench.jobs(8, () => ({ ms: 700 })));
    while (bench.times("start").size < 1) await sleep(20);
    const second = bench.worker({ concurrency: 8, threads: 1 });
    await running;
    expect(bench.doneBy(second)).toBeGreaterThan(0);
    expect([...bench.times("start").values()].every((times) => times === 1)).toBe(true);
    await executor.close();
  });

  it("what is kept elsewhere is removed when that is said, and not before", async () => {
    bench.worker();
    const executor = bench.executor({});
    await executor.run(bench.jobs(3));
    await executor.run(bench.jobs(3));
    expect(bench.times("start").size).toBe(3);
    await executor.forget!();
    await executor.run(bench.jobs(1));
    expect(bench.times("start").get(10)).toBe(2);
    await executor.close();
  });

  it("a second coordinator joins the first", async () => {
    const jobs = bench.jobs(60, () => ({ ms: 40 }));
    const [first, second] = [bench.executor({}), bench.executor({})];
    bench.worker();
    const one = first.run(jobs);
    await sleep(300);
    const two = second.run(jobs);
    expect(await one).toEqual(await two);
    expect([...bench.times("start").values()].every((times) => times === 1)).toBe(true);
    await Promise.all([first.close(), second.close()]);
  });
});
