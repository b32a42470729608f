// bench/RESULTS.md from what the benchmarks recorded: bench/results/NAME.json, one file a benchmark, made anew by its run.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";

/** Keeps what a benchmark recorded, with the machine it ran on. */
export function keepResults(bench, name, lines, versions) {
  const folder = join(bench, "results");
  mkdirSync(folder, { recursive: true });
  const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}-${process.arch}`;
  const date = new Date().toISOString().slice(0, 10);
  const kept = {
    date,
    machine,
    versions: { node: process.version, ...versions },
    entries: lines.map((line) => JSON.parse(line)),
  };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(kept, null, 2)}\n`);
}

/** Writes the tables of all that is kept. */
export function writeResults(bench) {
  const folder = join(bench, "results");
  // Not every benchmark has a line in the tables.
  if (!existsSync(folder)) return;
  const kept = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => ({ name: file.slice(0, -5), ...JSON.parse(readFileSync(join(folder, file), "utf8")) }));
  const all = (kind) =>
    kept.flatMap(({ entries, name }) =>
      entries.filter((entry) => entry.kind === kind).map((entry) => ({ ...entry, name })),
    );
  writeFileSync(
    join(bench, "RESULTS.md"),
    [
      "# Benchmarks",
      "Ours beside the Python stack, alternating in one run on the same inputs; medians of repeated rounds. A ratio is ours over " +
        "theirs, the median of the rounds' ratios: below 1 ours is faster. Imports and compilation of the peers are left out. " +
        "Written by `npm run bench`; `npm run bench -- NAME` renews one part.",
      comparisons(all("comparison")),
      growth(all("growth")),
      "## Where and with what",
      table(
        ["benchmark", "on", "machine", "versions"],
        kept.map(({ name, date, machine, versions }) => [
          name,
          date,
          machine,
          Object.entries(versions)
            .map(([key, value]) => `${key} ${value}`)
            .join(", "),
        ]),
      ),
    ]
      .filter((section) => section !== "")
      .join("\n\n") + "\n",
  );
}

function comparisons(entries) {
  if (entries.length === 0) return "";
  const rows = entries.map(({ step, size, peer, ours, theirs, ratio, target, remark, name }) => [
    step,
    size,
    peer,
    seconds(ours),
    seconds(theirs),
    ratio.toFixed(2),
    target === null ? "" : `${target} ${ratio <= target ? "met" : "**not met**"}`,
    [remark, `\`${name}\``].filter(Boolean).join("; "),
  ]);
  return table(["step", "size", "peer", "ours, s", "theirs, s", "ratio", "at most", "remark, benchmark"], rows);
}

function growth(entries) {
  if (entries.length === 0) return "";
  const steps = [...new Set(entries.map(({ step }) => step))];
  const sizes = [...new Set(entries.map(({ rows }) => rows))].sort((a, b) => a - b);
  const cell = (entry) => {
    if (entry === undefined) return "";
    if (entry.seconds === null) return entry.remark ?? "";
    return `${seconds(entry.seconds)} s, ${Math.round(entry.memory)} MiB${entry.remark === undefined ? "" : ` (${entry.remark})`}`;
  };
  const rows = steps.map((step) => [
    step,
    ...sizes.map((size) => cell(entries.find((entry) => entry.step === step && entry.rows === size))),
  ]);
  return `## Growth\n\nSeconds and peak resident memory of a process that does nothing else, by number of songs.\n\n${table(["step", ...sizes.map((size) => size.toLocaleString("en"))], rows)}`;
}

const seconds = (value) =>
  value < 0.005
    ? value.toExponential(1)
    : value < 10
      ? value.toFixed(2)
      : value < 100
        ? value.toFixed(1)
        : value.toFixed(0);

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
