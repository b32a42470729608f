import { describe, expect, it } from "vitest";
import type { ViewCluster } from "../../../src/shared/contract/view.ts";
import { tagsInMemory } from "../../../src/webview/data/song-tags.ts";
import type { Shown } from "../../../src/webview/data/shown.ts";
import { clusterLabels, colourEncoding, presentColour } from "../../../src/webview/model/colour-encoding.ts";
import { tagNames, tagScores, topTags } from "../../../src/webview/model/tags.ts";

const cluster = (id: number, tags?: readonly string[]): ViewCluster => ({
  id,
  size: id === 0 ? 2 : 3,
  medoid: 0,
  terms: ["night", "sea", "rain"],
  enriched: { column: "genre", value: "folk", share: 1 },
  ...(tags && { tags }),
});

/** Two songs of cluster 0, three of cluster 1. */
const shown = {
  run: { songCount: 5 },
  clustering: { label: "Ward", clusters: [cluster(0, ["jazz", "ambient"]), cluster(1, [])] },
  labels: Int32Array.of(0, 0, 1, 1, 1),
  tags: tagsInMemory(
    ["rock", "jazz", "ambient", "sad"],
    Float32Array.of(0.25, 0.5, 0.75, 0.125, 0.5, 0, 0.0625, 0, 0, 0, 0, 0, 1, 0, 0.03125, 0, 0, 0, 0.5, 0.0625),
  ),
  own: null,
} as unknown as Shown;
const untagged = { ...shown, tags: null, clustering: { ...shown.clustering, clusters: [cluster(0), cluster(1)] } };

describe("a song's tags", () => {
  it("are at most three, the highest first, and none that is hardly there", () => {
    expect(topTags(shown, 0)).toEqual([
      { name: "ambient", score: 0.75 },
      { name: "jazz", score: 0.5 },
      { name: "rock", score: 0.25 },
    ]);
    expect(topTags(shown, 1).map(({ name }) => name)).toEqual(["rock", "ambient"]);
    expect(topTags(shown, 3).map(({ name }) => name)).toEqual(["rock"]);
    expect(topTags(untagged, 0)).toEqual([]);
  });
});

describe("the run's tags", () => {
  it("come with what the songs have most of first", () => {
    expect(tagNames(shown)).toEqual(["rock", "ambient", "jazz", "sad"]);
    expect(tagNames(untagged)).toEqual([]);
  });

  it("colour the songs by their scores", () => {
    expect(tagScores(shown, "ambient")).toEqual(Float32Array.of(0.75, 0.0625, 0, 0.03125, 0.5));
    expect(tagScores(shown, "metal")).toBeNull();
    expect(tagScores(untagged, "jazz")).toBeNull();
    expect(colourEncoding(shown, "tag", "jazz", tagScores(shown, "jazz"), null)).toEqual({
      kind: "numbers",
      title: "tag (jazz)",
      values: Float32Array.of(0.5, 0, 0, 0, 0),
      better: null,
      scale: "sequential",
    });
  });

  it("are not what the map is coloured by where the run does not have them", () => {
    expect(presentColour(shown, { colour: "tag", tag: "jazz" })).toBe("tag");
    expect(presentColour(shown, { colour: "tag", tag: "metal" })).toBe("cluster");
    expect(presentColour(untagged, { colour: "tag", tag: "jazz" })).toBe("cluster");
    expect(presentColour(untagged, { colour: "genre", tag: "jazz" })).toBe("genre");
  });
});

describe("the names of clusters", () => {
  it("are their tags, in fewer words where there is less room, else their label and words; the largest first", () => {
    expect(clusterLabels(shown)).toEqual([
      { texts: ["1 · folk · night · sea", "1 · folk · night", "1 · folk", "1"], members: Uint32Array.of(2, 3, 4) },
      { texts: ["0 · jazz · ambient", "0 · jazz", "0"], members: Uint32Array.of(0, 1) },
    ]);
  });

  it("stand in the legend with their tags, in a run without tags as numbers", () => {
    const legend = (of: Shown): unknown[] => {
      const encoding = colourEncoding(of, "cluster", null, null, null);
      return encoding.kind === "categories" ? encoding.groups.map(({ key, label, size }) => [key, label, size]) : [];
    };
    expect(legend(shown)).toEqual([
      ["0", "0 · jazz · ambient", 2],
      ["1", "1", 3],
    ]);
    expect(legend(untagged)).toEqual([
      ["0", "0", 2],
      ["1", "1", 3],
    ]);
  });
});
