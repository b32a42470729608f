// A part of an epoch of UMAP's descent. Described in ../umap.ts.

/** As in ../umap.ts. */
const SHIFT: u32 = 16;
const FRACTION: u32 = 0xffff;
const SCALE: f64 = 1 / 65536;
const EDGE: usize = 32;
const PUSHES: f64 = 5;

/** The tabulated function. */
function valueAt(table: usize, x: f64): f64 {
  const bits = reinterpret<u32>(f32(x));
  const entry = table + (usize(bits >>> SHIFT) << 3);
  const low = load<f64>(entry);
  return low + (load<f64>(entry, 8) - low) * (f64(bits & FRACTION) * SCALE);
}

/** Both coordinates of a move, at most 4 long each, times the rate. */
function move(force: f64, difference: v128, rate: v128): v128 {
  const whole = f64x2.mul(f64x2.splat(force), difference);
  const clipped = f64x2.pmax(f64x2.splat(-4), f64x2.pmin(f64x2.splat(4), whole));
  return f64x2.mul(rate, clipped);
}

function squareOf(difference: v128): f64 {
  const squares = f64x2.mul(difference, difference);
  return f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
}

export function descend(
  edge: usize,
  edgesEnd: usize,
  points: usize,
  rows: u32,
  draws: usize,
  drawsEnd: usize,
  pulls: usize,
  pushes: usize,
  epoch: f64,
  rate: f64,
  rest: usize,
): void {
  const rates = f64x2.splat(rate);
  const share: f64 = f64(rows) / 4294967296;
  while (edge < edgesEnd) {
    if (load<f64>(edge, 16) > epoch) {
      edge += EDGE;
      continue;
    }
    const period = load<f64>(edge, 8);
    const pushPeriod = period / PUSHES;
    const count = i32(Math.floor((epoch - load<f64>(edge, 24)) / pushPeriod));
    if (draws + (usize(max(count, 0)) << 2) > drawsEnd) break;
    const head = points + (load<usize>(edge) << 4);
    const tail = points + (load<usize>(edge, 4) << 4);
    let place = v128.load(head);
    const apart = f64x2.sub(place, v128.load(tail));
    const squared = squareOf(apart);
    if (squared > 0) {
      const moved = move(valueAt(pulls, squared), apart, rates);
      place = f64x2.add(place, moved);
      v128.store(tail, f64x2.sub(v128.load(tail), moved));
    }
    store<f64>(edge, load<f64>(edge, 16) + period, 16);
    for (let push = 0; push < count; push++) {
      const other = points + (usize(f64(load<u32>(draws)) * share) << 4);
      draws += 4;
      const away = f64x2.sub(place, v128.load(other));
      const distance = squareOf(away);
      if (distance === 0 || other === head) continue;
      place = f64x2.add(place, move(valueAt(pushes, distance), away, rates));
    }
    store<f64>(edge, load<f64>(edge, 24) + f64(count) * pushPeriod, 24);
    v128.store(head, place);
    edge += EDGE;
  }
  store<usize>(rest, edge);
  store<usize>(rest, draws, 4);
}
