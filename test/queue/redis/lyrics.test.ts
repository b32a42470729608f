import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLI, cli, sampleWorkspace } from "../../cli/run-cli.ts";
import { writeTinyBert } from "../../tiny-models/write.ts";
import { hasRedis, startRedis, type TestServer } from "./redis-server.ts";
import { startNode } from "./test-workers.ts";

let server: TestServer;

describe.skipIf(!hasRedis)("lyrics through a queue (needs redis-server)", () => {
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  async function workspaceWithModel() {
    const workspace = await sampleWorkspace();
    const modelsDir = await mkdtemp(join(tmpdir(), "latentune-models-"));
    await writeTinyBert(join(modelsDir, "tiny", "bert"));
    const embed = (...more: readonly string[]) =>
      cli(
        workspace,
        "embed-lyrics",
        ...["--lyrics-embedding", "transformer", "--embedding-model", "tiny/bert", "--models-dir", modelsDir],
        ...["--model-weights", "full", ...more],
      );
    const work = () =>
      startNode(
        CLI,
        ...["worker", "--queue", server.address, "--workspace", workspace, "--models-dir", modelsDir],
        ...["--concurrency", "1", "--lock", "1"],
      );
    return { workspace, modelsDir, embed, work };
  }

  it("two workers, one killed: the vectors are those of a run without a queue, to the last byte", async () => {
    const [alone, shared] = [await workspaceWithModel(), await workspaceWithModel()];
    const [first, second] = [shared.work(), shared.work()];
    while (![first, second].every((worker) => worker.output().includes("Ready"))) await sleep(20);
    const embedded = shared.embed("--queue", server.address);
    while (!first.output().includes("batch")) await sleep(5);
    first.kill("SIGKILL");
    expect(await embedded).toMatchObject({ code: 0, json: { songs: 30, transformerColumns: 32 } });
    second.kill("SIGTERM");
    expect(await second.ended).toBe(0);
    expect(second.output()).toMatch(/sentences \w+: 1 batch of lyrics in/);

    expect(await alone.embed()).toMatchObject({ code: 0 });
    const vectors = async (workspace: string) =>
      (
        await readFile(join(workspace, "results_steps", "embed-lyrics", "embeddings", "Z_lyr_transformer.npy"))
      ).toString("base64");
    expect(await vectors(shared.workspace)).toBe(await vectors(alone.workspace));
    // What has its vector asks nobody.
    expect(await shared.embed("--queue", "redis://127.0.0.1:1")).toMatchObject({ code: 0 });
  });

  it("a worker with another model refuses, and the command says so", async () => {
    const { workspace, embed } = await workspaceWithModel();
    const other = await workspaceWithModel();
    const worker = startNode(
      CLI,
      ...["worker", "--queue", server.address, "--workspace", workspace, "--models-dir", join(other.workspace, "data")],
    );
    const { code, stderr } = await embed("--queue", server.address);
    worker.kill("SIGTERM");
    await worker.ended;
    expect([code, stderr]).toEqual([1, expect.stringMatching(/sentence embedding model of the run is not on this/)]);
  });
});
