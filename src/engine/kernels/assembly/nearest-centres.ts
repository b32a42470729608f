// Each row's nearest centre where float32 can tell. Described in ../nearest-centres.ts.

/** Bytes of one column of a group of eight rows, and of one of a block of four centres. */
const ROWS_STEP: usize = 32;
const CENTRES_STEP: usize = 16;

/** score − a · b */
function subtractProduct(score: v128, a: v128, b: v128): v128 {
  return f32x4.sub(score, f32x4.mul(a, b));
}

/** The second least of best ≤ second and a further score; pmin and pmax are one instruction each on x86. */
function secondOf(second: v128, best: v128, score: v128): v128 {
  return f32x4.pmin(second, f32x4.pmax(best, score));
}

function indexOf(index: v128, best: v128, score: v128, number: v128): v128 {
  return v128.bitselect(number, index, f32x4.lt(score, best));
}

function storeNearest(at: usize, index: v128, best: v128, second: v128, error: usize, norms: v128): void {
  const margin = f32x4.add(v128.load32_splat(error), f32x4.mul(v128.load32_splat(error, 4), norms));
  const unsure = f32x4.lt(f32x4.sub(second, best), margin);
  v128.store(at, v128.bitselect(i32x4.splat(-1), index, unsure));
}

export function nearestCentres(
  group: usize,
  centres: usize,
  centresEnd: usize,
  columnBytes: usize,
  error: usize,
  norms: usize,
  nearest: usize,
  nearestEnd: usize,
): void {
  const ONE = i32x4(1, 1, 1, 1);
  do {
    let best0 = f32x4.splat(f32.POSITIVE_INFINITY);
    let best1 = best0;
    let second0 = best0;
    let second1 = best0;
    let index0 = i32x4(0, 0, 0, 0);
    let index1 = index0;
    let number = index0;
    let centre = centres;
    let rows: usize;
    do {
      // |c|²/2 − x · c of the block's four centres (letters) and the group's two vectors of rows (digits).
      let a0 = v128.load32_splat(centre);
      let b0 = v128.load32_splat(centre, 4);
      let c0 = v128.load32_splat(centre, 8);
      let d0 = v128.load32_splat(centre, 12);
      let a1 = a0;
      let b1 = b0;
      let c1 = c0;
      let d1 = d0;
      centre += CENTRES_STEP;
      rows = group;
      const blockEnd = centre + columnBytes;
      do {
        const low = v128.load(rows);
        const high = v128.load(rows, 16);
        let value = v128.load32_splat(centre);
        a0 = subtractProduct(a0, low, value);
        a1 = subtractProduct(a1, high, value);
        value = v128.load32_splat(centre, 4);
        b0 = subtractProduct(b0, low, value);
        b1 = subtractProduct(b1, high, value);
        value = v128.load32_splat(centre, 8);
        c0 = subtractProduct(c0, low, value);
        c1 = subtractProduct(c1, high, value);
        value = v128.load32_splat(centre, 12);
        d0 = subtractProduct(d0, low, value);
        d1 = subtractProduct(d1, high, value);
        rows += ROWS_STEP;
        centre += CENTRES_STEP;
      } while (centre < blockEnd);
      index0 = indexOf(index0, best0, a0, number);
      second0 = secondOf(second0, best0, a0);
      best0 = f32x4.pmin(best0, a0);
      index1 = indexOf(index1, best1, a1, number);
      second1 = secondOf(second1, best1, a1);
      best1 = f32x4.pmin(best1, a1);
      number = i32x4.add(number, ONE);
      index0 = indexOf(index0, best0, b0, number);
      second0 = secondOf(second0, best0, b0);
      best0 = f32x4.pmin(best0, b0);
      index1 = indexOf(index1, best1, b1, number);
      second1 = secondOf(second1, best1, b1);
      best1 = f32x4.pmin(best1, b1);
      number = i32x4.add(number, ONE);
      index0 = indexOf(index0, best0, c0, number);
      second0 = secondOf(second0, best0, c0);
      best0 = f32x4.pmin(best0, c0);
      index1 = indexOf(index1, best1, c1, number);
      second1 = secondOf(second1, best1, c1);
      best1 = f32x4.pmin(best1, c1);
      number = i32x4.add(number, ONE);
      index0 = indexOf(index0, best0, d0, number);
      second0 = secondOf(second0, best0, d0);
      best0 = f32x4.pmin(best0, d0);
      index1 = indexOf(index1, best1, d1, number);
      second1 = secondOf(second1, best1, d1);
      best1 = f32x4.pmin(best1, d1);
      number = i32x4.add(number, ONE);
    } while (centre < centresEnd);
    storeNearest(nearest, index0, best0, second0, error, v128.load(norms));
    storeNearest(nearest + 16, index1, best1, second1, error, v128.load(norms, 16));
    group = rows;
    nearest += ROWS_STEP;
    norms += ROWS_STEP;
  } while (nearest < nearestEnd);
}
