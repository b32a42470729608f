import { expect, it } from "vitest";
import { clusterNotes } from "../../src/engine/steps/cluster.ts";

const clustered = (label: string, notes: Readonly<Record<string, string>>) =>
  ({
    representation: { label, matrix: { rows: 4 } },
    methods: Object.entries(notes).map(([method, note]) => ({ label: method, note })),
  }) as unknown as Parameters<typeof clusterNotes>[0][number];

it("a note is said once: without names where it is true of every representation", () => {
  const small = "There are fewer songs than the smallest cluster of 5.";
  expect(
    clusterNotes([clustered("Lyrics", { HDBSCAN: small, DBSCAN: "no knee" }), clustered("Audio", { HDBSCAN: small })]),
  ).toEqual([`HDBSCAN: ${small}`, "Lyrics, DBSCAN: no knee"]);
  expect(clusterNotes([clustered("Lyrics", { HDBSCAN: small })])).toEqual([`Lyrics, HDBSCAN: ${small}`]);
  const some = [clustered("Lyrics", { A: small }), clustered("Audio", { A: small }), clustered("Spectrum", {})];
  expect(clusterNotes(some)).toEqual([`Lyrics; Audio, A: ${small}`]);
});

it("of many representations the first three are named", () => {
  const names = ["A", "B", "C", "D", "E", "F"].map((label) => clustered(label, { Mixture: "Singular." }));
  expect(clusterNotes([...names, clustered("G", {})])).toEqual(["A; B; C; and 3 more, Mixture: Singular."]);
});
