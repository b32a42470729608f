import { describe, expect, it } from "vitest";
import { createBarnesHut } from "../../../src/engine/analysis/projections/barnes-hut.ts";
import { jointProbabilities } from "../../../src/engine/analysis/projections/affinities.ts";
import { nearestNeighbours } from "../../../src/engine/analysis/neighbours/exact.ts";
import { exactRepulsion } from "../../../src/engine/analysis/projections/repulsion.ts";
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

describe("gradient of the KL divergence", () => {
  it("equals central differences", async () => {
    const p = jointProbabilities(await nearestNeighbours(clouds(40, 5, 3), 15), 5);
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
    const p = jointProbabilities(await nearestNeighbours(clouds(40, 5, 3), 15), 5);
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
