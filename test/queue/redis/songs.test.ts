import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLI, cli, sampleWorkspace } from "../../cli/run-cli.ts";
import { hasRedis, PASSWORD, startRedis, type TestServer } from "./redis-server.ts";
import { startNode } from "./test-workers.ts";

let server: TestServer;

/** Files of results by their path, without those that say when and how long. */
async function filesOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = files.map(
    async (file) => [file.slice(folder.length), (await readFile(file)).toString("base64")] as const,
  );
  return new Map(await Promise.all(contents));
}

describe.skipIf(!hasRedis)("songs through a queue (needs redis-server)", () => {
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  it("two workers, one killed: all files are those of a run without a queue, to the last byte", async () => {
    const [alone, shared] = [await sampleWorkspace(), await sampleWorkspace()];
    const work = () =>
      startNode(CLI, "worker", "--queue", server.address, "--workspace", shared, "--concurrency", "1", "--lock", "1");
    const [first, second] = [work(), work()];
    const coordinator = cli(shared, "extract", "--queue", server.address);
    while (!first.output().includes("so far")) await sleep(20);
    first.kill("SIGKILL");
    const done = await coordinator;
    expect(done).toMatchObject({ code: 0, json: { songs: 30 } });
    expect(await cli(shared, "extract", "--features", "mfcc", "--queue", server.address)).toMatchObject({ code: 0 });

    const status = await cli(shared, "queue", "status", "--queue", server.address);
    expect(status.json).toMatchObject({ waiting: 0, active: 0, failed: 0 });
    second.kill("SIGTERM");
    expect(await second.ended).toBe(0);

    expect(await cli(alone, "extract")).toMatchObject({ code: 0 });
    expect(await cli(alone, "extract", "--features", "mfcc")).toMatchObject({ code: 0 });
    for (const folder of ["results_medium", "results_easy", ".latentune/cache/log-mel", ".latentune/cache/mfcc-stats"])
      expect([folder, await filesOf(join(shared, folder))]).toEqual([folder, await filesOf(join(alone, folder))]);

    // Nobody finds out how the queue is reached.
    const written = [...(await filesOf(join(shared, ".latentune"))).values()].map((text) =>
      Buffer.from(text, "base64").toString("latin1"),
    );
    const told = [first.output(), second.output(), done.stdout, done.stderr, status.stdout, status.stderr];
    expect([...written, ...told].filter((text) => text.includes(PASSWORD) || text.includes(`:${server.port}`))).toEqual(
      [],
    );
  });

  it("says what is missing, and nothing of the address", async () => {
    const workspace = await sampleWorkspace();
    const refused = async (address: string) => {
      const { code, stderr } = await cli(workspace, "extract", "--queue", address);
      expect(stderr).not.toMatch(/wrong|redis:\/\/[^:h]|127\.0|example\.org/);
      return { code, stderr: stderr.trim().split("\n").at(-1) };
    };
    expect(await refused("redis://example.org")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("neither a password nor TLS") as string,
    });
    expect(await refused(`redis://:wrong@127.0.0.1:${server.port}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("refuses the user or the password") as string,
    });
    expect(await refused("redis://127.0.0.1:1")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Redis cannot be reached (ECONNREFUSED). Start redis-server") as string,
    });
    const careless = await startRedis(["--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"]);
    expect(await refused(careless.address)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("its maxmemory-policy is allkeys-lru") as string,
    });
    await careless.stop();
  });
});
