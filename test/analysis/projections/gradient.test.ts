import { describe, expect, it } from "vitest";
import { createAttraction } from "../../../src/engine/analysis/projections/attraction.ts";
import { createBarnesHut } from "../../../src/engine/analysis/projections/repulsion/barnes-hut.ts";
import { jointProbabilities } from "../../../src/engine/analysis/projections/affinities.ts";
import { nearestNeighbours } from "../../../src/engine/analysis/neighbours/exact.ts";
import { createInterpolation } from "../../../src/engine/analysis/projections/repulsion/interpolation.ts";
import { exactRepulsion } from "../../../src/engine/analysis/projections/repulsion/repulsion.ts";
import { createGradient, klDivergence } from "../../../src/engine/analysis/projections/tsne-gradient.ts";
import { clouds, spiral } from "./inputs.ts";

/** |a − b| / |b| of two vectors. */
function relativeError(a: Float64Array, b: Float64Array): number {
  return Math.hypot(...a.map((value, k) => value - b[k]!)) / Math.hypot(...b);
}

function repel(repulsion: typeof exactRepulsion, points: Float64Array): { forces: Float64Array; total: number } {
  const forces = new Float64Array(points.length);
  return { total: repulsion(points, forces), forces };
}

describe("exact repulsion", () => {
  it("equals its formula for three points", () => {
    // q̃: 1/2 between the first two, 1/5 from the first to the third, 1/6 from the second to the third.
    const { forces, total } = repel(exactRepulsion, Float64Array.of(0, 0, 1, 0, 0, 2));
    expect(total).toBeCloseTo(2 * (1 / 2 + 1 / 5 + 1 / 6), 14);
    expect(forces[0]).toBeCloseTo(-1 / 4, 14);
    expect(forces[1]).toBeCloseTo(-2 / 25, 14);
    expect(forces[2]).toBeCloseTo(1 / 4 + 1 / 36, 14);
    expect(forces[3]).toBeCloseTo(-2 / 36, 14);
  });
});

describe("Barnes–Hut repulsion", () => {
  const points = spiral(1500).map((value, at) => value + (at % 7 === 0 ? 40 : 0));
  const exact = repel(exactRepulsion, points);

  it("equals the exact one at θ = 0", () => {
    const tree = repel(createBarnesHut(1500, 0), points);
    expect(tree.total / exact.total).toBeCloseTo(1, 12);
    expect(relativeError(tree.forces, exact.forces)).toBeLessThan(1e-11);
  });

  it("is within 3 % at θ = 0.5, better at 0.2, and gives the same again", () => {
    const repulsion = createBarnesHut(1500, 0.5);
    const half = repel(repulsion, points);
    const fifth = repel(createBarnesHut(1500, 0.2), points);
    expect(relativeError(half.forces, exact.forces)).toBeLessThan(0.03);
    expect(Math.abs(half.total / exact.total - 1)).toBeLessThan(0.02);
    expect(relativeError(fifth.forces, exact.forces)).toBeLessThan(0.005);
    expect(repel(repulsion, points).forces).toEqual(half.forces);
  });

  it("handles coinciding points, all of them too", () => {
    const twice = Float64Array.from({ length: 600 }, (_, at) => points[at % 300]!);
    const tree = repel(createBarnesHut(300, 0), twice);
    const direct = repel(exactRepulsion, twice);
    expect(tree.total / direct.total).toBeCloseTo(1, 12);
    expect(relativeError(tree.forces, direct.forces)).toBeLessThan(1e-11);

    const same = repel(createBarnesHut(300, 0.5), new Float64Array(600).fill(3));
    expect(same.total).toBeCloseTo(300 * 299, 6);
    expect(Math.max(...same.forces.map(Math.abs))).toBeLessThan(1e-9);
  });

  it("handles a single point and two", () => {
    expect(repel(createBarnesHut(1, 0.5), Float64Array.of(4, 5))).toEqual({ total: 0, forces: Float64Array.of(0, 0) });
    expect(repel(createBarnesHut(2, 0.5), Float64Array.of(0, 0, 0, 1))).toEqual({
      total: 1,
      forces: Float64Array.of(0, -0.25, 0, 0.25),
    });
  });
});

describe("interpolated repulsion", () => {
  const dense = spiral(3000).map((value) => value / 3);

  it.each([
    ["over a wide picture", dense, 0.5, 0.02],
    ["on a finer grid, which is better", dense, 0.25, 0.001],
    ["in a picture of the width of one node", spiral(200).map((value) => value / 200), 0.5, 0.001],
    ["at the start of a descent", spiral(200).map((value) => value / 1e5), 0.5, 0.005],
    ["of a long and narrow picture", dense.map((value, at) => (at % 2 === 0 ? 8 * value : value / 8)), 0.25, 0.01],
  ])("is near the exact one %s", (_, points, spacing, tolerance) => {
    const exact = repel(exactRepulsion, points);
    const grid = repel(createInterpolation(spacing), points);
    expect(relativeError(grid.forces, exact.forces)).toBeLessThan(tolerance);
    expect(Math.abs(grid.total / exact.total - 1)).toBeLessThan(tolerance / 5);
  });

  it("gives the same again after it was asked for another picture", () => {
    const repulsion = createInterpolation();
    const first = repel(repulsion, dense);
    repel(repulsion, spiral(300));
    expect(repel(repulsion, dense)).toEqual(first);
  });

  it("has a limit of nodes, above which the grid is coarser and not larger", () => {
    const points = dense.map((value) => value * 3);
    const exact = repel(exactRepulsion, points);
    const error = (nodes: number): number =>
      relativeError(repel(createInterpolation(0.5, nodes), points).forces, exact.forces);
    expect(error(1024)).toBeLessThan(0.1);
    expect(error(64)).toBeGreaterThan(2 * error(1024));
    expect(Number.isFinite(error(16))).toBe(true);
  });

  it("handles coinciding points, a single one and two", () => {
    const same = repel(createInterpolation(), new Float64Array(600).fill(3));
    expect(same.total).toBeCloseTo(300 * 299, 0);
    expect(Math.max(...same.forces.map(Math.abs))).toBeLessThan(1e-9);
    expect(repel(createInterpolation(), Float64Array.of(4, 5)).total).toBeCloseTo(0, 3);
    const two = repel(createInterpolation(), Float64Array.of(0, 0, 0, 1));
    expect(two.forces[1]).toBeCloseTo(-0.25, 4);
    expect(two.forces[3]).toBeCloseTo(0.25, 4);
  });
});

describe("attraction in single precision", () => {
  it("is that of the gradient", async () => {
    const p = await jointProbabilities(await nearestNeighbours(clouds(90, 5, 3), 15), 5);
    const points = spiral(90);
    const [none, one] = [0, 1].map((exaggeration) => {
      const out = new Float64Array(180);
      createGradient(p, exactRepulsion)(points, exaggeration, out);
      return out;
    });
    const attraction = Float64Array.from(createAttraction(p)(points));
    const expected = one!.map((value, k) => (value - none![k]!) / 4);
    expect(relativeError(attraction, expected)).toBeLessThan(1e-6);
  });
});

describe("gradient of the KL divergence", () => {
  it("equals central differences", async () => {
    const p = await jointProbabilities(await nearestNeighbours(clouds(40, 5, 3), 15), 5);
    const points = spiral(40);
    const gradient = new Float64Array(80);
    createGradient(p, exactRepulsion)(points, 1, gradient);
    const step = 1e-6;
    for (let k = 0; k < 80; k++) {
      const shifted = (by: number): number => klDivergence(p, points.with(k, points[k]! + by), exactRepulsion);
      expect(gradient[k]).toBeCloseTo((shifted(step) - shifted(-step)) / (2 * step), 7);
    }
  });

  it("scales only the attraction by the exaggeration", async () => {
    const p = await jointProbabilities(await nearestNeighbours(clouds(40, 5, 3), 15), 5);
    const gradient = createGradient(p, exactRepulsion);
    const at = (exaggeration: number): Float64Array => {
      const out = new Float64Array(80);
      gradient(spiral(40), exaggeration, out);
      return out;
    };
    const [none, one, twelve] = [at(0), at(1), at(12)];
    expect(
      relativeError(
        twelve,
        none.map((value, k) => value + 12 * (one[k]! - value)),
      ),
    ).toBeLessThan(1e-12);
  });
});
