// Runs benchmarks against the Python stack: npm run bench -- NAME [its arguments], or all of them without a name.
//
// The peers' Python is LATENTUNE_BENCH_PYTHON, or a virtual environment that this script makes in bench/.venv the first
// time (a few gigabytes, because of PyTorch). Without Python the benchmarks that need it are skipped, by name.
import { build } from "../scripts/esbuild.js";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { keepResults, writeResults } from "./results.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const bench = join(root, "bench");
const all = readdirSync(bench, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(bench, entry.name, `${entry.name}.ts`)))
  .map(({ name }) => name);
const [asked, ...rest] = process.argv.slice(2);
if (asked !== undefined && !all.includes(asked)) {
  console.error(`There is no benchmark ${asked}; there are ${all.join(", ")}.`);
  process.exit(2);
}

/** Benchmarks without a Python peer: they compare with published figures, another library in the same browser, or an aim. */
const ALONE = new Set([
  "quality",
  "earlier",
  "growth",
  "embedding",
  "panel",
  "extension",
  "typing",
  "kernels",
  "tuning",
  "waits",
]);

const chosen = asked === undefined ? all : [asked];
const python = chosen.every((name) => ALONE.has(name)) ? undefined : findPython();
let failed = false;
for (const name of chosen) {
  if (!ALONE.has(name) && python === undefined) {
    console.log(`${name}: skipped, its peers need Python 3 with venv (or set LATENTUNE_BENCH_PYTHON)`);
    continue;
  }
  console.log(`\n${name}`);
  const outfile = join(bench, ".cache", `${name}.js`);
  await build({
    // Training and decoding look for the entries of their threads beside the bundle.
    entryPoints: {
      [name]: join(bench, name, `${name}.ts`),
      "growth-worker": join(bench, "growth/growth-worker.ts"),
      replica: join(root, "src/engine/models/replicas/replica-worker.ts"),
      worker: join(root, "src/engine/audio/features/worker.ts"),
    },
    outdir: join(bench, ".cache"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
  const recorded = join(bench, ".cache", `${name}.jsonl`);
  writeFileSync(recorded, "");
  // A benchmark that fails must not keep the others from running.
  if (
    run(process.execPath, [outfile, ...rest], { LATENTUNE_BENCH_PYTHON: python, LATENTUNE_BENCH_RECORD: recorded }) !==
    0
  )
    failed = true;
  const lines = readFileSync(recorded, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  if (lines.length > 0) keepResults(bench, name, lines, ALONE.has(name) ? {} : peerVersions());
}
writeResults(bench);
process.exitCode = failed ? 1 : 0;

/** The Python with the peers installed; undefined if there is no Python. */
function findPython() {
  const given = process.env.LATENTUNE_BENCH_PYTHON;
  if (given !== undefined) return given;
  const folder = join(bench, ".venv");
  const installed = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  if (existsSync(join(folder, "complete"))) return installed;
  const system = ["python3", "python"].find((name) => spawnSync(name, ["--version"]).status === 0);
  if (system === undefined) return undefined;
  console.log("Making bench/.venv with the Python peers; this happens once.");
  if (run(system, ["-m", "venv", folder]) !== 0) return undefined;
  if (run(installed, ["-m", "pip", "install", "-q", "-r", join(bench, "requirements.txt")]) !== 0) return undefined;
  run(installed, ["-c", `open(${JSON.stringify(join(folder, "complete"))}, "w").close()`]);
  return installed;
}

/** Versions of the peers' packages, as their own metadata have them. */
function peerVersions() {
  const packages = [
    "torch",
    "scikit-learn",
    "librosa",
    "umap-learn",
    "openTSNE",
    "hdbscan",
    "numpy",
    "onnxruntime",
    "faster-whisper",
    "ctranslate2",
  ];
  const script = `import json, importlib.metadata as m, platform; there = {d.name: d.version for d in m.distributions()}; print(json.dumps({"python": platform.python_version(), **{p: there[p] for p in ${JSON.stringify(packages)} if p in there}}))`;
  const { status, stdout } = spawnSync(python, ["-c", script], { encoding: "utf8" });
  return status === 0 ? JSON.parse(stdout) : {};
}

function run(command, args, variables = {}) {
  return spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...variables } }).status;
}
