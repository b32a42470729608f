import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { createEngineClient } from "../../src/extension/engine/client.ts";
import { EngineError } from "../../src/extension/engine/engine-error.ts";
import { forkEngine, type EngineProcess } from "../../src/extension/engine/process.ts";
import { createRestarts } from "../../src/extension/engine/restarts.ts";
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
  const client = createEngineClient({ start, log: log, pauseMs: 1 });
  clients.push(client);
  return { client, log, printed, processes };
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

  it("stops a process that was started while the window closed, and starts none afterwards", async () => {
    const stopped: string[] = [];
    let started: (process: EngineProcess) => void = () => undefined;
    const starting = new Promise<EngineProcess>((resolve) => (started = resolve));
    const client = createEngineClient({ start: () => starting, log: new FakeLog() });
    const failure = failureOf(client.request("listRuns", WORKSPACE));
    client.dispose();
    started({ stop: () => stopped.push("stopped") } as unknown as EngineProcess);
    expect(await failure).toMatchObject({ kind: "cancelled", message: "The window is closing." });
    expect(stopped).toEqual(["stopped"]);
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
      { token: "t", model: "ae", label: "Autoencoder", reports: [{ epoch: 1 }] },
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

  it("rejects every request of a process that died, and starts another one", async () => {
    const { client, processes, log } = openClient();
    const source = new CancellationTokenSource();
    const running = failureOf(client.request("runTask", TASK, source.token));
    const died = await failureOf(client.request("clearCache", WORKSPACE));
    expect([((await running) as EngineError).kind, (died as EngineError).kind]).toEqual(["crashed", "crashed"]);
    expect(died).toMatchObject({
      message: "Latentune's engine stopped unexpectedly (it ended with code 3).",
      remedy: expect.stringContaining("last checkpoint") as string,
    });
    expect(log.lines).toContain("warn: The engine's process ended with code 3.");
    expect(await client.request("listRuns", WORKSPACE)).toBe(1);
    expect(processes).toHaveLength(2);
  });

  it("says how a process was killed", async () => {
    const { client, processes } = openClient();
    const first = client.onProgress(() => {
      first.dispose();
      process.kill(pid);
    });
    let pid = 0;
    const { pid: known } = await client.request("initialize", { rpcVersion: 1 });
    pid = known;
    const failure = await failureOf(client.request("runTask", TASK));
    expect(failure).toMatchObject({
      kind: "crashed",
      message: expect.stringContaining("it was ended by SIGTERM") as string,
    });
    expect(processes).toHaveLength(1);
  });

  it("does not count a process that ended while nothing was asked", async () => {
    const { client, processes } = openClient();
    for (let index = 0; index < 4; index++) {
      const { pid } = await client.request("initialize", { rpcVersion: 1 });
      process.kill(pid, "SIGKILL");
      expect(await processes[index]!.ended).toBe("was ended by SIGKILL: as systems do when memory runs out");
    }
    expect(await client.request("listRuns", WORKSPACE)).toBe(1);
    expect(client.stopped).toBe(false);
  });

  it("starts no process any more when it stops again and again, until the user asks", async () => {
    const { client, processes } = openClient();
    for (let index = 0; index < 3; index++) {
      expect(client.stopped).toBe(false);
      await failureOf(client.request("clearCache", WORKSPACE));
    }
    expect(client.stopped).toBe(true);
    const refused = await failureOf(client.request("listRuns", WORKSPACE));
    expect(refused).toMatchObject({
      kind: "crashed",
      message: "Latentune's engine stopped again and again (it ended with code 3).",
      remedy: expect.stringContaining("Reload the window") as string,
    });
    expect(processes).toHaveLength(3);
    client.retry();
    expect(await client.request("listRuns", WORKSPACE)).toBe(1);
    expect(processes).toHaveLength(4);
  });

  it("ends its process when it is disposed, and answers nothing from then on", async () => {
    const { client, processes } = openClient();
    await client.request("listRuns", WORKSPACE);
    client.dispose();
    expect(await processes[0]!.ended).toBe("ended with code 0");
    expect(await failureOf(client.request("listRuns", WORKSPACE))).toMatchObject({ kind: "cancelled" });
    expect(processes).toHaveLength(1);
  });

  it("tries a process that does not start three times, says why once, and then starts none", async () => {
    const log = new FakeLog();
    let started = 0;
    const client = createEngineClient({
      start: () => {
        started++;
        return forkEngine("/nowhere/engine-server.js", (line) => {
          log.debug(line);
        });
      },
      log: log,
      pauseMs: 1,
    });
    clients.push(client);
    const failures = await Promise.all(
      [1, 2, 3, 4].map(() => failureOf(client.request("listRuns", WORKSPACE)) as Promise<EngineError>),
    );
    expect(started).toBe(3);
    expect(new Set(failures).size).toBe(1);
    expect(failures[0]).toMatchObject({
      kind: "crashed",
      remedy: expect.stringContaining("install the extension") as string,
    });
    expect(failures[0]!.message).toMatch(
      /^Latentune's engine cannot be started \(it ended with code 1: Error: Cannot find module '\/nowhere\/engine-server\.js'\)\.$/,
    );
    expect(log.lines.join("\n")).toContain("Cannot find module");
    await failureOf(client.request("listRuns", WORKSPACE));
    expect(started).toBe(3);
  });
});

describe("how often the engine is started again", () => {
  it("three ends within five minutes are the last; ends long ago do not count", () => {
    let now = 0;
    const restarts = createRestarts(() => now);
    for (const minute of [0, 2, 6, 8]) {
      now = minute * 60_000;
      restarts.ended(`ended ${minute}`);
      expect(restarts.stopped).toBeUndefined();
    }
    now = 10 * 60_000;
    restarts.ended("ended 10");
    expect(restarts.stopped).toBe("ended 10");
    now = 100 * 60_000;
    expect(restarts.stopped).toBe("ended 10");
    restarts.forgive();
    expect(restarts.stopped).toBeUndefined();
  });
});
