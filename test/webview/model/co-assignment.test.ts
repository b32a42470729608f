import { describe, expect, it } from "vitest";
import { songsInMemory } from "../../../src/webview/data/run-songs.ts";
import type { Shown } from "../../../src/webview/data/shown.ts";
import { colourEncoding, presentColour } from "../../../src/webview/model/colour-encoding.ts";
import { selectionCsv } from "../../../src/webview/model/selection-csv.ts";

const coAssignment = Float32Array.of(0.25, NaN);
const shown = {
  run: {
    songCount: 2,
    songs: songsInMemory({
      filename: ["a.mp3", "b.mp3"],
      language: ["", ""],
      genre: ["", ""],
      row: [1, 2],
      audio: ["", ""],
      firstLyric: ["", ""],
      search: ["", ""],
    }),
    manifest: { models: [] },
  },
  representation: { name: "mel" },
  clustering: { method: "ward" },
  labels: Int32Array.of(0, -1),
  silhouette: Float32Array.of(0.5, NaN),
  coAssignment,
  own: null,
  points: null,
  errors: new Map(),
  tags: null,
} as unknown as Shown;
const textOf = (song: number) => shown.run.songs.text(song)!;
const oneSeed = { ...shown, coAssignment: null };

describe("co-assignment", () => {
  it("colours the map with its unit in the title, higher being better", () => {
    expect(presentColour(shown, { colour: "co-assignment", tag: null })).toBe("co-assignment");
    expect(colourEncoding(shown, "co-assignment", null, null, null)).toMatchObject({
      kind: "numbers",
      title: "co-assignment (share of its cluster with it, other seeds)",
      values: coAssignment,
      better: "higher",
      scale: "sequential",
    });
  });

  it("gives way to the clusters in a run of one seed", () => {
    expect(presentColour(oneSeed, { colour: "co-assignment", tag: null })).toBe("cluster");
  });

  it("is a column of exported songs where the run has it", () => {
    expect(selectionCsv(shown, [0, 1], textOf).split("\r\n")).toEqual([
      "\u{FEFF}filename,title,language,genre,row,representation,method,cluster,silhouette,co_assignment,x,y",
      "a.mp3,a,,,1,mel,ward,0,0.5,0.25,,",
      "b.mp3,b,,,2,mel,ward,-1,,,,",
      "",
    ]);
    expect(selectionCsv(oneSeed, [0], textOf)).not.toContain("co_assignment");
  });
});
