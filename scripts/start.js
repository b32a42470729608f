// The first thing a new user runs: the Hard task on a copy of the sample songs, so that the sample itself stays clean.
// A second start finds the copy with its cache and shows what was reused.
import { spawn } from "node:child_process";
import { cp } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const workspace = `${root}out/songs30`;
await cp(`${root}examples/songs30`, workspace, { recursive: true });

const child = spawn(
  process.execPath,
  [`${root}dist/cli.js`, "hard", "--workspace", workspace, ...process.argv.slice(2)],
  { stdio: "inherit" },
);
// Ctrl-C reaches the child by itself; this process only waits for its orderly end.
process.on("SIGINT", () => {});
child.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 130);
});
