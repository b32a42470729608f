import { expect, it } from "vitest";
import { clusterName, nameKey, songTitle, titleOfRun, titlesOfRuns } from "../../src/shared/names.ts";

it("a file has one key, whichever way its accents are written", () => {
  expect(nameKey("Cafe\u0301.mp3")).toBe("Caf\u00e9.mp3");
});

it.each([
  ["a.mp3", "a"],
  ["A. B (1 of 6).flac", "A. B (1 of 6)"],
  [".hidden", ".hidden"],
  ["none", "none"],
])("the title of %j is %j", (filename, title) => {
  expect(songTitle(filename)).toBe(title);
});

it("clusters and runs have names", () => {
  expect([clusterName(-1), clusterName(0)]).toEqual(["noise", "cluster 0"]);
  const run = { task: "hard", startedAt: "2025-03-04T12:00:00" } as const;
  expect(titleOfRun({ ...run, name: "longer β" })).toBe("longer β");
  expect([undefined, null, ""].map((name) => titleOfRun({ ...run, name }))).toEqual(
    Array(3).fill("Hard · 4 Mar 2025 12:00"),
  );
  // Two runs of one minute, or of one name, are told apart in a list.
  const runs = [
    { ...run, runId: "20250304-120000-hard-1a2b" },
    { ...run, runId: "20250304-120041-hard-3c4d" },
    { ...run, name: "longer β", runId: "20250304-120100-hard-5e6f" },
  ];
  expect([...titlesOfRuns(runs).values()]).toEqual([
    "Hard · 4 Mar 2025 12:00 (1a2b)",
    "Hard · 4 Mar 2025 12:00 (3c4d)",
    "longer β",
  ]);
});
