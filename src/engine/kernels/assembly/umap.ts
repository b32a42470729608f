// An epoch of UMAP's descent, four edges side by side. Described in ../umap.ts.

/** As in ../umap.ts. */
const PUSHES = 5;
const LEAST: f32 = 1e-15;
const MOST: f32 = 1e15;
const ROUNDER: f32 = 12582912;

/** Patterns of float32: of 2/3, and of sign and exponent alone. */
const TWO_THIRDS = 0x3f2aaaab;
const EXPONENT = 0xff800000;

export function listDueEdges(next: usize, nextEnd: usize, periods: usize, edge: u32, epoch: f32, list: usize): i32 {
  const start = list;
  for (; next < nextEnd; next += 4) {
    const time = load<f32>(next);
    // Without a branch, which would be guessed wrong too often.
    const isDue = i32(time <= epoch);
    store<u32>(list, edge++);
    list += isDue << 2;
    store<f32>(next, time + load<f32>(periods) * f32(isDue));
    periods += 4;
  }
  return i32((list - start) >> 2);
}

/** sum · x + term */
function horner(sum: v128, x: v128, term: f32): v128 {
  return f32x4.add(f32x4.mul(sum, x), f32x4.splat(term));
}

/** log₂ of positive numbers: the exponent, and a polynomial in the mantissa from 2/3 to 4/3. */
function logarithm(x: v128): v128 {
  const exponent = v128.and(i32x4.sub(x, i32x4.splat(TWO_THIRDS)), i32x4.splat(EXPONENT));
  const m = f32x4.sub(i32x4.sub(x, exponent), f32x4.splat(1));
  let sum = horner(f32x4.splat(0.3337406814098358), m, -0.39728105068206787);
  sum = horner(sum, m, 0.4784718155860901);
  sum = horner(sum, m, -0.7202993631362915);
  sum = horner(sum, m, 1.4427162408828735);
  return f32x4.add(f32x4.mul(sum, m), f32x4.mul(f32x4.convert_i32x4_s(exponent), f32x4.splat(1.1920928955078125e-7)));
}

/** 2ˣ for |x| < 126: the nearest integer as exponent, and a polynomial in the rest. */
function exponential(x: v128): v128 {
  const shifted = f32x4.add(x, f32x4.splat(ROUNDER));
  const rest = f32x4.sub(x, f32x4.sub(shifted, f32x4.splat(ROUNDER)));
  let sum = horner(f32x4.splat(0.009570101276040077), rest, 0.05591785907745361);
  sum = horner(sum, rest, 0.240247443318367);
  sum = horner(sum, rest, 0.6931217908859253);
  sum = horner(sum, rest, 0.9999992847442627);
  return i32x4.add(sum, i32x4.shl(shifted, 23));
}

function squaresOf(x: v128, y: v128): v128 {
  const squares = f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y));
  return f32x4.pmax(f32x4.splat(LEAST), f32x4.pmin(f32x4.splat(MOST), squares));
}

/** A coordinate of a move. */
function clipped(force: v128, difference: v128): v128 {
  // In this order what is not a number stays so.
  return f32x4.pmax(f32x4.pmin(f32x4.mul(force, difference), f32x4.splat(4)), f32x4.splat(-4));
}

/** Two points, x and y. */
function pair(first: usize, second: usize): v128 {
  return v128.load64_lane(second, v128.load64_zero(first), 1);
}

function add(point: usize, move: v128): void {
  v128.store64_lane(point, f32x4.add(v128.load64_zero(point), move), 0);
}

function addHigh(point: usize, move: v128): void {
  v128.store64_lane(point, f32x4.add(v128.load64_splat(point), move), 1);
}

export function descend(
  list: usize,
  listEnd: usize,
  ends: usize,
  points: usize,
  rows: u32,
  draws: usize,
  a: f32,
  b: f32,
  rate: f32,
): void {
  const rates = f32x4.splat(rate);
  const as = f32x4.splat(a);
  const bs = f32x4.splat(b);
  const pulls = f32x4.splat(-2 * a * b);
  const pushes = f32x4.splat(2 * b);
  const all = i32x4.splat(rows);
  let drawA = v128.load(draws);
  let drawB = v128.load(draws, 16);
  let drawC = v128.load(draws, 32);
  let counter = v128.load(draws, 48);
  for (; list < listEnd; list += 16) {
    const edge0 = ends + (load<usize>(list) << 3);
    const edge1 = ends + (load<usize>(list, 4) << 3);
    const edge2 = ends + (load<usize>(list, 8) << 3);
    const edge3 = ends + (load<usize>(list, 12) << 3);
    const head0 = points + (load<usize>(edge0) << 3);
    const head1 = points + (load<usize>(edge1) << 3);
    const head2 = points + (load<usize>(edge2) << 3);
    const head3 = points + (load<usize>(edge3) << 3);
    const tail0 = points + (load<usize>(edge0, 4) << 3);
    const tail1 = points + (load<usize>(edge1, 4) << 3);
    const tail2 = points + (load<usize>(edge2, 4) << 3);
    const tail3 = points + (load<usize>(edge3, 4) << 3);
    let low = pair(head0, head1);
    let high = pair(head2, head3);
    const x = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
    const y = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
    low = pair(tail0, tail1);
    high = pair(tail2, tail3);
    let apartX = f32x4.sub(x, v128.shuffle<f32>(low, high, 0, 2, 4, 6));
    let apartY = f32x4.sub(y, v128.shuffle<f32>(low, high, 1, 3, 5, 7));
    let squares = squaresOf(apartX, apartY);
    let power = exponential(f32x4.mul(bs, logarithm(squares)));
    let force = f32x4.div(f32x4.mul(pulls, power), f32x4.mul(squares, f32x4.add(f32x4.splat(1), f32x4.mul(as, power))));
    let moveX = clipped(force, apartX);
    let moveY = clipped(force, apartY);
    const pullX = f32x4.mul(rates, moveX);
    const pullY = f32x4.mul(rates, moveY);
    for (let push = 0; push < PUSHES; push++) {
      const drawn = i32x4.add(i32x4.add(drawA, drawB), counter);
      counter = i32x4.add(counter, i32x4.splat(1));
      drawA = v128.xor(drawB, i32x4.shr_u(drawB, 9));
      drawB = i32x4.add(drawC, i32x4.shl(drawC, 3));
      drawC = i32x4.add(v128.or(i32x4.shl(drawC, 21), i32x4.shr_u(drawC, 11)), drawn);
      const others = i32x4.shl(
        v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(drawn, all), i64x2.extmul_high_i32x4_u(drawn, all), 1, 3, 5, 7),
        3,
      );
      low = pair(points + i32x4.extract_lane(others, 0), points + i32x4.extract_lane(others, 1));
      high = pair(points + i32x4.extract_lane(others, 2), points + i32x4.extract_lane(others, 3));
      apartX = f32x4.sub(x, v128.shuffle<f32>(low, high, 0, 2, 4, 6));
      apartY = f32x4.sub(y, v128.shuffle<f32>(low, high, 1, 3, 5, 7));
      squares = squaresOf(apartX, apartY);
      power = exponential(f32x4.mul(bs, logarithm(squares)));
      force = f32x4.div(
        pushes,
        f32x4.mul(f32x4.add(f32x4.splat(0.001), squares), f32x4.add(f32x4.splat(1), f32x4.mul(as, power))),
      );
      moveX = f32x4.add(moveX, clipped(force, apartX));
      moveY = f32x4.add(moveY, clipped(force, apartY));
    }
    moveX = f32x4.mul(rates, moveX);
    moveY = f32x4.mul(rates, moveY);
    low = v128.shuffle<f32>(moveX, moveY, 0, 4, 1, 5);
    high = v128.shuffle<f32>(moveX, moveY, 2, 6, 3, 7);
    add(head0, low);
    addHigh(head1, low);
    add(head2, high);
    addHigh(head3, high);
    low = f32x4.neg(v128.shuffle<f32>(pullX, pullY, 0, 4, 1, 5));
    high = f32x4.neg(v128.shuffle<f32>(pullX, pullY, 2, 6, 3, 7));
    add(tail0, low);
    addHigh(tail1, low);
    add(tail2, high);
    addHigh(tail3, high);
  }
  v128.store(draws, drawA);
  v128.store(draws, drawB, 16);
  v128.store(draws, drawC, 32);
  v128.store(draws, counter, 48);
}
