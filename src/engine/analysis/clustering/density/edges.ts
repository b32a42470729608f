/** Of each component, named by a row, the best edge that leaves it; the least in reachability, then in distance, then by rows. */
export interface BestEdges {
  /** Squared mutual reachability, or that below which an edge counts. */
  readonly reach: Float64Array;
  readonly squared: Float64Array;
  /** −1 where there is none. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** None yet. @param below squared reachability that counts */
export function bestEdges(rows: number, below = Infinity): BestEdges {
  return {
    reach: new Float64Array(rows).fill(below),
    squared: new Float64Array(rows).fill(Infinity),
    from: new Int32Array(rows).fill(-1),
    to: new Int32Array(rows),
  };
}

/** Keeps an edge if it is better than what the component has. All components compare edges in one order, so none close a circle. */
export function offerEdge(
  best: BestEdges,
  component: number,
  reach: number,
  squared: number,
  a: number,
  b: number,
): void {
  const { from, to } = best;
  const known = best.reach[component]!;
  if (reach > known) return;
  const [low, high] = a < b ? [a, b] : [b, a];
  if (reach === known) {
    const length = best.squared[component]!;
    if (squared > length) return;
    if (squared === length && (low > from[component]! || (low === from[component] && high >= to[component]!))) return;
  }
  best.reach[component] = reach;
  best.squared[component] = squared;
  from[component] = low;
  to[component] = high;
}
