// Makes bench/.venv with PyTorch, the peer of bench/training: node bench/training/make-venv.js [python]
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const venv = fileURLToPath(new URL("../.venv", import.meta.url));
const python = join(venv, ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]));
const steps = [
  [process.argv[2] ?? "python3", ["-m", "venv", venv]],
  [python, ["-m", "pip", "install", "--quiet", "numpy", "torch"]],
];
for (const [command, args] of steps) {
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) {
    console.error(`${command} ${args.join(" ")} failed${error ? `: ${error.message}` : ""}.`);
    process.exit(1);
  }
}
console.log(`PyTorch is in ${venv}.`);
