/** Sets of the numbers 0 … n − 1 that can be joined (union–find with path halving); a set is named by its lowest number. */
export interface DisjointSets {
  rootOf(item: number): number;
  join(a: number, b: number): void;
}

/** Every number in a set of its own. */
export function disjointSets(count: number): DisjointSets {
  const parent = Int32Array.from({ length: count }, (_, item) => item);
  const rootOf = (item: number): number => {
    let at = item;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  return {
    rootOf,
    join(a, b) {
      const [first, second] = [rootOf(a), rootOf(b)];
      parent[Math.max(first, second)] = Math.min(first, second);
    },
  };
}
