import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";
import type { Disposable } from "../common/disposable.ts";
import {
  RPC_VERSION,
  type EngineMethod,
  type EngineNotifications,
  type EngineParams,
  type EngineResult,
} from "../../shared/contract/rpc.ts";
import type { EngineClient } from "../services.ts";
import { EngineError, engineErrorOf } from "./engine-error.ts";
import type { EngineProcess } from "./process.ts";
import { createRestarts } from "./restarts.ts";

export interface EngineClientOptions {
  /** Starts a process. */
  readonly start: () => EngineProcess | Promise<EngineProcess>;
  /** Milliseconds before the first repetition of a start that failed, each further one four times as long. */
  readonly pauseMs?: number;
  readonly log: Pick<vscode.LogOutputChannel, "info" | "warn" | "error">;
}

const STOPPED = "Finished runs can be viewed. Reload the window; if that does not help, install the extension again.";

/**
 * The engine behind its requests. The first request starts the process; one that ends by itself is replaced at the next
 * request, until it ended too often ({@link createRestarts}).
 */
export function createEngineClient({ start, log, pauseMs = 500 }: EngineClientOptions): EngineClient & Disposable {
  const progress = new vscode.EventEmitter<EngineNotifications["progress"]>();
  const epoch = new vscode.EventEmitter<EngineNotifications["epoch"]>();
  const song = new vscode.EventEmitter<EngineNotifications["song"]>();
  const restarts = createRestarts();
  let running: Promise<Session> | undefined;
  let disposed = false;
  const isClosing = (): boolean => disposed;

  /** A session whose process has answered; a start that fails is repeated after a while. */
  async function open(): Promise<Session> {
    for (let pause = pauseMs; ; pause *= 4) {
      try {
        return await openOnce();
      } catch (error) {
        const crashed = error instanceof EngineError && error.kind === "crashed";
        if (!crashed || disposed || restarts.stopped !== undefined) throw error;
        await wait(pause);
      }
    }
  }

  async function openOnce(): Promise<Session> {
    if (isClosing()) throw closing();
    const process = await start();
    if (isClosing()) {
      process.stop();
      throw closing();
    }
    const session = openSession(process);
    const { connection } = process;
    listen(connection, "progress", (params) => {
      progress.fire(params);
    });
    listen(connection, "epoch", (params) => {
      epoch.fire(params);
    });
    listen(connection, "song", (params) => {
      song.fire(params);
    });
    listen(connection, "log", ({ level, message }) => {
      log[level](message);
    });
    connection.listen();
    let isReady = false;
    void session.process.ended.then((how) => {
      if (isReady) running = undefined;
      connection.dispose();
      if (disposed) return;
      log.warn(`The engine's process ${how}.`);
      if (session.asked > 0) restarts.ended(how);
    });
    try {
      const info = await session.ask("initialize", { rpcVersion: RPC_VERSION });
      log.info(
        `Engine started: process ${info.pid}, ${Object.entries(info.versions)
          .map(([name, version]) => `${name} ${version}`)
          .join(", ")}.`,
      );
      isReady = true;
      return session;
    } catch (error) {
      session.process.stop();
      throw error instanceof EngineError && error.kind === "crashed" ? notStarted(error) : error;
    }
  }

  return {
    async request(method, params, token) {
      if (disposed) throw closing();
      const { stopped } = restarts;
      if (stopped !== undefined)
        throw new EngineError(`Latentune's engine stopped again and again (it ${stopped}).`, {
          kind: "crashed",
          remedy: STOPPED,
        });
      running ??= open().catch((error: unknown) => {
        running = undefined;
        throw error;
      });
      return await (await running).ask(method, params, token);
    },
    onProgress: progress.event,
    onEpoch: epoch.event,
    onSong: song.event,
    get stopped() {
      return restarts.stopped !== undefined;
    },
    retry() {
      restarts.forgive();
    },
    dispose() {
      disposed = true;
      void running?.then(
        ({ process }) => {
          process.stop();
        },
        () => undefined,
      );
      for (const emitter of [progress, epoch, song]) emitter.dispose();
    },
  };
}

const closing = (): EngineError => new EngineError("The window is closing.", { kind: "cancelled" });

/** How long a process whose channel is closed may take to end. */
const CLOSING_MS = 1_000;

interface Session {
  readonly process: EngineProcess;
  /** Requests that wait for an answer. */
  readonly asked: number;
  ask<M extends EngineMethod>(
    method: M,
    params: EngineParams<M>,
    token?: vscode.CancellationToken,
  ): Promise<EngineResult<M>>;
}

function openSession(process: EngineProcess): Session {
  let asked = 0;
  const gone = process.ended.then((how) => {
    throw new EngineError(`Latentune's engine stopped unexpectedly (it ${how}).`, {
      kind: "crashed",
      remedy: "The next run starts it again and goes on from the last checkpoint.",
    });
  });
  // Raced below; without a request nobody waits for it.
  gone.catch(() => undefined);
  return {
    process,
    get asked() {
      return asked;
    },
    async ask<M extends EngineMethod>(method: M, params: EngineParams<M>, token?: vscode.CancellationToken) {
      asked++;
      try {
        // A missing token must not be handed on: it would travel as one more parameter.
        const { connection } = process;
        const answer =
          token === undefined
            ? connection.sendRequest<EngineResult<M>>(method, params)
            : connection.sendRequest<EngineResult<M>>(method, params, token);
        return await Promise.race([answer, gone]);
      } catch (error) {
        // Loaded with the process.
        const { ResponseError } = await import("vscode-jsonrpc");
        // A channel that cannot be written to belongs to a process that is about to be gone: say that instead.
        if (!(error instanceof ResponseError)) await Promise.race([gone, wait(CLOSING_MS)]);
        throw engineErrorOf(error);
      } finally {
        asked--;
      }
    },
  };
}

/** A process that ended before it answered anything. */
function notStarted({ message }: EngineError): EngineError {
  const text = message.replace("stopped unexpectedly", "cannot be started");
  return new EngineError(text, { kind: "crashed", remedy: STOPPED });
}

function listen<N extends keyof EngineNotifications>(
  connection: EngineProcess["connection"],
  name: N,
  handle: (params: EngineNotifications[N]) => void,
): void {
  connection.onNotification(name, handle);
}
