import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLI, cli, sampleWorkspace } from "../../cli/run-cli.ts";
import { hasRedis, PASSWORD, startRedis, type TestServer } from "./redis-server.ts";
import { startNode } from "./test-workers.ts";

/** Few epochs: this is about the songs' way, and what is made of them. */
const FAST = ["--epochs", "2", "--seconds", "5"] as const;

/** Files that say when and how long. */
const TIMES = ["/run.json", "/REPORT.md", "/REPORT.pdf", "/report.html"];

const FEATURES = ["log-mel", "mean-mel", "audio-embedding", "mfcc-stats"];

let server: TestServer;

/** The files of a folder by their path in it. */
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

  it("the Hard task with two workers, one killed: all files are those of a run without a queue, to the last byte", async () => {
    const [alone, shared] = [await sampleWorkspace(), await sampleWorkspace()];
    const work = () =>
      startNode(CLI, "worker", "--queue", server.address, "--workspace", shared, "--concurrency", "1", "--lock", "1");
    const [first, second] = [work(), work()];
    const coordinator = cli(shared, "hard", ...FAST, "--queue", server.address);
    while (!first.output().includes("so far")) await sleep(20);
    first.kill("SIGKILL");
    const done = await coordinator;
    expect(done).toMatchObject({ code: 0, json: { rows: { used: 30 } } });
    expect(await cli(shared, "extract", "--features", "mfcc", "--queue", server.address)).toMatchObject({ code: 0 });

    const status = await cli(shared, "queue", "status", "--queue", server.address);
    expect(status.json).toMatchObject({ waiting: 0, active: 0, failed: 0 });
    second.kill("SIGTERM");
    expect(await second.ended).toBe(0);
    // Songs of both decodings went through the queue: that of the spectrograms, with the network's vectors, and that of the MFCC.
    expect(second.output().match(/features \w+: 1 song in/g)!.length).toBeGreaterThan(30);

    expect(await cli(alone, "hard", ...FAST)).toMatchObject({ code: 0 });
    expect(await cli(alone, "extract", "--features", "mfcc")).toMatchObject({ code: 0 });
    const cache = join(".latentune", "cache");
    for (const folder of ["results_hard", "results_steps", ...FEATURES.map((name) => join(cache, name))]) {
      const [own, expected] = [await filesOf(join(shared, folder)), await filesOf(join(alone, folder))];
      for (const name of TIMES) expect([name, own.delete(name)]).toEqual([name, expected.delete(name)]);
      expect(expected.size).toBeGreaterThan(0);
      expect([folder, [...own.keys()].sort()]).toEqual([folder, [...expected.keys()].sort()]);
      expect([folder, [...expected].filter(([name, bytes]) => own.get(name) !== bytes).map(([name]) => name)]).toEqual([
        folder,
        [],
      ]);
    }

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
