import { fork, type ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from "vscode-jsonrpc/node";
import { MEMORY_OPTIONS } from "../../shared/engine/process-memory.ts";
import { engineEnvironment } from "./environment.ts";

/** How long a process that was asked to go may take: it saves a checkpoint and gives the workspace back. */
const PATIENCE_MS = 3_000;

/** How long the last lines of a process that has ended are waited for. */
const LAST_WORDS_MS = 500;

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
    execArgv: [...MEMORY_OPTIONS],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let reason: string | undefined;
  eachLine(child.stdout, print);
  eachLine(child.stderr, (line) => {
    print(line);
    reason = reasonIn(line) ?? reason;
  });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  return {
    connection,
    ended: endOf(child, () => reason),
    stop: () => {
      stop(child);
    },
  };
}

/** What a line says of why a process ends: node's uncaught errors and its end without memory. */
function reasonIn(line: string): string | undefined {
  if (/heap out of memory|allocation failed/i.test(line)) return "it ran out of memory";
  return /^(?:\w*Error\b[^:]*|.*\bpanicked|terminate called[^:]*): (.+)/.exec(line)?.[0].slice(0, 200);
}

/** How systems end what they cannot carry on with, in words. */
const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGKILL: "as systems do when memory runs out",
  SIGILL: "this processor lacks instructions that it uses",
};

function endOf(child: ChildProcess, reason: () => string | undefined): Promise<string> {
  const because = (why: string | undefined): string => (why === undefined ? "" : `: ${why}`);
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      const tell = (): void => {
        if (signal === null) resolve(`ended with code ${code ?? "unknown"}${because(reason())}`);
        else resolve(`was ended by ${signal}${because(reason() ?? SIGNALS[signal])}`);
      };
      // What it wrote last, which says why, is read soon; processes of its own may hold its streams for longer.
      child.once("close", tell);
      setTimeout(tell, LAST_WORDS_MS).unref();
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
