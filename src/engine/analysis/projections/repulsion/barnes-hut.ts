import type { Repulsion } from "./repulsion.ts";

/** Bits per coordinate of a Morton code: cells are down to 1/65,536 of the picture wide. */
const BITS = 16;

/** Points that a leaf holds before it is split: comparing so many one by one is cheaper than going down further. */
const LEAF = 16;

/** A leaf that cannot be split further (coinciding points) and holds more than this is summed as one mass. */
const CROWD = 32;

/**
 * Barnes–Hut repulsion (van der Maaten 2014, "Accelerating t-SNE using tree-based algorithms"): a cell of width w whose
 * centre of mass is at distance d acts as one mass where w < θ·d. O(N log N).
 *
 * The quad-tree lies in flat arrays in preorder: a cell's first child is the next node, and `skip` is the node after its
 * last descendant. It is built from the points sorted along the Z curve, and cells with one child are left out.
 * @param theta 0 compares all pairs; 0.5 is the usual choice. Below 0.7, so that a cell never acts on its own points.
 */
export function createBarnesHut(count: number, theta: number): Repulsion {
  const tree = createTree(count);
  return (points, forces) => {
    build(tree, points);
    return traverse(tree, theta * theta, forces);
  };
}

interface Tree {
  readonly codes: Uint32Array;
  /** Position along the Z curve → point. */
  readonly order: Uint32Array;
  readonly scratch: Uint32Array;
  /** Coordinates along the Z curve, N × 2. */
  readonly sorted: Float64Array;
  /** Per node: x and y of the centre of mass, mass, squared width. */
  readonly cells: Float64Array;
  readonly skip: Int32Array;
  /** First and last (exclusive) position along the Z curve of a leaf's points; −1 for an inner node. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  nodes: number;
  width: number;
}

function createTree(count: number): Tree {
  // Every inner node has at least two children, so there are fewer than 2N nodes.
  const nodes = 2 * count;
  return {
    codes: new Uint32Array(count),
    order: new Uint32Array(count),
    scratch: new Uint32Array(count),
    sorted: new Float64Array(2 * count),
    cells: new Float64Array(4 * nodes),
    skip: new Int32Array(nodes),
    first: new Int32Array(nodes),
    last: new Int32Array(nodes),
    nodes: 0,
    width: 0,
  };
}

function build(tree: Tree, points: Float64Array): void {
  const { codes, order, sorted } = tree;
  const count = codes.length;
  encode(tree, points);
  sortByCode(tree);
  const unsorted = codes.slice();
  for (let position = 0; position < count; position++) {
    const point = order[position]!;
    codes[position] = unsorted[point]!;
    sorted[2 * position] = points[2 * point]!;
    sorted[2 * position + 1] = points[2 * point + 1]!;
  }
  tree.nodes = 0;
  if (count > 0) addNode(tree, 0, count);
}

/** Morton codes of the points in their bounding square. */
function encode(tree: Tree, points: Float64Array): void {
  let minX = Infinity;
  let minY = Infinity;
  let maxX = -Infinity;
  let maxY = -Infinity;
  for (let k = 0; k < points.length; k += 2) {
    minX = Math.min(minX, points[k]!);
    maxX = Math.max(maxX, points[k]!);
    minY = Math.min(minY, points[k + 1]!);
    maxY = Math.max(maxY, points[k + 1]!);
  }
  // The far edge must fall into the last cell, not beyond it.
  tree.width = Math.max(maxX - minX, maxY - minY) * (1 + 1e-9);
  const scale = tree.width > 0 ? 2 ** BITS / tree.width : 0;
  for (let k = 0; k < tree.codes.length; k++) {
    const column = (points[2 * k]! - minX) * scale;
    const row = (points[2 * k + 1]! - minY) * scale;
    tree.codes[k] = spread(column) | (spread(row) << 1);
  }
}

/** The low 16 bits of an integer on the even bits of the result. */
function spread(value: number): number {
  let bits = value & 0xffff;
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}

/** Radix sort of `order` by code, byte by byte; equal codes stay in order of their points. */
function sortByCode({ codes, order, scratch }: Tree): void {
  let from = order;
  let to = scratch;
  for (let k = 0; k < from.length; k++) from[k] = k;
  const starts = new Uint32Array(257);
  for (let shift = 0; shift < 32; shift += 8) {
    starts.fill(0);
    for (const code of codes) starts[((code >>> shift) & 0xff) + 1]!++;
    for (let digit = 0; digit < 256; digit++) starts[digit + 1]! += starts[digit]!;
    for (const point of from) to[starts[(codes[point]! >>> shift) & 0xff]!++] = point;
    [from, to] = [to, from];
  }
}

/** Adds the smallest cell that holds positions from … to − 1 along the Z curve, with everything below it. */
function addNode(tree: Tree, from: number, to: number): void {
  const { codes, cells, sorted, skip, first, last } = tree;
  const node = tree.nodes++;
  // Two bits per level: the first differing bit of the outermost codes tells the level of their smallest common cell.
  const level = from + 1 === to ? BITS : Math.clz32(codes[from]! ^ codes[to - 1]!) >>> 1;
  let x = 0;
  let y = 0;
  for (let k = from; k < to; k++) {
    x += sorted[2 * k]!;
    y += sorted[2 * k + 1]!;
  }
  const width = to - from === 1 ? 0 : tree.width / 2 ** level;
  cells[4 * node] = x / (to - from);
  cells[4 * node + 1] = y / (to - from);
  cells[4 * node + 2] = to - from;
  cells[4 * node + 3] = width * width;
  if (to - from <= LEAF || level === BITS) {
    first[node] = from;
    last[node] = to;
  } else {
    first[node] = -1;
    const shift = 30 - 2 * level;
    for (let start = from; start < to;) {
      const quadrant = codes[start]! >>> shift;
      let end = start + 1;
      while (end < to && codes[end]! >>> shift === quadrant) end++;
      addNode(tree, start, end);
      start = end;
    }
  }
  skip[node] = tree.nodes;
}

function traverse(tree: Tree, thetaSquared: number, forces: Float64Array): number {
  const { cells, sorted, skip, first, last, order, nodes } = tree;
  let total = 0;
  for (let position = 0; position < order.length; position++) {
    const x = sorted[2 * position]!;
    const y = sorted[2 * position + 1]!;
    let forceX = 0;
    let forceY = 0;
    let node = 0;
    while (node < nodes) {
      const dx = x - cells[4 * node]!;
      const dy = y - cells[4 * node + 1]!;
      const squared = dx * dx + dy * dy;
      const from = first[node]!;
      const inside = from <= position && position < last[node]!;
      if (cells[4 * node + 3]! < thetaSquared * squared || (from >= 0 && last[node]! - from > CROWD)) {
        const q = 1 / (1 + squared);
        const mass = (cells[4 * node + 2]! - (from >= 0 && inside ? 1 : 0)) * q;
        total += mass;
        forceX += mass * q * dx;
        forceY += mass * q * dy;
        node = skip[node]!;
      } else if (from >= 0) {
        for (let other = from; other < last[node]!; other++) {
          if (other === position) continue;
          const nearX = x - sorted[2 * other]!;
          const nearY = y - sorted[2 * other + 1]!;
          const q = 1 / (1 + nearX * nearX + nearY * nearY);
          total += q;
          forceX += q * q * nearX;
          forceY += q * q * nearY;
        }
        node = skip[node]!;
      } else {
        node++;
      }
    }
    const point = order[position]!;
    forces[2 * point] = forceX;
    forces[2 * point + 1] = forceY;
  }
  return total;
}
