// Bundles training.ts into bench/.cache and runs it: node bench/training/run.js [epochs to time] [curves]
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const outfile = fileURLToPath(new URL("../.cache/training.js", import.meta.url));
await build({
  entryPoints: [fileURLToPath(new URL("training.ts", import.meta.url))],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  logLevel: "warning",
});
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
process.exitCode = status ?? 1;
