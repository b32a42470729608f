// Bundles the engine: one file for the command line, one for the worker threads that it starts.
// Native modules and packages that locate files beside themselves stay outside the bundle.
import { build } from "esbuild";
import { existsSync } from "node:fs";

const entries = { cli: "src/engine/cli/main.ts", worker: "src/engine/features/worker.ts" };

await build({
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))),
  outdir: "dist",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: true,
  packages: "external",
  logLevel: "warning",
});
