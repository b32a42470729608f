// Distances between rows that are packed in groups of eight, column by column. Described in ../distances.ts.

/** Bytes of one column of a group. */
const STEP: usize = 64;

/** sum + (a − b)² */
function addSquare(sum: v128, a: v128, b: v128): v128 {
  const difference = f64x2.sub(a, b);
  return f64x2.add(sum, f64x2.mul(difference, difference));
}

/** √squared · weight */
function weighted(squared: v128, weights: v128): v128 {
  return f64x2.mul(f64x2.sqrt(squared), weights);
}

export function squaredDistances(row: usize, rowEnd: usize, group: usize, out: usize, outEnd: usize): void {
  do {
    let query = row;
    let sum0 = f64x2(0, 0);
    let sum1 = f64x2(0, 0);
    let sum2 = f64x2(0, 0);
    let sum3 = f64x2(0, 0);
    do {
      const value = v128.load64_splat(query);
      sum0 = addSquare(sum0, v128.load(group), value);
      sum1 = addSquare(sum1, v128.load(group, 16), value);
      sum2 = addSquare(sum2, v128.load(group, 32), value);
      sum3 = addSquare(sum3, v128.load(group, 48), value);
      query += STEP;
      group += STEP;
    } while (query < rowEnd);
    v128.store(out, sum0);
    v128.store(out, sum1, 16);
    v128.store(out, sum2, 32);
    v128.store(out, sum3, 48);
    out += STEP;
  } while (out < outEnd);
}

export function addDistances(
  row: usize,
  rowEnd: usize,
  group: usize,
  weights: usize,
  columns: usize,
  columnsEnd: usize,
  result: usize,
  second: f64,
): void {
  const seconds = f64x2.splat(second);
  let totalA = f64x2(0, 0);
  let totalB = f64x2(0, 0);
  do {
    let query = row;
    let a0 = f64x2(0, 0);
    let a1 = f64x2(0, 0);
    let a2 = f64x2(0, 0);
    let a3 = f64x2(0, 0);
    let b0 = f64x2(0, 0);
    let b1 = f64x2(0, 0);
    let b2 = f64x2(0, 0);
    let b3 = f64x2(0, 0);
    do {
      const a = v128.load64_splat(query);
      const b = v128.load64_splat(query, 8);
      let loaded = v128.load(group);
      a0 = addSquare(a0, loaded, a);
      b0 = addSquare(b0, loaded, b);
      loaded = v128.load(group, 16);
      a1 = addSquare(a1, loaded, a);
      b1 = addSquare(b1, loaded, b);
      loaded = v128.load(group, 32);
      a2 = addSquare(a2, loaded, a);
      b2 = addSquare(b2, loaded, b);
      loaded = v128.load(group, 48);
      a3 = addSquare(a3, loaded, a);
      b3 = addSquare(b3, loaded, b);
      query += STEP;
      group += STEP;
    } while (query < rowEnd);
    a0 = weighted(a0, v128.load(weights));
    b0 = f64x2.mul(weighted(b0, v128.load(weights)), seconds);
    a1 = weighted(a1, v128.load(weights, 16));
    b1 = f64x2.mul(weighted(b1, v128.load(weights, 16)), seconds);
    a2 = weighted(a2, v128.load(weights, 32));
    b2 = f64x2.mul(weighted(b2, v128.load(weights, 32)), seconds);
    a3 = weighted(a3, v128.load(weights, 48));
    b3 = f64x2.mul(weighted(b3, v128.load(weights, 48)), seconds);
    totalA = f64x2.add(f64x2.add(f64x2.add(f64x2.add(totalA, a0), a1), a2), a3);
    totalB = f64x2.add(f64x2.add(f64x2.add(f64x2.add(totalB, b0), b1), b2), b3);
    v128.store(columns, f64x2.add(f64x2.add(v128.load(columns), a0), b0));
    v128.store(columns, f64x2.add(f64x2.add(v128.load(columns, 16), a1), b1), 16);
    v128.store(columns, f64x2.add(f64x2.add(v128.load(columns, 32), a2), b2), 32);
    v128.store(columns, f64x2.add(f64x2.add(v128.load(columns, 48), a3), b3), 48);
    columns += STEP;
    weights += STEP;
  } while (columns < columnsEnd);
  v128.store(result, totalA);
  v128.store(result, totalB, 16);
}
