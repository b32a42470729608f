import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { createEngineClient } from "../../src/extension/engine/client.ts";
import { EngineError } from "../../src/extension/engine/engine-error.ts";
import { forkEngine, type EngineProcess } from "../../src/extension/engine/process.ts";
import { CancellationTokenSource } from "./fake-vscode/basics.ts";
import { FakeLog } from "./fake-vscode/window.ts";

const CHILD = fileURLToPath(new URL("engine-child.js", import.meta.url));
const WORKSPACE = { workspace: "/w" };
const RUN = { ...WORKSPACE, runId: "x" };
const TASK = { ...WORKSPACE, task: "hard", settings: {}, token: "t" } as const;

const clients: ReturnType<typeof createEngineClient>[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});

function openClient() {
  const log = new FakeLog();
  const printed: string[] = [];
  const processes: EngineProcess[] = [];
  const start = (): EngineProcess => {
    const process = forkEngine(CHILD, (line) => printed.push(line));
    processes.push(process);
    return process;
  };
  const client = createEngineClient({ start, log: log });
  const crashes: string[] = [];
  client.onCrash((how) => crashes.push(how));
  clients.push(client);
  return { client, log, printed, processes, crashes };
}

const failureOf = (request: Promise<unknown>): Promise<unknown> =>
  request.then(
    () => "no failure",
    (error: unknown) => error,
  );

describe("the engine's client", () => {
  it("starts one process with the first request, and sends nothing beside the parameters", async () => {
    const { client, processes } = openClient();
    expect(processes).toHaveLength(0);
    const answers = await Promise.all([client.request("listRuns", WORKSPACE), client.request("listRuns", WORKSPACE)]);
    // The child answers how many arguments came before the cancellation token.
    expect(answers).toEqual([1, 1]);
    const { token } = new CancellationTokenSource();
    expect(await client.request("listRuns", WORKSPACE, token as never)).toBe(1);
    expect(processes).toHaveLength(1);
  });

  it("hands on progress, epochs, the log and what is printed, and cancels", async () => {
    const { client, log, printed } = openClient();
    const source = new CancellationTokenSource();
    const heard: unknown[] = [];
    client.onProgress((news) => heard.push(news));
    client.onEpoch((news) => {
      heard.push(news);
      source.cancel();
    });
    const failure = await failureOf(client.request("runTask", TASK, source.token));
    expect(failure).toMatchObject({ kind: "cancelled", message: "Cancelled." });
    expect(heard).toEqual([
      { token: "t", event: { step: "train", fraction: 0.5 } },
      { token: "t", model: "ae", label: "Autoencoder", report: { epoch: 1 } },
    ]);
    expect(log.lines).toContain("warn: a warning");
    expect(printed).toEqual(["a native library says hello"]);
  });

  it("rejects with the engine's kind, place and remedy", async () => {
    const { client } = openClient();
    const failure = await failureOf(client.request("annotateRun", RUN));
    expect(failure).toBeInstanceOf(EngineError);
    expect(failure).toMatchObject({
      kind: "data",
      message: "There is no run “x”.",
      file: "/w/run.json",
      line: 7,
      remedy: "Choose another one.",
    });
  });

  it("rejects every request of a process that died, tells it once, and starts another one", async () => {
    const { client, processes, crashes, log } = openClient();
    const source = new CancellationTokenSource();
    const running = failureOf(client.request("runTask", TASK, source.token));
    const died = await failureOf(client.request("clearCache", WORKSPACE));
    expect([((await running) as EngineError).kind, (died as EngineError).kind]).toEqual(["crashed", "crashed"]);
    expect(crashes).toEqual(["ended with code 3"]);
    expect(log.lines).toContain("warn: The engine's process ended with code 3.");
    expect(await client.request("listRuns", WORKSPACE)).toBe(1);
    expect(processes).toHaveLength(2);
  });

  it("says how a process was killed", async () => {
    const { client, processes, crashes } = openClient();
    const first = client.onProgress(() => {
      first.dispose();
      process.kill(pid);
    });
    let pid = 0;
    const { pid: known } = await client.request("initialize", { rpcVersion: 1 });
    pid = known;
    expect(await failureOf(client.request("runTask", TASK))).toMatchObject({ kind: "crashed" });
    expect(crashes).toEqual(["was ended by SIGTERM"]);
    expect(processes).toHaveLength(1);
  });

  it("tells no crash of a process that ended while nothing was asked", async () => {
    const { client, processes, crashes } = openClient();
    const { pid } = await client.request("initialize", { rpcVersion: 1 });
    process.kill(pid, "SIGKILL");
    await processes[0]!.ended;
    expect(await client.request("listRuns", WORKSPACE)).toBe(1);
    expect(crashes).toEqual([]);
  });

  it("ends its process when it is disposed, and answers nothing from then on", async () => {
    const { client, processes, crashes } = openClient();
    await client.request("listRuns", WORKSPACE);
    client.dispose();
    expect(await processes[0]!.ended).toBe("ended with code 0");
    expect(crashes).toEqual([]);
    expect(await failureOf(client.request("listRuns", WORKSPACE))).toMatchObject({ kind: "cancelled" });
    expect(processes).toHaveLength(1);
  });

  it("says why a process could not be started", async () => {
    const log = new FakeLog();
    const client = createEngineClient({
      start: () =>
        forkEngine("/nowhere/engine-server.js", (line) => {
          log.debug(line);
        }),
      log: log,
    });
    clients.push(client);
    expect(await failureOf(client.request("listRuns", WORKSPACE))).toMatchObject({
      kind: "crashed",
      message: "The engine's process ended with code 1.",
    });
    expect(log.lines.join("\n")).toContain("Cannot find module");
  });
});
