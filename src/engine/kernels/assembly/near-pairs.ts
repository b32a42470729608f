// Which of four rows may be near which of a group's eight. Described in ../near-pairs.ts.

/** Bytes of one column of a group. */
const STEP: usize = 32;

/** sum + a · b */
function addProduct(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** The lanes of which the product is at least both thresholds' sum. */
function reached(products: v128, rowThreshold: v128, thresholds: v128): i32 {
  return i32x4.bitmask(f32x4.ge(products, f32x4.add(rowThreshold, thresholds)));
}

export function nearPairs(
  rows: usize,
  rowsEnd: usize,
  rowThresholds: usize,
  group: usize,
  thresholds: usize,
  masks: usize,
  masksEnd: usize,
): void {
  do {
    let query = rows;
    let a0 = f32x4(0, 0, 0, 0);
    let a1 = f32x4(0, 0, 0, 0);
    let b0 = f32x4(0, 0, 0, 0);
    let b1 = f32x4(0, 0, 0, 0);
    let c0 = f32x4(0, 0, 0, 0);
    let c1 = f32x4(0, 0, 0, 0);
    let d0 = f32x4(0, 0, 0, 0);
    let d1 = f32x4(0, 0, 0, 0);
    do {
      const low = v128.load(group);
      const high = v128.load(group, 16);
      let value = v128.load32_splat(query);
      a0 = addProduct(a0, value, low);
      a1 = addProduct(a1, value, high);
      value = v128.load32_splat(query, 4);
      b0 = addProduct(b0, value, low);
      b1 = addProduct(b1, value, high);
      value = v128.load32_splat(query, 8);
      c0 = addProduct(c0, value, low);
      c1 = addProduct(c1, value, high);
      value = v128.load32_splat(query, 12);
      d0 = addProduct(d0, value, low);
      d1 = addProduct(d1, value, high);
      query += STEP;
      group += STEP;
    } while (query < rowsEnd);
    const low = v128.load(thresholds);
    const high = v128.load(thresholds, 16);
    const a = v128.load32_splat(rowThresholds);
    const b = v128.load32_splat(rowThresholds, 4);
    const c = v128.load32_splat(rowThresholds, 8);
    const d = v128.load32_splat(rowThresholds, 12);
    store<i32>(
      masks,
      reached(a0, a, low) |
        (reached(a1, a, high) << 4) |
        (reached(b0, b, low) << 8) |
        (reached(b1, b, high) << 12) |
        (reached(c0, c, low) << 16) |
        (reached(c1, c, high) << 20) |
        (reached(d0, d, low) << 24) |
        (reached(d1, d, high) << 28),
    );
    masks += 4;
    thresholds += STEP;
  } while (masks < masksEnd);
}
