// Each row's nearest centre where float32 can tell. Described in ../nearest-centres.ts.

/** Bytes of four columns of a row, and of a block of four centres. */
const ROW_STEP: usize = 16;
const CENTRES_STEP: usize = 64;

/** sum + a · b */
function addProduct(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** Two lanes of sums of a, and two of b. */
function halfSums(a: v128, b: v128): v128 {
  return f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
}

/** The sums that {@link halfSums} has begun of four vectors. */
function wholeSums(ab: v128, cd: v128): v128 {
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** The second least of best ≤ second and a further score; pmin and pmax are one instruction each on x86. */
function secondOf(second: v128, best: v128, score: v128): v128 {
  return f32x4.pmin(second, f32x4.pmax(best, score));
}

function indexOf(index: v128, best: v128, score: v128, number: v128): v128 {
  return v128.bitselect(number, index, f32x4.lt(score, best));
}

/** What the lanes found of one row, each of its own centres. @param row four times its number */
function storeNearest(
  row: usize,
  best: v128,
  second: v128,
  index: v128,
  error: usize,
  norms: usize,
  nearest: usize,
  slacks: usize,
): void {
  let other = v128.shuffle<f32>(best, best, 2, 3, 0, 1);
  second = f32x4.pmin(secondOf(second, best, other), v128.shuffle<f32>(second, second, 2, 3, 0, 1));
  index = indexOf(index, best, other, v128.shuffle<f32>(index, index, 2, 3, 0, 1));
  best = f32x4.pmin(best, other);
  other = v128.shuffle<f32>(best, best, 1, 0, 3, 2);
  second = f32x4.pmin(secondOf(second, best, other), v128.shuffle<f32>(second, second, 1, 0, 3, 2));
  index = indexOf(index, best, other, v128.shuffle<f32>(index, index, 1, 0, 3, 2));
  best = f32x4.pmin(best, other);

  const least = f32x4.extract_lane(best, 0);
  const next = f32x4.extract_lane(second, 0);
  const norm = load<f32>(norms + row);
  const margin = load<f32>(error) + load<f32>(error, 4) * norm;
  const gap = next - least - margin;
  const square: f32 = norm * norm * 1.00001 + 2 * margin;
  const distances = sqrt<f32>(max<f32>(0, 2 * least + square)) + sqrt<f32>(max<f32>(0, 2 * next + square));
  const isSure = gap >= 0;
  store<i32>(nearest + row, isSure ? i32x4.extract_lane(index, 0) : -1);
  store<f32>(slacks + row, isSure ? ((2 * gap) / distances) * 0.9999 : 0);
}

export function nearestCentres(
  list: usize,
  listEnd: usize,
  rows: usize,
  rowBytes: usize,
  centres: usize,
  centresEnd: usize,
  error: usize,
  norms: usize,
  nearest: usize,
  slacks: usize,
): void {
  while (list < listEnd) {
    const number0 = load<usize>(list);
    list += 4;
    // The last of an odd number is done twice.
    const number1 = list < listEnd ? load<usize>(list) : number0;
    list += 4;
    const row0 = rows + number0 * rowBytes;
    const row1 = rows + number1 * rowBytes;
    let best0 = f32x4.splat(f32.POSITIVE_INFINITY);
    let best1 = best0;
    let second0 = best0;
    let second1 = best0;
    let index0 = i32x4(0, 0, 0, 0);
    let index1 = index0;
    let number = i32x4(0, 1, 2, 3);
    let centre = centres;
    do {
      // x · c of the block's four centres (letters) and the two rows (digits), every fourth column in a lane.
      let a0 = f32x4(0, 0, 0, 0);
      let b0 = a0;
      let c0 = a0;
      let d0 = a0;
      let a1 = a0;
      let b1 = a0;
      let c1 = a0;
      let d1 = a0;
      const halves = v128.load(centre);
      centre += ROW_STEP;
      let at: usize = 0;
      do {
        const x0 = v128.load(row0 + at);
        const x1 = v128.load(row1 + at);
        let value = v128.load(centre);
        a0 = addProduct(a0, x0, value);
        a1 = addProduct(a1, x1, value);
        value = v128.load(centre, 16);
        b0 = addProduct(b0, x0, value);
        b1 = addProduct(b1, x1, value);
        value = v128.load(centre, 32);
        c0 = addProduct(c0, x0, value);
        c1 = addProduct(c1, x1, value);
        value = v128.load(centre, 48);
        d0 = addProduct(d0, x0, value);
        d1 = addProduct(d1, x1, value);
        at += ROW_STEP;
        centre += CENTRES_STEP;
      } while (at < rowBytes);
      const score0 = f32x4.sub(halves, wholeSums(halfSums(a0, b0), halfSums(c0, d0)));
      index0 = indexOf(index0, best0, score0, number);
      second0 = secondOf(second0, best0, score0);
      best0 = f32x4.pmin(best0, score0);
      const score1 = f32x4.sub(halves, wholeSums(halfSums(a1, b1), halfSums(c1, d1)));
      index1 = indexOf(index1, best1, score1, number);
      second1 = secondOf(second1, best1, score1);
      best1 = f32x4.pmin(best1, score1);
      number = i32x4.add(number, i32x4.splat(4));
    } while (centre < centresEnd);
    storeNearest(number0 << 2, best0, second0, index0, error, norms, nearest, slacks);
    storeNearest(number1 << 2, best1, second1, index1, error, norms, nearest, slacks);
  }
}

export function listOpenRows(slacks: usize, rows: i32, nearest: usize, losses: usize, list: usize): i32 {
  const start = list;
  for (let row = 0; row < rows; row++) {
    const loss = load<f32>(losses + (usize(max(0, load<i32>(nearest))) << 2));
    const slack = load<f32>(slacks) - loss;
    store<f32>(slacks, slack);
    store<i32>(list, row);
    // Also one that is not a number.
    list += usize(!(slack > 0)) << 2;
    slacks += 4;
    nearest += 4;
  }
  return i32((list - start) >> 2);
}
