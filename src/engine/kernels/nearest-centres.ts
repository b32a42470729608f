/** Rows that lie together, column by column: two vectors of four float32. */
export const GROUP = 8;

/** Centres that lie together, column by column, after the halves of their squared norms. */
export const BLOCK = 4;

export function plainNearestCentres(memory: ArrayBuffer) {
  const [floats, integers] = [new Float32Array(memory), new Int32Array(memory)];
  const { fround } = Math;
  return {
    /**
     * Each row's nearest centre (int32) where it is beyond doubt, else −1; whole groups of rows until `nearest` reaches its
     * end. The nearest centre has the least |c|²/2 − x · c, which is half its squared distance but for |x|²/2; it is beyond
     * doubt where the second least is more by error₀ + error₁ · |x|. All other values are float32.
     * @param columnBytes bytes of a block's columns: columns × 16
     * @param error addresses error₀ and error₁
     * @param norms |x| by row
     */
    nearestCentres(
      group: number,
      centres: number,
      centresEnd: number,
      columnBytes: number,
      error: number,
      norms: number,
      nearest: number,
      nearestEnd: number,
    ): void {
      const columns = columnBytes / (4 * BLOCK);
      const blockLength = BLOCK * (columns + 1);
      const [error0, error1] = [floats[error / 4]!, floats[error / 4 + 1]!];
      for (let row = 0; row < (nearestEnd - nearest) / 4; row++) {
        const x = group / 4 + Math.floor(row / GROUP) * GROUP * columns + (row % GROUP);
        let best = Infinity;
        let second = Infinity;
        let index = 0;
        for (let number = 0; number < ((centresEnd - centres) / 4 / blockLength) * BLOCK; number++) {
          const centre = centres / 4 + Math.floor(number / BLOCK) * blockLength + (number % BLOCK);
          let score = floats[centre]!;
          for (let col = 0; col < columns; col++) {
            score = fround(score - fround(floats[x + GROUP * col]! * floats[centre + BLOCK * (col + 1)]!));
          }
          second = Math.min(second, Math.max(best, score));
          if (score < best) index = number;
          best = Math.min(best, score);
        }
        const margin = fround(error0 + fround(error1 * floats[norms / 4 + row]!));
        integers[nearest / 4 + row] = fround(second - best) < margin ? -1 : index;
      }
    },
  };
}
