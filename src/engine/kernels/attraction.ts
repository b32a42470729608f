/** Edges of a row that are summed side by side; rows are filled up to whole groups with edges of weight 0. */
export const GROUP = 4;

/** Bytes of a point: x and y as float32. */
export const POINT = 8;

export function plainAttraction(memory: ArrayBuffer) {
  const [floats, integers] = [new Float32Array(memory), new Uint32Array(memory)];
  const { fround } = Math;
  return {
    /**
     * The attraction of t-SNE on each point: Σ w·(p − q) / (1 + |p − q|²) over its edges, x and y as float32.
     * @param ends per point the address behind its last edge's column (uint32)
     * @param columns the other end of each edge, as bytes from the first point (uint32), whole groups a point
     * @param values w of each edge (float32)
     */
    attraction(points: number, pointsEnd: number, ends: number, columns: number, values: number, forces: number): void {
      let edge = 0;
      for (let point = 0; point < (pointsEnd - points) / POINT; point++) {
        const [x, y] = [floats[points / 4 + 2 * point]!, floats[points / 4 + 2 * point + 1]!];
        const sums = [new Float32Array(GROUP), new Float32Array(GROUP)] as const;
        for (; columns + 4 * edge < integers[ends / 4 + point]!; edge++) {
          const other = (points + integers[columns / 4 + edge]!) / 4;
          const [dx, dy] = [fround(x - floats[other]!), fround(y - floats[other + 1]!)];
          const squared = fround(fround(1 + fround(dx * dx)) + fround(dy * dy));
          const weight = fround(floats[values / 4 + edge]! / squared);
          sums[0][edge % GROUP]! += fround(weight * dx);
          sums[1][edge % GROUP]! += fround(weight * dy);
        }
        for (const [axis, sum] of sums.entries()) {
          floats[forces / 4 + 2 * point + axis] = fround(fround(sum[0]! + sum[2]!) + fround(sum[1]! + sum[3]!));
        }
      }
    },
  };
}
