import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { overwriteLyrics } from "../../../src/engine/dataset/genres/overwrite-lyrics.ts";
import { parseLyricsTable } from "../../../src/engine/dataset/table/lyrics-table.ts";
import { CLI, cli, sampleWorkspace, start } from "../../cli/run-cli.ts";
import { writeTinyWhisper } from "../../tiny-models/write.ts";
import { hasRedis, startRedis, type TestServer } from "./redis-server.ts";
import { startNode } from "./test-workers.ts";

let server: TestServer;

describe.skipIf(!hasRedis)("transcription through a queue (needs redis-server)", () => {
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  /** The sample's songs without lyrics, and a model in the workspace that all machines share. */
  async function silentTable() {
    const workspace = await sampleWorkspace();
    const table = join(workspace, "data", "lyrics", "lyrics.csv");
    const parsed = parseLyricsTable(await readFile(table), "lyrics.csv");
    await writeFile(table, overwriteLyrics(parsed, new Map(parsed.records.map(({ row }) => [row, ""]))));
    const model = join(workspace, "models", "sings");
    await writeTinyWhisper(model, "sings");
    const transcribe = (...more: readonly string[]) => cli(workspace, "transcribe", "--model", model, ...more);
    const work = () =>
      startNode(
        CLI,
        ...["worker", "--queue", server.address, "--workspace", workspace],
        ...["--concurrency", "1", "--lock", "1"],
      );
    const asr = join(workspace, "data", "lyrics", "asr");
    return {
      workspace,
      model,
      transcribe,
      work,
      lyrics: async () => parseLyricsTable(await readFile(table), "lyrics.csv").records.map(({ lyrics }) => lyrics),
      /** The table, and each transcript without the folder's name, which names the model. */
      files: async () => {
        const names = (await readdir(asr)).sort();
        const texts = names.map(async (name) => [name, await readFile(join(asr, name), "utf8")] as const);
        const plain = (await Promise.all(texts)).map(([name, text]) => [name, text.replaceAll(model, "")]);
        return [["lyrics.csv", await readFile(table, "latin1")], ...plain];
      },
      parts: async () =>
        (await readdir(join(workspace, ".latentune", "cache", "queue"), { recursive: true }).catch(() => [])).filter(
          (name) => name.endsWith(".json"),
        ),
    };
  }

  it("two workers, one killed: table and transcripts are those of a run without a queue, to the last byte", async () => {
    const [alone, shared] = [await silentTable(), await silentTable()];
    const [first, second] = [shared.work(), shared.work()];
    while (![first, second].every((worker) => worker.output().includes("Ready"))) await sleep(20);
    const transcribed = shared.transcribe("--queue", server.address);
    while (!first.output().includes("song in")) await sleep(5);
    first.kill("SIGKILL");
    const { code, json, stderr } = await transcribed;
    expect([code, json]).toEqual([0, expect.objectContaining({ transcribed: 30, failed: 0, stillMissing: 0 })]);
    expect(stderr).toContain("30/30 ");
    second.kill("SIGTERM");
    expect(await second.ended).toBe(0);

    expect(await alone.transcribe()).toMatchObject({ code: 0 });
    expect(await shared.files()).toEqual(await alone.files());
    expect(await shared.parts()).toEqual([]);
    const status = await cli(shared.workspace, "queue", "status", "--queue", server.address);
    expect(status.json).toMatchObject({ waiting: 0, active: 0, perMinute: { songs: expect.any(Number) as number } });
    expect(status.stdout).toContain(" songs a minute");
  });

  it("rows are written as songs are heard; killed in the middle, the command goes on where it was", async () => {
    const { workspace, model, transcribe, work, lyrics } = await silentTable();
    const worker = work();
    const args = ["transcribe", "--model", model, "--queue", server.address];
    const { child, result } = start(workspace, ...args);
    const written = async (): Promise<number> => (await lyrics()).filter((text) => text !== "").length;
    while ((await written()) < 3) await sleep(10);
    child.kill("SIGKILL");
    await result;
    const before = await written();
    expect(before).toBeLessThan(30);
    const { code, json } = await transcribe("--queue", server.address);
    expect([code, json]).toEqual([0, expect.objectContaining({ transcribed: 30 - before, skipped: before })]);
    worker.kill("SIGTERM");
    await worker.ended;
    expect(await written()).toBe(30);
    // Of no song was there a second hearing.
    expect(worker.output().match(/speech \w+: 1 song in/g)).toHaveLength(30);
  });

  it("a worker with another model refuses, and a song without sound is left out at its row", async () => {
    const { workspace, model, transcribe, work } = await silentTable();
    const { records } = parseLyricsTable(await readFile(join(workspace, "data", "lyrics", "lyrics.csv")), "lyrics.csv");
    const { filename } = records[0]!;
    await writeFile(join(workspace, "data", "audio", "spanish", filename), "no sound");
    const worker = work();
    const { code, json } = await transcribe("--limit", "2", "--queue", server.address);
    expect([code, json]).toEqual([0, expect.objectContaining({ transcribed: 1, failed: 1 })]);
    expect(json["warnings"]).toMatchObject([{ code: expect.stringContaining("audio-") as string, line: 2, filename }]);

    // The worker has read the model that it began with; another one is in its place now.
    await writeFile(
      join(model, "generation_config.json"),
      `${await readFile(join(model, "generation_config.json"), "utf8")} `,
    );
    const refused = await transcribe("--limit", "1", "--queue", server.address);
    worker.kill("SIGTERM");
    await worker.ended;
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/speech model of this machine is another/),
    ]);
  });
});
