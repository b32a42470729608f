/** The periodic Hann window w[n] = (1 − cos(2πn/size))/2, as `scipy.signal.get_window("hann", size)` gives it. */
export function hannPeriodic(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size));
}
