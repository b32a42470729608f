/** Rows and columns of a tile. */
export const TILE = 4;

export function plainTiles(memory: ArrayBuffer) {
  const floats = new Float64Array(memory);
  return {
    /**
     * Adds the products of all panels of `a` with all panels of `b` to tiles of {@link TILE} × {@link TILE} float64, row by
     * row, which follow each other: those of the first panel of `a` with every panel of `b`, and so on. A panel is `depth`
     * bytes of terms, at least one, each of {@link TILE} float64: of rows of the left matrix, or of columns of the right one.
     * A sum is added up one term after the other.
     */
    addTiles(a: number, aEnd: number, b: number, bEnd: number, tile: number, depth: number): void {
      let out = tile / 8;
      for (let left = a; left < aEnd; left += depth) {
        for (let right = b; right < bEnd; right += depth, out += TILE * TILE) {
          for (let at = 0; at < TILE * TILE; at++) {
            const [row, col] = [left / 8 + Math.floor(at / TILE), right / 8 + (at % TILE)];
            let sum = floats[out + at]!;
            for (let term = 0; term < depth / 8; term += TILE) sum += floats[row + term]! * floats[col + term]!;
            floats[out + at] = sum;
          }
        }
      }
    },
  };
}
