import { describe, expect, it } from "vitest";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { figuresOf, keepHistory, slowerLines, type Round } from "../../bench/history.js";

const KMEANS = "K-Means · 10,000 × 64 · scikit-learn";

function round(commit: string, ratio: number, more: Partial<Round> = {}): Round {
  const figures = { [KMEANS]: ratio };
  return { date: "2026-11-22", commit, benchmark: "clustering", processor: "amd-epyc", node: "v24", figures, ...more };
}

describe("the history of benchmarks", () => {
  it("takes the ratio of a comparison, the seconds of what has no peer, and memory where nothing else was measured", () => {
    const entries = [
      { kind: "comparison", step: "K-Means", size: "10,000 × 64", peer: "scikit-learn", ours: 0.36, ratio: 0.58764 },
      { kind: "growth", step: "Ward", rows: 1000, seconds: 0.0512, memory: 69 },
      { kind: "growth", step: "Ward", rows: 50_000, seconds: null, memory: null },
      { kind: "time", step: "latentune runs", size: "songs30", seconds: 0.1, target: 0.16 },
      { kind: "memory", step: "latentune runs", size: "songs30", memory: 55.321, target: 60 },
    ];
    expect(figuresOf(entries)).toEqual({
      [KMEANS]: 0.588,
      "Ward · 1000 songs": 0.0512,
      "latentune runs · songs30": 0.1,
      "latentune runs · songs30 · MiB": 55.3,
    });
  });

  it("names what became slower since the last round on such a processor and Node, and nothing else", () => {
    const rounds = [
      round("aaaa", 0.8),
      round("bbbb", 0.5),
      round("cccc", 0.2, { processor: "intel-xeon" }),
      round("dddd", 0.2, { benchmark: "growth" }),
      round("9999", 0.2, { node: "v20" }),
      round("eeee", 0.2, { figures: { "Ward · 10,000 × 32 · scikit-learn": 0.2 } }),
    ];
    const now = (ratio: number) => slowerLines(rounds, round("ffff", ratio));
    expect(now(0.57)).toEqual([]);
    expect(now(0.6)).toEqual([`slower: ${KMEANS}: 0.6, was 0.5 on 2026-11-22 (bbbb)`]);
    expect(slowerLines([], round("ffff", 9))).toEqual([]);
  });

  it("keeps each round, and compares the next one with it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "latentune-history-"));
    try {
      const keep = (seconds: number) =>
        keepHistory(folder, {
          date: "2026-11-22",
          benchmark: "waits",
          processor: "amd-epyc",
          entries: [{ kind: "time", step: "latentune runs", size: "songs30", seconds }],
        });
      expect(keep(0.1)).toEqual([]);
      expect(keep(0.2)).toEqual(["slower: latentune runs · songs30: 0.2, was 0.1 on 2026-11-22 (unknown)"]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
