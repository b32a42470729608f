import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";
import type { Disposable } from "../common/disposable.ts";
import { ResponseError } from "vscode-jsonrpc";
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

export interface EngineClientOptions {
  /** Starts a process. */
  readonly start: () => EngineProcess;
  readonly log: Pick<vscode.LogOutputChannel, "info" | "warn" | "error">;
}

/**
 * The engine behind its requests. The first request starts the process; one that ends by itself is replaced at the next request.
 */
export function createEngineClient({ start, log }: EngineClientOptions): EngineClient & Disposable {
  const progress = new vscode.EventEmitter<EngineNotifications["progress"]>();
  const epoch = new vscode.EventEmitter<EngineNotifications["epoch"]>();
  const song = new vscode.EventEmitter<EngineNotifications["song"]>();
  const crash = new vscode.EventEmitter<string>();
  let running: Promise<Session> | undefined;
  let disposed = false;

  async function open(): Promise<Session> {
    const session = openSession(start());
    const { connection } = session.process;
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
    void session.process.ended.then((how) => {
      running = undefined;
      connection.dispose();
      if (disposed) return;
      log.warn(`The engine's process ${how}.`);
      if (session.asked > 0) crash.fire(how);
    });
    try {
      const info = await session.ask("initialize", { rpcVersion: RPC_VERSION });
      log.info(
        `Engine started: process ${info.pid}, ${Object.entries(info.versions)
          .map(([name, version]) => `${name} ${version}`)
          .join(", ")}.`,
      );
      return session;
    } catch (error) {
      session.process.stop();
      throw error;
    }
  }

  return {
    async request(method, params, token) {
      if (disposed) throw new EngineError("The window is closing.", { kind: "cancelled" });
      running ??= open().catch((error: unknown) => {
        running = undefined;
        throw error;
      });
      return await (await running).ask(method, params, token);
    },
    onProgress: progress.event,
    onEpoch: epoch.event,
    onSong: song.event,
    onCrash: crash.event,
    dispose() {
      disposed = true;
      void running?.then(
        ({ process }) => {
          process.stop();
        },
        () => undefined,
      );
      for (const emitter of [progress, epoch, song, crash]) emitter.dispose();
    },
  };
}

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
    throw new EngineError(`The engine's process ${how}.`, { kind: "crashed" });
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
        // A channel that cannot be written to belongs to a process that is about to be gone: say that instead.
        if (!(error instanceof ResponseError)) await Promise.race([gone, wait(CLOSING_MS)]);
        throw engineErrorOf(error);
      } finally {
        asked--;
      }
    },
  };
}

function listen<N extends keyof EngineNotifications>(
  connection: EngineProcess["connection"],
  name: N,
  handle: (params: EngineNotifications[N]) => void,
): void {
  connection.onNotification(name, handle);
}
