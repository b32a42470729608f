/**
 * The engine's process, as the extension forks it (`child_process.fork`): answers JSON-RPC over the fork's IPC channel.
 * Messages do not travel over stdout, because native libraries print there; what is printed is the parent's to log.
 *
 *     fork(engine, [], {
 *       execArgv: [],                                    // not the host's own, such as its debugger's port
 *       env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
 *       stdio: ["ignore", "pipe", "pipe", "ipc"],
 *     })
 *
 * The process ends with its parent: when the channel closes it stops what runs, which saves the training's checkpoint and
 * gives the workspace back, and exits within two seconds, whatever is left.
 */
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from "vscode-jsonrpc/node";
import { allowMarkingAtOnce } from "../core/native/mark-at-once.ts";
import { optimiseLate } from "../core/native/optimise-late.ts";
import { createHandlers } from "./handlers.ts";
import { serve } from "./serve.ts";

const PATIENCE_MS = 2_000;

if (process.send === undefined) {
  process.stderr.write("This is the engine of the extension: it is started by fork. The command line is cli.js.\n");
  process.exit(2);
}

optimiseLate();
allowMarkingAtOnce();
const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const server = serve(connection, createHandlers());

function leave(): void {
  setTimeout(() => process.exit(0), PATIENCE_MS);
  void server.stop().finally(() => process.exit(0));
}
process.once("disconnect", leave);
process.once("SIGTERM", leave);
