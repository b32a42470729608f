import { describe, expect, it } from "vitest";
import { coded } from "../../../../src/webview/data/run-songs.ts";
import { groupClusters, groupNames, MAX_GROUPS } from "../../../../src/webview/map/place/grouping.ts";

describe("groups of songs", () => {
  it("by name: the largest first, then by name; unknown last", () => {
    const { groups, groupOf, title } = groupNames(
      "genre",
      coded(["pop", "folk", " pop", "", "Unknown", "anka", "folk", "pop"]),
    );
    expect(title).toBe("genre");
    expect(groups).toEqual([
      { key: "pop", label: "pop", size: 3, role: "group" },
      { key: "folk", label: "folk", size: 2, role: "group" },
      { key: "anka", label: "anka", size: 1, role: "group" },
      { key: "", label: "unknown", size: 2, role: "unknown" },
    ]);
    expect([...groupOf]).toEqual([0, 1, 0, 3, 3, 2, 1, 0]);
  });

  it("by cluster: ascending; noise last", () => {
    const { groups, groupOf } = groupClusters("cluster", Int32Array.from([10, -1, 2, 10]));
    expect(groups.map(({ label, size, role }) => `${label} ${size} ${role}`)).toEqual([
      "2 1 group",
      "10 2 group",
      "noise 1 noise",
    ]);
    expect([...groupOf]).toEqual([1, 2, 0, 1]);
  });

  it("beyond those with a style of their own: the smallest are one group", () => {
    const labels = Array.from({ length: 60 }, (_, group) =>
      Array.from({ length: group + 1 }, () => `g${group}`),
    ).flat();
    const { groups, groupOf } = groupNames("genre", coded(labels));
    expect(groups).toHaveLength(MAX_GROUPS);
    expect(groups.at(-1)).toMatchObject({ label: "13 others", role: "other", size: (13 * 14) / 2 });
    expect(groupOf[0]).toBe(MAX_GROUPS - 1);
    expect(groups.reduce((sum, { size }) => sum + size, 0)).toBe(labels.length);
  });
});
