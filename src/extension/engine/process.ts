import { fork, type ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from "vscode-jsonrpc/node";

/** How long a process that was asked to go may take: it saves a checkpoint and gives the workspace back. */
const PATIENCE_MS = 3_000;

/** A running engine: its connection, and its end. */
export interface EngineProcess {
  readonly connection: MessageConnection;
  /** Settles when the process has ended; says how, for the log. */
  readonly ended: Promise<string>;
  /** Lets it end in order, and kills it if it does not. */
  stop(): void;
}

/**
 * Forks the engine with the host's own node: in the desktop editor that is Electron, told to be node.
 * @param print gets what the process writes, line by line: native libraries do.
 */
export function forkEngine(modulePath: string, print: (line: string) => void): EngineProcess {
  const child = fork(modulePath, [], {
    env: engineEnvironment(process.env),
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  eachLine(child.stdout, print);
  eachLine(child.stderr, print);
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  return {
    connection,
    ended: endOf(child),
    stop: () => {
      stop(child);
    },
  };
}

/** The host's environment without what would make node debug or preload something. */
export function engineEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...environment, ELECTRON_RUN_AS_NODE: "1", NODE_OPTIONS: undefined, VSCODE_INSPECTOR_OPTIONS: undefined };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      resolve(signal === null ? `ended with code ${code ?? "unknown"}` : `was ended by ${signal}`);
    });
    child.once("error", (error) => {
      resolve(`could not be started: ${error.message}`);
    });
  });
}

function stop(child: ChildProcess): void {
  if (child.connected) child.disconnect();
  const killer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  killer.unref();
  child.once("exit", () => {
    clearTimeout(killer);
  });
}

function eachLine(stream: Readable | null, print: (line: string) => void): void {
  let rest = "";
  stream?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") print(line);
  });
}
