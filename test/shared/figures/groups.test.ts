import { describe, expect, it } from "vitest";
import { NOISE_STYLE, OTHER_STYLE, STYLE_COUNT, UNKNOWN_STYLE } from "../../../src/shared/figures/group-style.ts";
import { groupsOf } from "../../../src/shared/figures/groups.ts";

describe("groupsOf", () => {
  it("orders categories by size, then by name; what is empty is unknown and grey", () => {
    const groups = groupsOf({
      kind: "category",
      name: "genre",
      labels: ["pop", "", "jazz", "rock", "rock ", "Unknown", "folk"],
    });
    expect(groups.map(({ label, members }) => [label, members])).toEqual([
      ["rock", [3, 4]],
      ["folk", [6]],
      ["jazz", [2]],
      ["pop", [0]],
      ["unknown", [1, 5]],
    ]);
    expect(groups.at(-1)!.style).toBe(UNKNOWN_STYLE);
  });

  it("orders clusters by number; −1 is noise", () => {
    const groups = groupsOf({ kind: "cluster", labels: Int32Array.of(10, 2, -1, 2) });
    expect(groups.map(({ label, members }) => [label, members])).toEqual([
      ["2", [1, 3]],
      ["10", [0]],
      ["noise", [2]],
    ]);
    expect(groups[2]!.style).toBe(NOISE_STYLE);
  });

  it("calls clusters by their names, where there are any", () => {
    const groups = groupsOf({ kind: "cluster", labels: Int32Array.of(2, -1, 0), names: ["0 · jazz", "1"] });
    expect(groups.map(({ label, members }) => [label, members])).toEqual([
      ["0 · jazz", [2]],
      ["2", [0]],
      ["noise", [1]],
    ]);
  });

  it("joins the smallest groups where there are more than styles", () => {
    const labels = Array.from(
      { length: 300 },
      (_, song) => `genre ${String(Math.floor(Math.sqrt(song)) * 2).padStart(2, "0")}`,
    );
    const groups = groupsOf({
      kind: "category",
      name: "genre",
      labels: [...labels, ...labels.map((label) => label.replace("genre", "style"))],
    });
    expect(groups).toHaveLength(STYLE_COUNT);
    const others = groups.at(-1)!;
    expect(others.label).toBe("13 others");
    expect(others.style).toBe(OTHER_STYLE);
    expect(groups.flatMap(({ members }) => members).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 600 }, (_, song) => song),
    );
    expect(Math.min(...groups.slice(0, -1).map(({ members }) => members.length))).toBeGreaterThanOrEqual(7);
  });
});
