import type { ClusterCell, Comparison } from "../../../shared/contract/panel/comparison.ts";

/** Tables with more cells are matched greedily: the exact way takes the third power of the number of clusters. */
const MOST_CELLS = 1_000_000;

/** How often each cluster of one clustering meets each of another, in ascending order; −1 is noise. */
export function clusterCells(a: ArrayLike<number>, b: ArrayLike<number>): ClusterCell[] {
  const counts = new Map<number, Map<number, number>>();
  for (let row = 0; row < a.length; row++) {
    const [one, other] = [Math.max(-1, a[row]!), Math.max(-1, b[row]!)];
    const ofOne = counts.get(one) ?? new Map<number, number>();
    counts.set(one, ofOne.set(other, (ofOne.get(other) ?? 0) + 1));
  }
  return [...counts]
    .flatMap(([one, others]) => Array.from(others, ([other, count]): ClusterCell => ({ a: one, b: other, count })))
    .sort((x, y) => x.a - y.a || x.b - y.b);
}

/**
 * Pairs the clusters of two clusterings one to one so that the most songs are in a pair; noise is no cluster, and pairs
 * without a song are left out.
 */
export function matchClusters(cells: readonly ClusterCell[], mostCells = MOST_CELLS): Comparison["matches"] {
  const between = cells.filter(({ a, b }) => a >= 0 && b >= 0);
  const rows = distinct(between.map(({ a }) => a));
  const columns = distinct(between.map(({ b }) => b));
  if (rows.length * columns.length > mostCells) return greedyPairs(between);
  const places = { a: placesOf(rows), b: placesOf(columns) };
  const counts = rows.map(() => new Float64Array(columns.length));
  for (const { a, b, count } of between) counts[places.a.get(a)!]![places.b.get(b)!] = count;
  return bestAssignment(counts).flatMap((column, row): [number, number][] =>
    column >= 0 && counts[row]![column]! > 0 ? [[rows[row]!, columns[column]!]] : [],
  );
}

/**
 * The column of each row, −1 for none, such that the sum of the chosen values is the greatest (assignment problem: Kuhn,
 * Naval Research Logistics 2, 1955; by shortest augmenting paths with potentials: Jonker & Volgenant, Computing 38, 1987).
 * O(rows² · columns) where there are no more rows than columns.
 */
export function bestAssignment(values: readonly ArrayLike<number>[]): number[] {
  const rows = values.length;
  const columns = values[0]?.length ?? 0;
  if (rows > columns) {
    const turned = Array.from({ length: columns }, (_, column) => values.map((row) => row[column]!));
    const chosen = new Array<number>(rows).fill(-1);
    for (const [column, row] of bestAssignment(turned).entries()) chosen[row] = column;
    return chosen;
  }
  // Column 0 stands for "none yet"; rows and columns count from 1.
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  const before = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    const reach = new Float64Array(columns + 1).fill(Infinity);
    const visited = new Uint8Array(columns + 1);
    rowOf[0] = row;
    let column = 0;
    do {
      visited[column] = 1;
      const current = rowOf[column]!;
      let [shortest, next] = [Infinity, 0];
      for (let other = 1; other <= columns; other++) {
        if (visited[other] === 1) continue;
        const cost = -values[current - 1]![other - 1]! - rowPotential[current]! - columnPotential[other]!;
        if (cost < reach[other]!) {
          reach[other] = cost;
          before[other] = column;
        }
        if (reach[other]! < shortest) [shortest, next] = [reach[other]!, other];
      }
      for (let other = 0; other <= columns; other++) {
        if (visited[other] === 1) {
          rowPotential[rowOf[other]!]! += shortest;
          columnPotential[other]! -= shortest;
        } else reach[other]! -= shortest;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      const previous = before[column]!;
      rowOf[column] = rowOf[previous]!;
      column = previous;
    }
  }
  const chosen = new Array<number>(rows).fill(-1);
  for (let column = 1; column <= columns; column++) if (rowOf[column]! > 0) chosen[rowOf[column]! - 1] = column - 1;
  return chosen;
}

/** The largest cell first, then the largest of those whose clusters are free. */
function greedyPairs(cells: readonly ClusterCell[]): [number, number][] {
  const taken = { a: new Set<number>(), b: new Set<number>() };
  const pairs: [number, number][] = [];
  for (const { a, b } of cells.toSorted((x, y) => y.count - x.count)) {
    if (taken.a.has(a) || taken.b.has(b)) continue;
    taken.a.add(a);
    taken.b.add(b);
    pairs.push([a, b]);
  }
  return pairs.sort(([a], [b]) => a - b);
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

function placesOf(values: readonly number[]): ReadonlyMap<number, number> {
  return new Map(values.map((value, place) => [value, place]));
}
