import { createRng } from "../../../src/engine/core/rng.ts";

/** Random points in the map's box: some clustered, some in one place, a few without coordinates. */
export function randomPositions(count: number, seed: number): Float32Array {
  const rng = createRng(seed, "points");
  const positions = new Float32Array(2 * count);
  for (let song = 0; song < count; song++) {
    const kind = rng.integer(10);
    const spread = kind < 6 ? 0.1 : 1;
    const centre = kind < 3 ? -0.5 : kind < 6 ? 0.6 : 0;
    for (const axis of [0, 1])
      positions[2 * song + axis] =
        kind === 9 ? 0.25 : Math.max(-1, Math.min(1, centre + spread * (2 * rng.uniform() - 1)));
    if (kind === 8 && rng.integer(3) === 0) positions[2 * song] = NaN;
  }
  return positions;
}
