import { describe, expect, it } from "vitest";
import { alignedPoint } from "../../../src/shared/contract/panel/comparison.ts";
import { alignMaps } from "../../../src/engine/analysis/comparison/procrustes.ts";
import { golden } from "../../golden/load.ts";

interface Golden {
  readonly alignments: readonly {
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly aligned: readonly number[];
    readonly disparity: number;
  }[];
}

const same = (point: number): number => point;

function alignAll(b: readonly number[], alignment: ReturnType<typeof alignMaps>): number[] {
  return Array.from({ length: b.length / 2 }, (_, point) =>
    alignedPoint(alignment, b[2 * point]!, b[2 * point + 1]!),
  ).flat();
}

function expectNear(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  for (const [index, value] of found.entries()) expect(value).toBeCloseTo(wanted[index]!, 9);
}

describe("aligning a map", () => {
  const { alignments } = golden("comparison") as Golden;

  it("agrees with scipy's Procrustes analysis", () => {
    for (const { a, b, aligned, disparity } of alignments) {
      const alignment = alignMaps({ a, b, pointOfA: same });
      expectNear(alignAll(b, alignment), aligned);
      expect(alignment.disparity).toBeCloseTo(disparity, 9);
    }
  });

  it("looks at common songs alone, wherever they stand", () => {
    const { a, b, aligned } = alignments[4]!;
    const strangers = [100, -100, Number.NaN, 3];
    const order = (point: number): number => (point < 2 ? -1 : a.length / 2 + 1 - point);
    const turned = Array.from({ length: a.length / 2 }, (_, point) => [a.at(-2 * point - 2)!, a.at(-2 * point - 1)!]);
    const alignment = alignMaps({ a: turned.flat(), b: [...strangers, ...b], pointOfA: order });
    expectNear(alignAll(b, alignment), aligned);
  });

  it("only shifts where turning means nothing, and leaves a map without common songs", () => {
    expect(alignMaps({ a: [4, 5, 4, 5], b: [1, 1, 2, 2], pointOfA: same })).toMatchObject({
      xx: 1,
      xy: 0,
      dx: 2.5,
      dy: 3.5,
    });
    expect(alignMaps({ a: [4, 5], b: [1, 1], pointOfA: () => -1 })).toMatchObject({ xx: 1, yy: 1, dx: 0, dy: 0 });
    expect(alignMaps({ a: [4, 5, Number.NaN, 1], b: [1, 1, 0, 0], pointOfA: same })).toMatchObject({ dx: 3, dy: 4 });
  });
});
