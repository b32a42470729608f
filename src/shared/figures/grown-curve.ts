/**
 * A network's epochs with those that came. Epochs come again where a training is resumed from an earlier checkpoint: those take the place of
 * the ones before.
 * @param came ascending
 */
export function grownCurve<Point extends { readonly epoch: number }>(
  points: readonly Point[],
  came: readonly Point[],
): readonly Point[] {
  const first = came[0]?.epoch ?? Number.POSITIVE_INFINITY;
  return [...points.filter(({ epoch }) => epoch < first), ...came];
}
