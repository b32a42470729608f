// A process that answers as the engine does, without its work: a child for the tests of the client.
import { setTimeout as wait } from "node:timers/promises";
import { createMessageConnection, IPCMessageReader, IPCMessageWriter, ResponseError } from "vscode-jsonrpc/node";

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const answer = (method, handle) => connection.onRequest(method, handle);

answer("initialize", ({ rpcVersion }) => ({
  rpcVersion,
  pid: process.pid,
  versions: { node: process.versions.node },
  executionProviders: [],
  ffmpeg: null,
}));
answer("listRuns", (...given) => given.length - 1);
answer("clearCache", () => process.exit(3));
answer("annotateRun", () => {
  throw new ResponseError(-32_803, "There is no run “x”.", {
    kind: "data",
    file: "/w/run.json",
    line: 7,
    remedy: "Choose another one.",
  });
});
answer("runTask", async ({ token }, cancellation) => {
  process.stdout.write("a native library says hello\n");
  connection.sendNotification("log", { level: "warn", message: "a warning" });
  connection.sendNotification("progress", { token, event: { step: "train", fraction: 0.5 } });
  connection.sendNotification("epoch", { token, model: "ae", label: "Autoencoder", reports: [{ epoch: 1 }] });
  while (!cancellation.isCancellationRequested) await wait(5);
  throw new ResponseError(-32_800, "Cancelled.", { kind: "cancelled" });
});
process.once("disconnect", () => process.exit(0));
connection.listen();
