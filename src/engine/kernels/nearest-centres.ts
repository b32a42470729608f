/** Columns that lie in a vector: rows and centres have a multiple of them, the rest zeros. */
export const LANES = 4;

/** Centres that lie together, vector by vector, after the halves of their squared norms. */
export const BLOCK = 4;

export function plainNearestCentres(memory: ArrayBuffer) {
  const [floats, integers] = [new Float32Array(memory), new Int32Array(memory)];
  const { fround } = Math;
  /** |c|²/2 − x · c, the products of every fourth column added up for themselves. */
  const scoreOf = (row: number, half: number, centre: number, columns: number): number => {
    const sums = new Float32Array(LANES);
    for (let col = 0; col < columns; col++) {
      const value = floats[centre + Math.floor(col / LANES) * LANES * BLOCK + (col % LANES)]!;
      sums[col % LANES]! += fround(floats[row + col]! * value);
    }
    const dot = fround(fround(sums[0]! + sums[2]!) + fround(sums[1]! + sums[3]!));
    return fround(floats[half]! - dot);
  };
  return {
    /**
     * The nearest centres (int32) of the rows of a list (uint32), each where it is beyond doubt, else −1. The nearest centre
     * has the least |c|²/2 − x · c, which is half its squared distance but for |x|²/2; it is beyond doubt where the second least
     * is more by error₀ + error₁ · |x|. By how much its distance is less than any other's, at least, is the row's slack; 0 where
     * there is doubt. All other values are float32.
     * @param rowBytes of a row, each after the one before
     * @param error addresses error₀ and error₁
     * @param norms |x| by row
     */
    nearestCentres(
      list: number,
      listEnd: number,
      rows: number,
      rowBytes: number,
      centres: number,
      centresEnd: number,
      error: number,
      norms: number,
      nearest: number,
      slacks: number,
    ): void {
      const columns = rowBytes / 4;
      const blockLength = BLOCK * (columns + 1);
      const [error0, error1] = [floats[error / 4]!, floats[error / 4 + 1]!];
      for (; list < listEnd; list += 4) {
        const row = integers[list / 4]!;
        let best = Infinity;
        let second = Infinity;
        let index = 0;
        for (let number = 0; number < ((centresEnd - centres) / 4 / blockLength) * BLOCK; number++) {
          const block = centres / 4 + Math.floor(number / BLOCK) * blockLength;
          const [half, first] = [block + (number % BLOCK), block + BLOCK + (number % BLOCK) * LANES];
          const score = scoreOf(rows / 4 + row * columns, half, first, columns);
          second = Math.min(second, Math.max(best, score));
          if (score < best) index = number;
          best = Math.min(best, score);
        }
        const norm = floats[norms / 4 + row]!;
        const margin = fround(error0 + fround(error1 * norm));
        const gap = fround(fround(second - best) - margin);
        const square = fround(fround(fround(norm * norm) * fround(1.00001)) + fround(2 * margin));
        const distance = (score: number): number => fround(Math.sqrt(Math.max(0, fround(fround(2 * score) + square))));
        const slack = fround(fround(2 * gap) / fround(distance(best) + distance(second)));
        integers[nearest / 4 + row] = gap >= 0 ? index : -1;
        floats[slacks / 4 + row] = gap >= 0 ? fround(slack * fround(0.9999)) : 0;
      }
    },
    /**
     * Takes from the slack of each row what the centres' moves cost it (float32, by its nearest centre; of the first for a row
     * that has none). Lists the rows that have none left, and returns how many there are. Beyond these the list is overwritten.
     */
    listOpenRows(slacks: number, rows: number, nearest: number, losses: number, list: number): number {
      let count = 0;
      for (let row = 0; row < rows; row++) {
        floats[slacks / 4 + row]! -= floats[losses / 4 + Math.max(0, integers[nearest / 4 + row]!)]!;
        integers[list / 4 + count] = row;
        if (!(floats[slacks / 4 + row]! > 0)) count++;
      }
      return count;
    },
  };
}
