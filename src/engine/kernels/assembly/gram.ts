// q → X · (Xᵀ · q), one column of X at a time. Described in ../gram.ts.

/** A row of the table has 16 float64 of q and then 16 of the result. */
const ROW_SHIFT: usize = 8;
const OUT: usize = 128;

/** sum + value · what lies at the address */
function product(sum: v128, value: v128, at: usize): v128 {
  return f64x2.add(sum, f64x2.mul(v128.load(at), value));
}

function addTo(at: usize, sum: v128, value: v128): void {
  v128.store(at, f64x2.add(v128.load(at), f64x2.mul(sum, value)));
}

export function gram(ends: usize, endsEnd: usize, rows: usize, values: usize, table: usize): void {
  do {
    const end = load<usize>(ends);
    let sum0 = f64x2(0, 0);
    let sum1 = f64x2(0, 0);
    let sum2 = f64x2(0, 0);
    let sum3 = f64x2(0, 0);
    let sum4 = f64x2(0, 0);
    let sum5 = f64x2(0, 0);
    let sum6 = f64x2(0, 0);
    let sum7 = f64x2(0, 0);
    let entry = rows;
    let at = values;
    do {
      const row = table + (load<usize>(entry) << ROW_SHIFT);
      const value = v128.load64_splat(at);
      sum0 = product(sum0, value, row);
      sum1 = product(sum1, value, row + 16);
      sum2 = product(sum2, value, row + 32);
      sum3 = product(sum3, value, row + 48);
      sum4 = product(sum4, value, row + 64);
      sum5 = product(sum5, value, row + 80);
      sum6 = product(sum6, value, row + 96);
      sum7 = product(sum7, value, row + 112);
      entry += 4;
      at += 8;
    } while (entry < end);
    do {
      const row = table + (load<usize>(rows) << ROW_SHIFT) + OUT;
      const value = v128.load64_splat(values);
      addTo(row, sum0, value);
      addTo(row + 16, sum1, value);
      addTo(row + 32, sum2, value);
      addTo(row + 48, sum3, value);
      addTo(row + 64, sum4, value);
      addTo(row + 80, sum5, value);
      addTo(row + 96, sum6, value);
      addTo(row + 112, sum7, value);
      rows += 4;
      values += 8;
    } while (rows < end);
    ends += 4;
  } while (ends < endsEnd);
}
