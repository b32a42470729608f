// What each representation of the Hard task finds, on examples/songs30 and on the workspaces that are given: mean ± standard deviation over
// five seeds. Prints the tables and writes them to bench/quality/RESULTS.md. What a workspace has in its cache is not trained again.
// Arguments: workspaces, such as what soundtracks.py makes.
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { basename, resolve } from "node:path";
import { runTask } from "../../src/engine/tasks/run-task.ts";
import { TASK_DEFINITIONS } from "../../src/engine/tasks/tasks.ts";
import { HARD_SCHEMA } from "../../src/engine/results/files/hard.ts";
import { networkTable, representationTable } from "./tables.ts";

const SEEDS = 5;
const EXAMPLES = "bench/.cache/songs30";
const FILE = "bench/quality/RESULTS.md";
const MACHINE = `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores. Seconds depend on what else the machine does.`;

await mkdir(EXAMPLES, { recursive: true });
await cp("examples/songs30", EXAMPLES, { recursive: true });

/** By the workspace's name; what is not measured this time stays as it was. */
const sections = new Map(
  (await readFile(FILE, "utf8"))
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.search(/: \d[^:\n]*$/m)), `## ${section.trim()}`]),
);
for (const workspace of [EXAMPLES, ...process.argv.slice(2)].map((path) => resolve(path))) {
  const name = basename(workspace);
  const { manifest, resultsDir } = await runTask(TASK_DEFINITIONS.hard, {
    workspace,
    settings: { seeds: SEEDS },
    onProgress: ({ detail = "", fraction }) => {
      process.stderr.write(`\r${name} ${(100 * fraction).toFixed(0)} % ${detail}`.padEnd(100).slice(0, 100));
    },
  });
  process.stderr.write("\n");
  const rows = await HARD_SCHEMA.seeds.scores.read(resultsDir);
  const { songs, k } = { songs: manifest.rows.used, k: manifest.settings.k };
  sections.set(
    name,
    [
      `## ${name}: ${songs} songs, ${k} genres`,
      representationTable(rows, manifest.labels ?? {}),
      networkTable(manifest.models, name === "songs30"),
      MACHINE,
    ].join("\n\n"),
  );
}

const report = [
  "# What the representations find",
  `The Hard task with its default settings, ${SEEDS} seeds (from 42): agreement of K-Means and Ward with the genres, k being their number, as mean ± ` +
    "standard deviation over the seeds (n − 1). Stability is the mean ARI of every two seeds' clusters of K-Means. Written by `npm run bench -- quality " +
    "[WORKSPACE …]`; `bench/quality/soundtracks.py` makes workspaces of game soundtracks, whose genres are the games.",
  "songs30 are thirty excerpts of five recordings in four genres: what is found there are recordings. Networks: the first seed's; loss, MSE and KL are " +
    "means over the last epoch; the reference's row is what it published.",
  ...sections.values(),
].join("\n\n");
console.log(report);
await writeFile(FILE, `${report}\n`);
