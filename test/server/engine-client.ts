import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import {
  CancellationTokenSource,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
  type CancellationToken,
} from "vscode-jsonrpc/node";
import type {
  EngineErrorData,
  EngineMethod,
  EngineNotifications,
  EngineParams,
  EngineResult,
} from "../../src/shared/contract/rpc.ts";

export const ENGINE = fileURLToPath(new URL("../../dist/engine-server.js", import.meta.url));

type Listener<Name extends keyof EngineNotifications> = (params: EngineNotifications[Name]) => void;

/** The engine's process, forked as the extension forks it. */
export interface EngineClient {
  readonly child: ChildProcess;
  request<Method extends EngineMethod>(
    method: Method,
    params: EngineParams<Method>,
    token?: CancellationToken,
  ): Promise<EngineResult<Method>>;
  on<Name extends keyof EngineNotifications>(name: Name, listener: Listener<Name>): void;
  /** Closes the channel and waits for the process to end; its exit code. */
  close(): Promise<number | null>;
}

export function forkEngine(): EngineClient {
  const child = fork(ENGINE, [], {
    execArgv: [],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  connection.listen();
  return {
    child,
    request: (method, params, token) => connection.sendRequest(method, params, ...(token === undefined ? [] : [token])),
    on: (name, listener) => void connection.onNotification(name, listener),
    close: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) {
          resolve(child.exitCode);
          return;
        }
        child.once("exit", resolve);
        child.disconnect();
      }),
  };
}

/** The error data of a request that must fail, with its message. */
export async function failureOf(request: Promise<unknown>): Promise<EngineErrorData & { readonly message: string }> {
  try {
    await request;
  } catch (error) {
    if (error instanceof ResponseError) return { ...(error.data as EngineErrorData), message: error.message };
    throw error;
  }
  throw new Error("The request did not fail.");
}

/** A request that is cancelled as soon as the first epoch of its training is told. */
export async function cancelledInTraining(
  engine: EngineClient,
  params: EngineParams<"runTask">,
): Promise<EngineErrorData> {
  const source = new CancellationTokenSource();
  engine.on("epoch", () => {
    source.cancel();
  });
  return failureOf(engine.request("runTask", params, source.token));
}
