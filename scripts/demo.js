// A real VS Code in the browser with the extension and a copy of the sample songs: npm run demo [-- --port 8000].
// The copy and its finished runs are kept in out/demo; Ctrl-C stops the server.
import { existsSync } from "node:fs";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { packageExtension } from "./package.js";
import { installVscode } from "./vscode/install.js";
import { installExtension, startServer } from "./vscode/server.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const demo = join(root, "out", "demo");
const workspace = join(demo, "songs");
const home = join(demo, "home");

try {
  await start();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function start() {
  const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });
  const vscode = await installVscode(console.log);
  await mkdir(demo, { recursive: true });
  const { file } = await packageExtension({ outdir: demo });
  // The version stays the same while its content changes: VS Code would keep the one that it has.
  await rm(join(home, "extensions"), { recursive: true, force: true });
  await installExtension(vscode, file, home);
  if (!existsSync(workspace)) await cp(join(root, "media", "sample"), workspace, { recursive: true });

  const server = await startServer(vscode, { home, port: Number(values.port) });
  console.log(`VS Code with Latentune: ${server.urlOf(workspace)}`);
  console.log("F1, then “Run Hard Task”. Ctrl-C stops it.");
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => void server.stop().then(() => process.exit()));
}
