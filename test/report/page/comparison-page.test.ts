import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildComparison } from "../../../src/engine/report/model/comparison/build-comparison.ts";
import { readComparisonData } from "../../../src/engine/report/page/page-comparison.ts";
import { reportPage } from "../../../src/engine/report/page/report-page.ts";
import { VIEW_FILES } from "../../../src/engine/results/view/files.ts";
import { unpackLabels } from "../../../src/shared/report-page/packed-labels.ts";
import { POINT_RANGE, unpackPoints, type PageData } from "../../../src/shared/report-page/page-data.ts";
import { smallComparison } from "../small-comparison.ts";
import { NAMES } from "../small-source.ts";

let folder: string;
let data: PageData;
const source = await smallComparison();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "comparison-page-"));
  const texts = NAMES.map(() => "");
  const songs = { language: texts, genre: texts, audio: texts, row: [1, 2, 3, 4], firstLyric: texts, search: texts };
  await VIEW_FILES.songs.write(join(folder, "view"), { filename: NAMES, ...songs });
  // B lies beside A, three times as far away.
  const b = { ...source.b, points: source.b.points.map((value) => 3 * value) };
  data = await readComparisonData({ ...source, b }, folder, ["./"]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const side = (place: number) => data.sides[place]!.representations[0]!;
const bytes = (text: string): Uint8Array => Buffer.from(text, "base64");

describe("the page of a comparison", () => {
  it("has the songs of both in the order of A, and both maps in one frame", () => {
    expect(data.total).toBe(3);
    expect(data.songs.title).toEqual(NAMES.slice(1).map((name) => name.replace(/\.\w+$/, "")));
    const unit = POINT_RANGE / 6;
    // A's songs 1 to 3 lie at (1, 1), (2, 0), (3, 1); they are B's songs 0 to 2.
    expect([...unpackPoints(bytes(side(0).maps[0]!.points))]).toEqual(
      [1, 1, 2, 0, 3, 1].map((value) => Math.round(unit * value)),
    );
    expect([...unpackPoints(bytes(side(1).maps[0]!.points))]).toEqual(
      [0, 0, 3, 3, 6, 0].map((value) => Math.round(unit * value)),
    );
  });

  it("numbers the clusters of B by those of A that they are paired with, so that equal numbers did not move", () => {
    expect([...unpackLabels(bytes(side(0).clusterings[0]!.labels))]).toEqual([1, 0, 0]);
    expect([...unpackLabels(bytes(side(1).clusterings[0]!.labels))]).toEqual([1, 0, 1]);
    expect(side(1).clusterings[0]!.names.slice(0, 2)).toEqual(["0", "1"]);
  });

  it("draws both maps, and the figure with its lines, without a script", async () => {
    const moved = { ...source, comparison: { ...source.comparison, matches: [[0, 0]] as const } };
    const page = await reportPage(buildComparison(moved), data);
    expect(page.split('class="plane"').length - 1).toBe(4);
    expect(page).toMatch(/<path class="trace" d="[M\d. ]+"\/>/);
  });
});
