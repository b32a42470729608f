import { describe, expect, it } from "vitest";
import {
  drawnWay,
  middleSong,
  placeLabels,
  withLines,
  type LabelBox,
} from "../../../../src/webview/map/place/label-layout.ts";
import { randomPositions } from "../points.ts";

const frame = { width: 600, height: 400 };
const free = (): number => 0;
const box = (x: number, y: number, width = 60): LabelBox => ({ x, y, sizes: [{ width, height: 16 }] });

describe("labels on the map", () => {
  it("stand above their point where nothing is in the way", () => {
    expect(placeLabels([box(300, 200)], frame, free)).toEqual([{ dx: 0, dy: -20, size: 0 }]);
  });

  it("stay inside the frame, and are left out where their point is out of sight", () => {
    const [top, beside, outside] = placeLabels([box(300, 5), box(2, 200), box(-5, 200)], frame, free);
    expect(top!.dy).toBeGreaterThan(0);
    expect(2 + beside!.dx - 30).toBeGreaterThanOrEqual(0);
    expect(outside).toBeNull();
  });

  it("never overlap, and the most important ones are the ones that stay", () => {
    const positions = randomPositions(200, 5);
    const labels = Array.from({ length: 200 }, (_, song) =>
      box(300 + 300 * positions[2 * song]!, 200 + 200 * positions[2 * song + 1]!, 80),
    ).filter(({ x, y }) => x + y > 0);
    const places = placeLabels(labels, frame, free);
    const boxes = places.flatMap((place, position) => {
      if (place === null) return [];
      const { x, y, sizes } = labels[position]!;
      const { width, height } = sizes[0]!;
      return [
        {
          left: x + place.dx - width / 2,
          right: x + place.dx + width / 2,
          top: y + place.dy - height / 2,
          bottom: y + place.dy + height / 2,
        },
      ];
    });
    expect(boxes.length).toBeGreaterThan(20);
    expect(boxes.length).toBeLessThan(labels.length);
    boxes.forEach((a, position) => {
      for (const b of boxes.slice(position + 1))
        expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
    });
    expect(places[0]).not.toBeNull();
  });

  it("are not crossed by the lines of others", () => {
    // The wide label has room far above its point alone; above the second point is its line.
    const near = ({ left, right, bottom }: { left: number; right: number; bottom: number }): number =>
      right - left > 50 && bottom > 160 ? 3 : 0;
    const [wide, second] = placeLabels([box(300, 200), box(300, 188, 40)], frame, near, 3);
    expect([wide, second]).toEqual([
      { dx: 0, dy: -52, size: 0 },
      { dx: 32, dy: 0, size: 0 },
    ]);
  });

  it("keep off a way from song to song and its numbers", () => {
    // From the label's song up and past both sides; the numbers stand above the songs.
    const way = drawnWay([[300, 200], [300, 100], [380, 196], [230, 196]], 13, 10); // prettier-ignore
    expect(way.texts[1]).toEqual({ left: 296.5, right: 303.5, top: 81, bottom: 93 });
    expect(placeLabels([box(300, 200)], frame, free, 0, way)).toEqual([{ dx: 0, dy: 20, size: 0 }]);
    const none = drawnWay([[300, 200]], 13, 10);
    expect(none).toEqual({ lines: [], texts: [] });
    const traced = withLines(none, [{ from: [240, 180], to: [360, 180] }]);
    expect(placeLabels([box(300, 200)], frame, free, 0, traced)).toEqual([{ dx: 0, dy: 20, size: 0 }]);
  });

  it("stand where their own line crosses no point", () => {
    // There is room far above and far below alone; above, points are on the way.
    const points = ({
      left,
      right,
      top,
      bottom,
    }: {
      left: number;
      right: number;
      top: number;
      bottom: number;
    }): number => (left === right ? Number(bottom < 200) : Number(bottom > 160 && top < 240));
    expect(placeLabels([box(300, 200)], frame, points)).toEqual([{ dx: 0, dy: 52, size: 0 }]);
  });

  it("rather stand elsewhere than on points", () => {
    const above = (candidate: { readonly bottom: number }): number => (candidate.bottom < 200 ? 3 : 0);
    expect(placeLabels([box(300, 200)], frame, above)).toEqual([{ dx: 0, dy: 20, size: 0 }]);
  });
});

describe("a label that has no room off the points", () => {
  const forms: LabelBox = { x: 300, y: 200, sizes: [120, 70, 12].map((width) => ({ width, height: 16 })) };
  const points = (width: number) => (candidate: { readonly left: number; readonly right: number }) =>
    candidate.right - candidate.left > width ? 2 : 0;

  it("is shown in the longest form that has it, and not at all without", () => {
    expect(placeLabels([forms], frame, points(200))[0]!.size).toBe(0);
    expect(placeLabels([forms], frame, points(100))[0]!.size).toBe(1);
    expect(placeLabels([forms], frame, points(60))[0]!.size).toBe(2);
    expect(placeLabels([forms], frame, points(5))).toEqual([null]);
  });

  it("may stand on so many points", () => {
    expect(placeLabels([forms], frame, points(5), 1)).toEqual([null]);
    expect(placeLabels([forms], frame, points(5), 2)[0]!.size).toBe(0);
  });

  it("is shorter rather than crossed by a line, and keeps all its words where every form is crossed", () => {
    // Lines up and down at both sides, between which there is room for the number alone.
    const lines = (...across: readonly number[]) => ({
      lines: across.map((x) => [[x, 0], [x, 400]] as const), // prettier-ignore
      texts: [],
    });
    expect(placeLabels([forms], frame, free, 0, lines(270, 330, 380, 220))[0]!.size).toBe(2);
    expect(placeLabels([forms], frame, free, 0, lines(295, 305, 310, 290, 330, 270, 380, 220))[0]!.size).toBe(0);
  });

  it("gives its place to the more important one, which keeps all its words", () => {
    const narrow = { width: 150, height: 66 };
    const here = { ...forms, x: 75, y: 33 };
    const places = placeLabels([here, here, here], narrow, free);
    // Above and below the point there is room for all words, beside it only for the number.
    expect(places.map((place) => place?.size)).toEqual([0, 0, 2]);
  });
});

describe("the middle of a group", () => {
  it("is the member nearest to the medians, whatever strays do", () => {
    const positions = new Float32Array([0, 0, 0.1, 0, 0.2, 0.1, 100, 100, NaN, NaN]);
    expect(middleSong(positions, [0, 1, 2, 3, 4])).toBe(2);
    expect(middleSong(positions, [0, 1, 2])).toBe(1);
    expect(middleSong(positions, [4])).toBeNull();
    expect(middleSong(positions, [])).toBeNull();
  });
});
