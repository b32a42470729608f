import { describe, expect, it } from "vitest";
import { scoreTable } from "../../src/engine/cli/score-table.ts";
import { terminalWidth, textTable, wrapped } from "../../src/engine/cli/text-table.ts";
import { overviewColumns, tableColumn } from "../../src/shared/contract/metrics.ts";

const columns = overviewColumns("hard").map(tableColumn);
const row = (rep: string, method: string, noise: string | null = null) => ({
  names: [rep, method],
  noise,
  cells: columns.map((_, at) => (at === 0 ? "0.123 °" : "0.123")),
});
const rows = [row("Autoencoder latent, not standardised", "DBSCAN, ε from the knee"), row("MusiCNN", "K-Means")];
const TABLE = {
  names: ["representation", "method"],
  columns,
  rows,
  first: ["ARI_genre", "NMI_genre"],
  whole: "results_hard/REPORT.md",
};

describe("a table of scores", () => {
  it.each([60, 80, 100, 120, 160])("is no wider than a terminal of %i columns, with what matters first", (width) => {
    const lines = scoreTable(TABLE, width).join("\n").split("\n");
    const names = 61;
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(Math.max(width, names));
    const [head = ""] = lines;
    const text = lines.join(" ").replaceAll(/\s+/g, " ");
    if (width >= 80) expect(head).toContain("ARI genre");
    expect(text).toMatch(/No room for .*AMI genre.*: see results_hard\/REPORT\.md, or a wider terminal\.$/);
    for (const { label } of columns) expect(text.split(label).length - 1).toBeGreaterThan(0);
  });

  it("is whole where it fits, and in a pipe", () => {
    const [whole = "", ...rest] = scoreTable(TABLE, 400);
    expect(rest).toEqual([]);
    for (const { label } of columns) expect(whole).toContain(label);
    expect(whole).toContain("0.123 °");
    expect(terminalWidth({ isTTY: false, columns: 80 })).toBeUndefined();
    expect(terminalWidth({ isTTY: true, columns: 80 })).toBe(80);
    expect(terminalWidth({ isTTY: true, columns: 0 })).toBeUndefined();
  });

  it("says beside the deciding score how many songs a method leaves out, where one does", () => {
    const noisy = { ...TABLE, rows: [...rows, row("Contrastive", "HDBSCAN", "27 %")] };
    const [table = ""] = scoreTable(noisy, 85);
    expect(table.split("\n")[0]).toMatch(/method +Noise +ARI genre$/);
    expect(table).toContain("27 %");
    expect(scoreTable(TABLE, 400)[0]).not.toContain("Noise");
  });
});

it("breaks long lines between words", () => {
  expect(wrapped("one two three four", 9)).toBe("one two\n  three\n  four");
  expect(wrapped("unbreakable-word and", 5)).toBe("unbreakable-word\n  and");
  expect(wrapped("one two three four", Infinity)).toBe("one two three four");
});

it("cuts the last column of a table where it is of words and too wide", () => {
  const rows = [["one", "words that go on for longer than there is room"]];
  expect(textTable(["step", "note"], rows, [], 30).split("\n")[2]).toBe("one   words that go on for lo…");
  expect(textTable(["step", "note"], rows, [], Infinity)).toContain("than there is room");
  expect(textTable(["note", "count"], [["a".repeat(40), "1234567890123"]], [false, true], 30)).toContain(
    "1234567890123",
  );
});
