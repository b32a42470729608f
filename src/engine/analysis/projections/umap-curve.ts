/** The curve 1 / (1 + a·d^2b) by which UMAP turns a distance in the picture into a membership. */
export interface UmapCurve {
  readonly a: number;
  readonly b: number;
}

const SAMPLES = 300;
const STEPS = 200;

/**
 * The curve closest, by least squares on 300 distances from 0 to 3, to 1 up to `minDist` and exp(−(d − minDist)) beyond it:
 * umap-learn's `find_ab_params` with spread 1. Levenberg–Marquardt in two parameters.
 * @param minDist 0 ≤ minDist < 3.
 */
export function fitUmapCurve(minDist: number): UmapCurve {
  const distances = Array.from({ length: SAMPLES }, (_, index) => (3 * index) / (SAMPLES - 1));
  const wanted = distances.map((distance) => (distance < minDist ? 1 : Math.exp(minDist - distance)));
  const lossOf = ({ a, b }: UmapCurve): number =>
    distances.reduce((sum, distance, index) => sum + (1 / (1 + a * distance ** (2 * b)) - wanted[index]!) ** 2, 0);
  let curve: UmapCurve = { a: 1, b: 1 };
  let loss = lossOf(curve);
  let damping = 1e-3;
  for (let step = 0; step < STEPS && damping < 1e12; step++) {
    const next = stepOf(curve, distances, wanted, damping);
    const nextLoss = lossOf(next);
    if (next.a > 0 && next.b > 0 && nextLoss <= loss) {
      [curve, loss, damping] = [next, nextLoss, damping / 10];
    } else {
      damping *= 10;
    }
  }
  return curve;
}

/** One damped Gauss–Newton step: the 2 × 2 normal equations by Cramer's rule. */
function stepOf(
  { a, b }: UmapCurve,
  distances: readonly number[],
  wanted: readonly number[],
  damping: number,
): UmapCurve {
  let aa = 0;
  let ab = 0;
  let bb = 0;
  let ra = 0;
  let rb = 0;
  for (const [index, distance] of distances.entries()) {
    if (distance === 0) continue;
    const power = distance ** (2 * b);
    const value = 1 / (1 + a * power);
    const slopeA = -power * value * value;
    const slopeB = slopeA * a * 2 * Math.log(distance);
    const residual = wanted[index]! - value;
    aa += slopeA * slopeA;
    ab += slopeA * slopeB;
    bb += slopeB * slopeB;
    ra += slopeA * residual;
    rb += slopeB * residual;
  }
  aa *= 1 + damping;
  bb *= 1 + damping;
  const determinant = aa * bb - ab * ab;
  return { a: a + (ra * bb - rb * ab) / determinant, b: b + (rb * aa - ra * ab) / determinant };
}
