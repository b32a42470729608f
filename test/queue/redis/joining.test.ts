import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { workspaceId } from "../../../src/engine/queue/workspace-id.ts";
import { takeLock } from "../../../src/engine/store/lock.ts";
import { workspacePaths } from "../../../src/engine/store/paths.ts";
import { CLI, sampleWorkspace, start } from "../../cli/run-cli.ts";
import { hasRedis, startRedis, type TestServer } from "./redis-server.ts";
import { startNode, type TestProcess } from "./test-workers.ts";

let server: TestServer;

describe.skipIf(!hasRedis)("two commands on one workspace (needs redis-server)", () => {
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  /** Songs whose files have not changed for a while: those that just did are hashed again by every command. */
  async function settledWorkspace(): Promise<string> {
    const workspace = await sampleWorkspace();
    await sleep(2_100);
    return workspace;
  }
  const work = (workspace: string): TestProcess =>
    startNode(CLI, "worker", "--queue", server.address, "--workspace", workspace, "--concurrency", "2");
  const ranges = (worker: TestProcess): number => (worker.output().match(/features \w+: 1 song in/g) ?? []).length;
  const end = async (worker: TestProcess): Promise<void> => {
    worker.kill("SIGTERM");
    await worker.ended;
  };

  it("the second waits, says for what, has its songs worked on meanwhile, and goes on when the first has ended", async () => {
    const workspace = await settledWorkspace();
    const { lock } = workspacePaths(workspace);
    const release = await takeLock(lock, "Hard task");
    const worker = work(workspace);
    const { child, result } = start(workspace, "extract", "--features", "mfcc", "--queue", server.address);
    let said = "";
    child.stderr!.on("data", (text: Buffer) => (said += text.toString()));
    while (ranges(worker) < 30) await sleep(20);
    expect(said).toContain(`Waiting for another command: Hard task runs in process ${process.pid} on `);
    expect(await readdir(workspace)).not.toContain("results_easy");
    await release();
    const { code, json } = await result;
    expect([code, json]).toEqual([0, expect.objectContaining({ songs: 30 })]);
    await end(worker);
    // What was worked on before is not worked on again.
    expect(ranges(worker)).toBe(30);
    expect(json["steps"]).toMatchObject([{}, { name: "mfcc", reused: true }, {}]);
  });

  it("two equal commands wait for the same jobs: each song is worked on once, and both end well", async () => {
    const workspace = await settledWorkspace();
    const { state, cache } = workspacePaths(workspace);
    const extract = () => start(workspace, "extract", "--features", "mfcc", "--queue", server.address).result;
    const both = [extract(), extract()];
    const coordinators = `latentune:coordinators:latentune-${await workspaceId(state)}`;
    while ((await server.redis.zcard(coordinators)) < 2) await sleep(20);
    const worker = work(workspace);
    for (const { code, json } of await Promise.all(both))
      expect([code, json]).toEqual([0, expect.objectContaining({ songs: 30 })]);
    await end(worker);
    expect(ranges(worker)).toBe(30);
    const parts = await readdir(join(cache, "queue"), { recursive: true });
    expect(parts.filter((name) => name.endsWith(".json"))).toEqual([]);
  });

  it("without a queue, and for who cancels, it is as ever", async () => {
    const workspace = await sampleWorkspace();
    const release = await takeLock(workspacePaths(workspace).lock, "Hard task");
    const refused = await start(workspace, "extract").result;
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("This workspace is busy: Hard task")]);
    const { child, result } = start(workspace, "transcribe", "--queue", server.address);
    child.stderr!.on("data", (text: Buffer) => {
      if (text.includes("Waiting for another command")) child.kill("SIGINT");
    });
    expect(await result).toMatchObject({ code: 130 });
    await release();
  });
});
