// Tiles of a product of matrices. Described in ../tiles.ts.

/** Bytes of a row of a tile, and of a term of a panel: four float64. */
const ROW: usize = 32;

/** sum + (a factor, twice) · what lies at the address */
function term(sum: v128, factor: usize, values: v128): v128 {
  return f64x2.add(sum, f64x2.mul(v128.load64_splat(factor), values));
}

export function addTiles(a: usize, aEnd: usize, b: usize, bEnd: usize, tile: usize, depth: usize): void {
  do {
    const end = a + depth;
    let right = b;
    do {
      let sum0 = v128.load(tile);
      let sum1 = v128.load(tile, 16);
      let sum2 = v128.load(tile, 32);
      let sum3 = v128.load(tile, 48);
      let sum4 = v128.load(tile, 64);
      let sum5 = v128.load(tile, 80);
      let sum6 = v128.load(tile, 96);
      let sum7 = v128.load(tile, 112);
      let left = a;
      do {
        const low = v128.load(right);
        const high = v128.load(right, 16);
        sum0 = term(sum0, left, low);
        sum1 = term(sum1, left, high);
        sum2 = term(sum2, left + 8, low);
        sum3 = term(sum3, left + 8, high);
        sum4 = term(sum4, left + 16, low);
        sum5 = term(sum5, left + 16, high);
        sum6 = term(sum6, left + 24, low);
        sum7 = term(sum7, left + 24, high);
        left += ROW;
        right += ROW;
      } while (left < end);
      v128.store(tile, sum0);
      v128.store(tile, sum1, 16);
      v128.store(tile, sum2, 32);
      v128.store(tile, sum3, 48);
      v128.store(tile, sum4, 64);
      v128.store(tile, sum5, 80);
      v128.store(tile, sum6, 96);
      v128.store(tile, sum7, 112);
      tile += 4 * ROW;
    } while (right < bEnd);
    a = end;
  } while (a < aEnd);
}
