import type { SongPath } from "../../../shared/contract/panel/latent.ts";
import { disjointSets } from "../clustering/disjoint-sets.ts";

/** The nearest other rows of every row, nearest first, as a view has them. */
export interface NearestRows {
  /** Neighbours per row. */
  readonly count: number;
  /** Row-major, rows × count. */
  readonly indices: Int32Array;
  /** Row-major, rows × count. */
  readonly distances: Float32Array;
}

/**
 * The shortest way from one row to another in the graph of nearest rows, whose edges have no direction and the rows'
 * distances as lengths (the geodesic distance of Isomap; Tenenbaum, de Silva & Langford 2000). With few neighbours there are
 * many small steps, with many a single large one: it is the graph of the least number of neighbours that joins the two.
 * @returns null if the rows are not joined by all the neighbours that there are.
 */
export function shortestPath(rows: NearestRows, from: number, to: number): SongPath | null {
  const neighbours = leastNeighbours(rows, from, to);
  if (neighbours === null) return null;
  const { starts, others, lengths } = edgesOf(rows, neighbours);
  const total = starts.length - 1;
  const distances = new Float64Array(total).fill(Infinity);
  const before = new Int32Array(total).fill(-1);
  const queue = createQueue();
  distances[from] = 0;
  queue.push(from, 0);
  for (let next = queue.pop(); next !== undefined && next.row !== to; next = queue.pop()) {
    const { row, distance } = next;
    // A shorter way to it has been found since.
    if (distance > distances[row]!) continue;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const other = others[at]!;
      const through = distance + lengths[at]!;
      if (through >= distances[other]!) continue;
      distances[other] = through;
      before[other] = row;
      queue.push(other, through);
    }
  }
  const songs = [to];
  for (let row = to; row !== from; row = before[row]!) songs.push(before[row]!);
  songs.reverse();
  const steps = songs.slice(1).map((song, place) => {
    for (let at = starts[song]!; at < starts[song + 1]!; at++) if (others[at] === songs[place]) return lengths[at]!;
    return NaN;
  });
  return { songs, steps, neighbours };
}

function leastNeighbours({ count, indices }: NearestRows, from: number, to: number): number | null {
  const total = count === 0 ? 0 : indices.length / count;
  const sets = disjointSets(Math.max(total, from + 1, to + 1));
  for (let neighbours = 0; neighbours <= count; neighbours++) {
    for (let row = 0; neighbours > 0 && row < total; row++) sets.join(row, indices[row * count + neighbours - 1]!);
    if (sets.rootOf(from) === sets.rootOf(to)) return neighbours;
  }
  return null;
}

interface Edges {
  /** The edges of a row are those from `starts[row]` to before `starts[row + 1]`. */
  readonly starts: Int32Array;
  readonly others: Int32Array;
  readonly lengths: Float32Array;
}

/** Each row's edges to its nearest rows, and to those whose nearest row it is. */
function edgesOf({ count, indices, distances }: NearestRows, neighbours: number): Edges {
  const total = count === 0 ? 1 : indices.length / count;
  const starts = new Int32Array(total + 1);
  const each = (visit: (row: number, at: number) => void): void => {
    for (let row = 0; row < total; row++) for (let k = 0; k < neighbours; k++) visit(row, row * count + k);
  };
  each((row, at) => {
    starts[row + 1]!++;
    starts[indices[at]! + 1]!++;
  });
  for (let row = 0; row < total; row++) starts[row + 1]! += starts[row]!;
  const free = starts.slice();
  const others = new Int32Array(starts[total]!);
  const lengths = new Float32Array(starts[total]!);
  const add = (row: number, other: number, length: number): void => {
    others[free[row]!] = other;
    lengths[free[row]!++] = length;
  };
  each((row, at) => {
    add(row, indices[at]!, distances[at]!);
    add(indices[at]!, row, distances[at]!);
  });
  return { starts, others, lengths };
}

interface Queue {
  push(row: number, distance: number): void;
  /** The nearest one. */
  pop(): { readonly row: number; readonly distance: number } | undefined;
}

/** A binary heap. */
function createQueue(): Queue {
  const heap: { readonly row: number; readonly distance: number }[] = [];
  return {
    push(row, distance) {
      let at = heap.length;
      heap.push({ row, distance });
      for (let parent = (at - 1) >> 1; at > 0 && heap[parent]!.distance > distance; parent = (at - 1) >> 1) {
        heap[at] = heap[parent]!;
        at = parent;
      }
      heap[at] = { row, distance };
    },
    pop() {
      const [first] = heap;
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return first;
      let at = 0;
      for (let child = 1; child < heap.length; child = 2 * at + 1) {
        if (child + 1 < heap.length && heap[child + 1]!.distance < heap[child]!.distance) child++;
        if (heap[child]!.distance >= last.distance) break;
        heap[at] = heap[child]!;
        at = child;
      }
      heap[at] = last;
      return first;
    },
  };
}
