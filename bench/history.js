// bench/history.json: every round of measurements, so that a slower one is seen.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** More than noise between two runs of one machine: medians of alternating rounds lie closer together. */
const SLOWER = 1.15;

/**
 * Adds a round and returns a line for each figure that became slower since the last round on such a processor and Node. Of a
 * comparison the figure is the ratio to the peer, of memory MiB, else seconds.
 */
export function keepHistory(bench, { date, benchmark, processor, entries }) {
  const file = join(bench, "history.json");
  const rounds = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  const figures = figuresOf(entries);
  const node = process.version.split(".", 1)[0];
  const lines = slowerLines(rounds, { benchmark, processor, node, figures });
  rounds.push({ date, commit: commitOf(bench), benchmark, processor, node, figures });
  writeFileSync(file, `${JSON.stringify(rounds, null, 1)}\n`);
  return lines;
}

/** What was measured → ratio, seconds or MiB, three digits. */
export function figuresOf(entries) {
  return Object.fromEntries(
    entries
      .filter(({ kind, seconds }) => ["comparison", "memory"].includes(kind) || typeof seconds === "number")
      .map(({ kind, step, size, peer, rows, ratio, seconds, memory }) => [
        [
          step,
          size ?? `${rows} songs`,
          ...(peer === undefined ? [] : [peer]),
          ...(kind === "memory" ? ["MiB"] : []),
        ].join(" · "),
        Number((ratio ?? seconds ?? memory).toPrecision(3)),
      ]),
  );
}

export function slowerLines(rounds, { benchmark, processor, node, figures }) {
  const comparable = rounds.filter(
    (round) => round.benchmark === benchmark && round.processor === processor && round.node === node,
  );
  return Object.entries(figures).flatMap(([what, now]) => {
    const last = comparable.findLast((round) => what in round.figures);
    if (last === undefined || now <= SLOWER * last.figures[what]) return [];
    return [`slower: ${what}: ${now}, was ${last.figures[what]} on ${last.date} (${last.commit})`];
  });
}

function commitOf(folder) {
  const git = (...args) =>
    execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    return `${git("rev-parse", "--short=8", "HEAD")}${git("status", "--porcelain", "src") === "" ? "" : "+"}`;
  } catch {
    return "unknown";
  }
}
