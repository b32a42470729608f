// Type checks every part with its own tsconfig: the shared part without Node and DOM, the engine without DOM, the tests with both.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const tsc = require.resolve("typescript/bin/tsc");
const tests = ["test", "test/webview"];
const parts = [
  "src/shared",
  "src/engine",
  "src/engine/kernels/assembly",
  "src/extension",
  "src/webview",
  ...tests,
  "bench",
  "bench/panel",
].filter((part) => existsSync(`${part}/tsconfig.json`));
let failed = false;
for (const part of parts) {
  const { status } = spawnSync(process.execPath, [tsc, "-p", part, "--pretty", "false"], { stdio: "inherit" });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
