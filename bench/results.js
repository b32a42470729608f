// bench/RESULTS.md from what the benchmarks recorded: bench/results/NAME.PROCESSOR.json; a run measures its lines anew.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { keepHistory } from "./history.js";

/** Keeps what a benchmark recorded, with the machine it ran on. What it did not measure this time stays as it was on such a processor. */
export function keepResults(bench, name, lines, versions) {
  const folder = join(bench, "results");
  mkdirSync(folder, { recursive: true });
  const model = cpus()[0]?.model ?? "unknown processor";
  const machine = `${model}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}-${process.arch}`;
  const date = new Date().toISOString().slice(0, 10);
  const processor = model
    .toLowerCase()
    .replaceAll(/\(r\)|\(tm\)|processor|cpu|@.*/g, "")
    .match(/[a-z0-9]+/g)
    .join("-");
  const file = join(folder, `${name}.${processor}.json`);
  const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { entries: [] };
  const measured = new Map(lines.map((line) => ({ ...JSON.parse(line), date })).map((entry) => [whatOf(entry), entry]));
  const entries = before.entries.map((entry) => {
    const anew = measured.get(whatOf(entry));
    measured.delete(whatOf(entry));
    return anew ?? { date: before.date, ...entry };
  });
  entries.push(...measured.values());
  const kept = { date, machine, versions: { node: process.version, ...versions }, entries };
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`);
  const round = lines.map((line) => JSON.parse(line));
  for (const line of keepHistory(bench, { date, benchmark: name, processor, entries: round })) console.log(line);
}

/** What an entry is a figure of. */
function whatOf({ kind, step, size, rows, peer }) {
  return JSON.stringify([kind, step, size, rows, peer]);
}

/** Writes the tables of all that is kept. */
export function writeResults(bench) {
  const folder = join(bench, "results");
  // Not every benchmark has a line in the tables.
  if (!existsSync(folder)) return;
  const kept = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => ({ name: file.split(".")[0], ...JSON.parse(readFileSync(join(folder, file), "utf8")) }));
  const all = (kind) =>
    kept.flatMap(({ entries, name, machine }) =>
      entries
        .filter((entry) => entry.kind === kind)
        .map((entry) => ({ ...entry, name, processor: machine.split(",")[0] })),
    );
  writeFileSync(
    join(bench, "RESULTS.md"),
    [
      "# Benchmarks",
      "Ours beside the Python stack, alternating in one run on the same inputs; medians of repeated rounds. A ratio is ours over " +
        "theirs, the median of the rounds' ratios: below 1 ours is faster. Imports and compilation of the peers are left out. " +
        "Written by `npm run bench`; `npm run bench -- NAME` renews one part. `history.json` keeps every round, and a run says what became slower.",
      comparisons(all("comparison")),
      times(all("time")),
      memories(all("memory")),
      ...[...new Set(all("growth").map(({ processor }) => processor))].map((processor) =>
        growth(all("growth").filter((entry) => entry.processor === processor)),
      ),
      "## Where and with what",
      table(
        ["benchmark", "on", "machine", "versions"],
        kept.map(({ name, date, machine, versions, entries }) => [
          name,
          [...new Set(entries.map((entry) => entry.date ?? date))].sort().join(", "),
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
  const rows = entries.map(({ step, size, peer, ours, theirs, ratio, target, remark, name, processor }) => [
    step,
    size,
    peer,
    processor,
    seconds(ours),
    seconds(theirs),
    ratio.toFixed(2),
    target === null ? "" : `${target} ${ratio <= target ? "met" : "**not met**"}`,
    [remark, `\`${name}\``].filter(Boolean).join("; "),
  ]);
  return table(
    ["step", "size", "peer", "processor", "ours, s", "theirs, s", "ratio", "at most", "remark, benchmark"],
    rows,
  );
}

function times(entries) {
  if (entries.length === 0) return "";
  const rows = entries.map(({ step, size, seconds: measured, target, remark, name, processor }) => [
    step,
    size,
    processor,
    seconds(measured),
    `${target} ${measured <= target ? "met" : "**not met**"}`,
    [remark, `\`${name}\``].filter(Boolean).join("; "),
  ]);
  return `## What a user waits for\n\nSeconds of the clock, from the start of a process to its end where the line says no other.\n\n${table(["what", "size", "processor", "s", "at most", "remark, benchmark"], rows)}`;
}

function memories(entries) {
  if (entries.length === 0) return "";
  const rows = entries.map(({ step, size, memory, target, name, processor }) => [
    step,
    size,
    processor,
    Math.round(memory),
    `${target} ${memory <= target ? "met" : "**not met**"}`,
    `\`${name}\``,
  ]);
  return `## What a process takes\n\nPeak resident memory.\n\n${table(["what", "size", "processor", "MiB", "at most", "benchmark"], rows)}`;
}

function growth(entries) {
  const steps = [...new Set(entries.map(({ step }) => step))];
  const sizes = [...new Set(entries.map(({ rows }) => rows))].sort((a, b) => a - b);
  const cell = (entry) => {
    if (entry === undefined) return "";
    if (entry.seconds === null) return entry.remark ?? "";
    const memory = entry.memory === null ? "" : `, ${Math.round(entry.memory)} MiB`;
    return `${seconds(entry.seconds)} s${memory}${entry.remark === undefined ? "" : ` (${entry.remark})`}`;
  };
  const rows = steps.map((step) => [
    step,
    ...sizes.map((size) => cell(entries.find((entry) => entry.step === step && entry.rows === size))),
  ]);
  return `## Growth on ${entries[0].processor}\n\nSeconds and peak resident memory of a process that does nothing else, by number of songs.\n\n${table(["step", ...sizes.map((size) => size.toLocaleString("en"))], rows)}`;
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
