// The dot products of the resampler. Described in ../resample.ts.

/** sum + samples · weights, four products. */
function addProducts(sum: v128, samples: v128, weights: v128): v128 {
  return f32x4.add(sum, f32x4.mul(samples, weights));
}

function storeSum(out: usize, even: v128, odd: v128): void {
  const sum = f32x4.add(even, odd);
  const first = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1);
  store<f32>(out, first + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3)));
}

export function resample(
  count: i32,
  out: usize,
  input: usize,
  phase: usize,
  table: usize,
  tapBytes: usize,
  up: usize,
  down: usize,
): void {
  do {
    let weight = table + phase * tapBytes;
    const end = weight + tapBytes;
    let at = input;
    // Two sums each, so that an addition need not wait for the one before.
    let even = f32x4(0, 0, 0, 0);
    let odd = f32x4(0, 0, 0, 0);
    do {
      even = addProducts(even, v128.load(at), v128.load(weight));
      odd = addProducts(odd, v128.load(at, 16), v128.load(weight, 16));
      weight += 32;
      at += 32;
    } while (weight < end);
    storeSum(out, even, odd);
    out += 4;
    phase += down;
    input += (phase / up) << 2;
    phase %= up;
  } while (--count);
}

export function resampleStreams(
  count: i32,
  out: usize,
  input: usize,
  phase: usize,
  table: usize,
  tapBytes: usize,
  up: usize,
  down: usize,
  outStride: usize,
  inputStride: usize,
): void {
  do {
    let weight = table + phase * tapBytes;
    const end = weight + tapBytes;
    let a = input;
    let b = a + inputStride;
    let c = b + inputStride;
    let evenA = f32x4(0, 0, 0, 0);
    let evenB = f32x4(0, 0, 0, 0);
    let evenC = f32x4(0, 0, 0, 0);
    let oddA = f32x4(0, 0, 0, 0);
    let oddB = f32x4(0, 0, 0, 0);
    let oddC = f32x4(0, 0, 0, 0);
    do {
      let weights = v128.load(weight);
      evenA = addProducts(evenA, v128.load(a), weights);
      evenB = addProducts(evenB, v128.load(b), weights);
      evenC = addProducts(evenC, v128.load(c), weights);
      weights = v128.load(weight, 16);
      oddA = addProducts(oddA, v128.load(a, 16), weights);
      oddB = addProducts(oddB, v128.load(b, 16), weights);
      oddC = addProducts(oddC, v128.load(c, 16), weights);
      weight += 32;
      a += 32;
      b += 32;
      c += 32;
    } while (weight < end);
    storeSum(out, evenA, oddA);
    storeSum(out + outStride, evenB, oddB);
    storeSum(out + outStride + outStride, evenC, oddC);
    out += 4;
    phase += down;
    input += (phase / up) << 2;
    phase %= up;
  } while (--count);
}
