import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LONE_DEATHS } from "../../../src/engine/queue/run-alone.ts";
import { hasRedis, startRedis, type TestServer } from "./redis-server.ts";
import { buildBundles, testBench, type TestProcess } from "./test-workers.ts";

const CONCURRENCY = 2;

let bundles: Awaited<ReturnType<typeof buildBundles>>;
let server: TestServer;
let bench: Awaited<ReturnType<typeof testBench>>;

describe.skipIf(!hasRedis)("what dies in the middle (needs redis-server)", () => {
  beforeAll(async () => {
    bundles = await buildBundles();
  });
  afterAll(() => bundles.remove());
  beforeEach(async () => {
    server = await startRedis();
    bench = await testBench(bundles.folder, server.address);
  });
  afterEach(async () => {
    await bench.end();
    await server.stop();
  });

  it("3,000 jobs, a worker killed, the server killed, a worker stopped past its lock: all are done, few twice", async () => {
    const jobs = bench.jobs(3_000, () => ({ ms: 2 }));
    const workers = Array.from({ length: 3 }, () => bench.worker());
    const executor = bench.executor();
    let done = 0;
    const states: (string | null)[] = [];
    const running = executor.run(jobs, {
      onProgress: (count) => {
        done = count;
      },
      onState: (text) => {
        states.push(text);
      },
    });
    const until = async (count: number): Promise<void> => {
      while (done < count) await sleep(20);
    };
    await until(500);
    workers[0]!.kill("SIGKILL");
    bench.worker();
    await until(1_000);
    await server.kill();
    await sleep(300);
    await server.start();
    await until(1_500);
    workers[1]!.kill("SIGSTOP");
    await sleep(2_500);
    workers[1]!.kill("SIGCONT");
    const outcomes = await running;
    expect(outcomes.map((outcome) => outcome.ok && outcome.value)).toEqual(jobs.map(({ value }) => value ** 2));
    const started = bench.times("start");
    expect(started.size).toBe(3_000);
    const twice = [...started.values()].filter((times) => times > 1);
    // Those of the worker that was killed and of the one that was stopped; of each worker while the server was away.
    expect(twice.length).toBeLessThanOrEqual((1 + 1 + 3) * CONCURRENCY);
    expect(states.some((text) => text?.startsWith("Redis does not answer; waiting for it, at most") === true)).toBe(
      true,
    );
    await executor.close();
  });

  it("of a song that ends every process, only this song is left out, whoever was beside it", async () => {
    const POISON = 77;
    const jobs = bench.jobs(200, (value) => ({ ms: 5, ...(value === POISON ? { do: "poison" } : {}) }));
    const executor = bench.executor();
    let alive = true;
    let deaths = 0;
    const supervise = async (): Promise<void> => {
      while (alive) {
        if ((await bench.worker().ended) === "SIGKILL") deaths++;
      }
    };
    const supervised = supervise();
    const outcomes = await executor.run(jobs);
    alive = false;
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(199);
    expect(outcomes[POISON]).toEqual({
      ok: false,
      error: { reason: "crashed", message: "It ended the process that worked on it, 3 times out of 3." },
    });
    // Once with the worker that it was in, then in a process of its own.
    expect(deaths).toBe(1);
    expect(bench.times("start").get(POISON + 10)).toBe(1 + LONE_DEATHS);
    await executor.close();
    await bench.end();
    await supervised;
  });

  it("its neighbours in the same range are used", async () => {
    const jobs = bench.jobs(520, (value) => (value === 100 ? { do: "poison" } : {}));
    const executor = bench.executor({ rangeSize: 3 });
    const first = bench.worker();
    const running = executor.run(jobs);
    await first.ended;
    bench.worker();
    const outcomes = await running;
    expect(outcomes.flatMap(({ ok }, place) => (ok ? [] : [place]))).toEqual([100]);
    await executor.close();
  });

  it("a coordinator that is killed half-way goes on: nothing that has its part file is done again", async () => {
    const COUNT = 20_000;
    for (let worker = 0; worker < 2; worker++) bench.worker();
    const first = bench.coordinator({ count: COUNT, rangeSize: 20 });
    while (Number(first.output().trim().split("\n").at(-1)) < COUNT / 2) await sleep(20);
    first.kill("SIGKILL");
    await first.ended;
    const second = bench.coordinator({ count: COUNT, rangeSize: 20 });
    expect(await second.ended).toBe(0);
    const counts = second.output().trim().split("\n").map(Number);
    expect(counts.at(-1)).toBe(COUNT);
    const started = bench.times("start");
    expect(started.size).toBe(COUNT);
    expect([...started.values()].every((times) => times === 1)).toBe(true);
  });

  it("a worker whose Redis does not come back ends with what is wrong, and without the address", async () => {
    const worker: TestProcess = bench.worker({ patienceSeconds: 1 });
    while (!worker.output().includes("Ready")) await sleep(20);
    await server.kill();
    expect(await worker.ended).toBe(1);
    expect(worker.output()).toContain("Redis does not answer; waiting for it, at most 1.0 s.");
    expect(worker.output()).toContain("Redis cannot be reached (ECONNREFUSED).");
    expect(worker.output()).not.toMatch(/127\.0\.0\.1|s3cret/);
  });
});
