// The attraction of t-SNE along the edges of its graph. Described in ../attraction.ts.

/** Eight bytes more in the upper half of a vector. */
function twoPoints(first: usize, second: usize): v128 {
  return v128.load64_lane(second, v128.load64_zero(first), 1);
}

function sumOf(lanes: v128): f32 {
  const pairs = f32x4.add(lanes, v128.shuffle<f32>(lanes, lanes, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

export function attraction(
  points: usize,
  pointsEnd: usize,
  ends: usize,
  columns: usize,
  values: usize,
  forces: usize,
): void {
  const all = points;
  const one = f32x4.splat(1);
  do {
    const end = load<usize>(ends);
    const x = v128.load32_splat(points);
    const y = v128.load32_splat(points, 4);
    let forceX = f32x4.splat(0);
    let forceY = f32x4.splat(0);
    while (columns < end) {
      const first = twoPoints(all + load<usize>(columns), all + load<usize>(columns, 4));
      const second = twoPoints(all + load<usize>(columns, 8), all + load<usize>(columns, 12));
      const dx = f32x4.sub(x, v128.shuffle<f32>(first, second, 0, 2, 4, 6));
      const dy = f32x4.sub(y, v128.shuffle<f32>(first, second, 1, 3, 5, 7));
      const squared = f32x4.add(f32x4.add(one, f32x4.mul(dx, dx)), f32x4.mul(dy, dy));
      const weight = f32x4.div(v128.load(values), squared);
      forceX = f32x4.add(forceX, f32x4.mul(weight, dx));
      forceY = f32x4.add(forceY, f32x4.mul(weight, dy));
      columns += 16;
      values += 16;
    }
    store<f32>(forces, sumOf(forceX));
    store<f32>(forces, sumOf(forceY), 4);
    points += 8;
    forces += 8;
    ends += 4;
  } while (points < pointsEnd);
}
