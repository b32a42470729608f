// How time and memory grow with the number of songs: every step at 1,000, 10,000 and 50,000 rows of synthetic embeddings
// (or lyrics), and the features of 1,000 tracks (the songs of examples/songs30 again and again). Each figure is a process of
// its own, so that its peak memory is the step's. Arguments: part of the steps' names (default: all), seconds allowed a
// figure. Needs `npm run build`.
import { spawnSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { record } from "../record.ts";
import { STEPS, type Outcome } from "./steps.ts";

const SIZES = [1000, 10_000, 50_000] as const;
const [only = "", allowedText = "900"] = process.argv.slice(2);

if (only === "--child") await child(process.argv[3]!, Number(process.argv[4]));
else {
  for (const [name, { sizes = SIZES }] of Object.entries(STEPS)) {
    if (!name.includes(only)) continue;
    for (const rows of sizes) {
      const outcome = measure(name, rows);
      record({ kind: "growth", step: name, rows, ...outcome });
      const { seconds, memory, remark = "" } = outcome;
      const figures = seconds === null ? "" : `${seconds.toFixed(2)} s  ${memory!.toFixed(0)} MiB`;
      console.log(`  ${name.padEnd(44)} ${String(rows).padStart(6)}  ${figures}  ${remark}`);
    }
  }
}

function measure(name: string, rows: number): { seconds: number | null; memory: number | null; remark?: string } {
  const file = fileURLToPath(import.meta.url);
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [file, "--child", name, String(rows)], {
    encoding: "utf8",
    timeout: Number(allowedText) * 1000,
  });
  if (signal !== null) return { seconds: null, memory: null, remark: `over ${allowedText} s` };
  if (status !== 0) throw new Error(`${name} at ${rows} rows failed:\n${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as { seconds: number; memory: number; remark?: string };
}

async function child(name: string, rows: number): Promise<void> {
  const step = STEPS[name]!;
  const run = await step.prepare(rows, { audio: await songs() });
  const started = performance.now();
  const outcome: Outcome = await run();
  const seconds = (performance.now() - started) / 1000;
  // Linux and macOS report kibibytes.
  const memory = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ seconds, memory, ...(outcome === undefined ? {} : { remark: outcome }) }));
}

async function songs(): Promise<string[]> {
  const root = "examples/songs30/data/audio";
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort();
}
