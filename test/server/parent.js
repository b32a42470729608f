// An extension host in small: forks the engine, starts a training that takes minutes, and tells when it has begun.
// Started by the tests, which then kill it.
import { fork } from "node:child_process";
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from "vscode-jsonrpc/node";

const [engine, workspace] = process.argv.slice(2);
const child = fork(engine, [], { execArgv: [], stdio: ["ignore", "ignore", "ignore", "ipc"] });
const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
connection.onNotification("epoch", () => process.stdout.write(`${child.pid}\n`));
connection.listen();
await connection.sendRequest("runTask", { workspace, task: "easy", token: "t", settings: { epochs: 100_000 } });
