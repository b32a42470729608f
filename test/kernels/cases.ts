// Memory and arguments for each kernel, of any size: for the comparison with its twin and for the benchmark.
import type { Rng } from "../../src/engine/core/rng.ts";
import { GROUP as EDGES, POINT } from "../../src/engine/kernels/attraction.ts";
import { GROUP } from "../../src/engine/kernels/distances.ts";
import { ELEMENT, RADICES } from "../../src/engine/kernels/fft.ts";
import { WIDTH } from "../../src/engine/kernels/gram.ts";
import type { Kernels } from "../../src/engine/kernels/instantiate.ts";
import { BLOCK } from "../../src/engine/kernels/nearest-centres.ts";
import { STREAMS } from "../../src/engine/kernels/resample.ts";
import { TILE } from "../../src/engine/kernels/tiles.ts";
import { DRAW_STATES } from "../../src/engine/kernels/umap.ts";

export interface KernelCase {
  readonly kernel: keyof Kernels;
  /** Bytes of memory. */
  readonly size: number;
  /** Writes the arguments. */
  fill(memory: ArrayBuffer, rng: Rng): void;
  run(kernels: Kernels): void;
  /** Rounding by which kernel and twin may differ, relative to the largest value; they are equal without it. */
  readonly tolerance?: number;
  /** What the memory's numbers are, for that; default float64. */
  readonly float32?: true;
}

/** Addresses of pieces of so many bytes, at multiples of 16, and behind them the size of all. */
function layout<T extends readonly number[]>(...pieces: T): [...T, number] {
  let free = 0;
  const place = (bytes: number): number => {
    const at = free;
    free += 16 * Math.ceil(bytes / 16);
    return at;
  };
  return [...pieces.map(place), free] as [...T, number];
}

function fillSingles(memory: ArrayBuffer, rng: Rng): void {
  new Float32Array(memory).forEach((_, index, all) => (all[index] = rng.normal()));
}

function fillDoubles(memory: ArrayBuffer, rng: Rng): void {
  new Float64Array(memory).forEach((_, index, all) => (all[index] = rng.normal()));
}

export function adamCase(length: number): KernelCase {
  const bytes = 4 * length;
  const [weight, mean, variance, gradient, factors, size] = layout(bytes, bytes, bytes, bytes, 24);
  return {
    kernel: "adam",
    size,
    fill(memory, rng) {
      fillSingles(memory, rng);
      new Float32Array(memory, variance, length).forEach((value, index, all) => (all[index] = value * value));
      new Float32Array(memory, factors).set([1e-3, 1e-8, 0.9, 1 - 0.9, 0.999, 1 - 0.999]);
    },
    run: (kernels) => {
      kernels.adam(weight, mean, variance, gradient, gradient + bytes, factors);
    },
  };
}

/** Each point has a group of edges more than the one before; the first has none. */
export function attractionCase(rows: number): KernelCase {
  const edges = (EDGES * (rows * (rows - 1))) / 2;
  const [points, ends, columns, values, forces, size] = layout(
    rows * POINT,
    4 * rows,
    4 * edges,
    4 * edges,
    rows * POINT,
  );
  return {
    kernel: "attraction",
    size,
    fill(memory, rng) {
      fillSingles(memory, rng);
      new Uint32Array(memory, columns, edges).forEach((_, edge, all) => (all[edge] = POINT * rng.integer(rows)));
      new Uint32Array(memory, ends, rows).forEach((_, row, all) => {
        all[row] = columns + (4 * EDGES * (row * (row + 1))) / 2;
      });
    },
    run: (kernels) => {
      kernels.attraction(points, points + rows * POINT, ends, columns, values, forces);
    },
  };
}

export function distanceCases(groups: number, cols: number): KernelCase[] {
  const groupBytes = 8 * GROUP * cols;
  const slots = 8 * GROUP * groups;
  const [rows, weights, out, result, size] = layout(groups * groupBytes, slots, slots, 32);
  const row = 16;
  return [
    {
      kernel: "squaredDistances",
      size,
      fill: fillDoubles,
      run: (kernels) => {
        kernels.squaredDistances(row, row + groupBytes, rows, out, out + slots);
      },
    },
    {
      kernel: "addDistances",
      size,
      fill: fillDoubles,
      run: (kernels) => {
        kernels.addDistances(row, row + groupBytes, rows, weights, out, out + slots, result, 0.75);
      },
    },
  ];
}

export function gramCase(rows: number, columns: number, entries: number): KernelCase {
  const [table, values, numbers, ends, size] = layout(
    16 * WIDTH * rows,
    8 * columns * entries,
    4 * columns * entries,
    4 * columns,
  );
  return {
    kernel: "gram",
    size,
    fill(memory, rng) {
      fillDoubles(memory, rng);
      const step = Math.floor(rows / entries);
      new Uint32Array(memory, numbers, columns * entries).forEach((_, index, all) => {
        all[index] = (index % entries) * step + rng.integer(step);
      });
      // The first column is shorter than the others.
      new Uint32Array(memory, ends, columns).forEach((_, column, all) => {
        all[column] = numbers + 4 * (entries * (column + 1) - (column === 0 ? 1 : 0));
      });
    },
    run: (kernels) => {
      kernels.gram(ends, ends + 4 * columns, numbers, values, table);
    },
  };
}

export function melCases(fftSize: number, hop: number, bands: number): KernelCase[] {
  const [weights, bins] = [Math.ceil(fftSize / bands), fftSize / 2 + 1];
  const [segment, window, framed, size] = layout(4 * (fftSize + 7 * hop), 4 * fftSize, 32 * fftSize);
  const [columns, spans, rows, out, sumsSize] = layout(32 * bins, 8 * bands, 4 * weights * bands, 32 * bands);
  return [
    {
      kernel: "frames",
      size,
      fill: fillSingles,
      run: (kernels) => {
        kernels.frames(segment, 4 * hop, window, framed, fftSize);
      },
    },
    {
      kernel: "weightedSums",
      size: sumsSize,
      fill(memory, rng) {
        fillSingles(memory, rng);
        const span = new Int32Array(memory, spans, 2 * bands);
        for (let band = 0; band < bands; band++) {
          const count = 1 + rng.integer(weights);
          span.set([32 * rng.integer(bins - count), count], 2 * band);
        }
      },
      run: (kernels) => {
        kernels.weightedSums(columns, spans, rows, out, bands);
      },
    },
    {
      kernel: "logarithms",
      size: 32 * bands,
      fill(memory, rng) {
        new Float32Array(memory).forEach((_, n, all) => (all[n] = rng.normal() * 10 ** (rng.integer(30) - 15)));
      },
      run: (kernels) => {
        kernels.logarithms(0, 2 * bands);
      },
      tolerance: 1e-7,
      float32: true,
    },
  ];
}

/** One pass of each radix over so many elements, and the powers of as many. */
export function fftCases(m: number, stride: number): KernelCase[] {
  const passes = RADICES.flatMap((radix): KernelCase[] => {
    const elements = ELEMENT * radix * m * stride;
    const [x, y, twiddles, size] = layout(elements, elements, 16 * (radix - 1) * m);
    return [
      {
        kernel: `pass${radix}`,
        size,
        fill: fillDoubles,
        run: (kernels) => {
          kernels[`pass${radix}`](x, y, twiddles, m, ELEMENT * stride);
        },
        tolerance: 1e-14,
      },
      {
        kernel: `pass${radix}Float32`,
        size,
        fill: fillSingles,
        run: (kernels) => {
          kernels[`pass${radix}Float32`](x, y, twiddles, m, ELEMENT * stride);
        },
        tolerance: 1e-6,
        float32: true,
      },
    ];
  });
  const count = m * stride;
  const [z, out, size] = layout(ELEMENT * (2 * count + 1), ELEMENT * count);
  const run = (kernels: Kernels): void => {
    kernels.power(z, z + 2 * ELEMENT * count, out, count);
  };
  return [...passes, { kernel: "power", size, fill: fillSingles, run, tolerance: 1e-6, float32: true }];
}

export function nearPairsCase(groups: number, cols: number): KernelCase {
  const groupBytes = 4 * GROUP * cols;
  const [rows, thresholds, masks, size] = layout(groups * groupBytes, 4 * GROUP * groups, 4 * groups);
  return {
    kernel: "nearPairs",
    size,
    fill: fillSingles,
    run: (kernels) => {
      kernels.nearPairs(16, 16 + groupBytes, thresholds + 16, rows, thresholds, masks, masks + 4 * groups);
    },
  };
}

export function nearestCentresCases(count: number, cols: number, centres: number): KernelCase[] {
  const blocks = Math.ceil(centres / BLOCK);
  const packedBytes = blocks * 4 * BLOCK * (cols + 1);
  const [rows, packed, error, norms, nearest, slacks, losses, list, size] = layout(
    4 * cols * count,
    packedBytes,
    8,
    4 * count,
    4 * count,
    4 * count,
    4 * centres,
    4 * count,
  );
  return [
    {
      kernel: "nearestCentres",
      size,
      fill(memory, rng) {
        fillSingles(memory, rng);
        // Between which neither all nor none are beyond doubt.
        new Float32Array(memory, error).set([0.2, 0.1]);
        // All rows but the first, from the last one on.
        new Uint32Array(memory, list, count - 1).set(Array.from({ length: count - 1 }, (_, at) => count - 1 - at));
      },
      run: (kernels) => {
        const listEnd = list + 4 * (count - 1);
        kernels.nearestCentres(
          list,
          listEnd,
          rows,
          4 * cols,
          packed,
          packed + packedBytes,
          error,
          norms,
          nearest,
          slacks,
        );
      },
    },
    {
      kernel: "listOpenRows",
      size,
      fill(memory, rng) {
        fillSingles(memory, rng);
        new Int32Array(memory, nearest, count).forEach((_, row, all) => (all[row] = (row % (centres + 1)) - 1));
        new Float32Array(memory, slacks, count)[1] = NaN;
      },
      run: (kernels) => {
        kernels.listOpenRows(slacks, count, nearest, losses, list);
      },
    },
  ];
}

export function resampleCases(count: number, taps: number, up: number, down: number): KernelCase[] {
  const inputs = Math.ceil((count * down) / up) + taps;
  const [table, input, out, size] = layout(4 * taps * up, 4 * inputs * STREAMS, 4 * count * STREAMS);
  const shared = [count, out, input, up - 1, table, 4 * taps, up, down] as const;
  return [
    {
      kernel: "resample",
      size,
      fill: fillSingles,
      run: (kernels) => {
        kernels.resample(...shared);
      },
    },
    {
      kernel: "resampleStreams",
      size,
      fill: fillSingles,
      run: (kernels) => {
        kernels.resampleStreams(...shared, 4 * count, 4 * inputs);
      },
    },
  ];
}

/** Panels of so many rows and columns, and of so many terms. */
export function tilesCase(rows: number, cols: number, terms: number): KernelCase {
  const depth = 8 * TILE * terms;
  const [panels, across] = [Math.ceil(rows / TILE), Math.ceil(cols / TILE)];
  const [left, right, tiles, size] = layout(depth * panels, depth * across, 8 * TILE ** 2 * panels * across);
  return {
    kernel: "addTiles",
    size,
    fill: fillDoubles,
    run: (kernels) => {
      kernels.addTiles(left, left + depth * panels, right, right + depth * across, tiles, depth);
    },
  };
}

/**
 * Edges of which some are due, and one has no time; one joins points that coincide.
 * @param uses edges that are used, of which some are used several times
 */
export function umapCases(rows: number, edges: number, uses: number): KernelCase[] {
  const [points, ends, next, periods, list, draws, size] = layout(
    8 * rows,
    8 * edges,
    4 * edges,
    4 * edges,
    4 * Math.max(uses, edges + 1),
    4 * DRAW_STATES,
  );
  const epoch = 3;
  return [
    {
      kernel: "listDueEdges",
      size,
      fill(memory, rng) {
        const [times, steps] = [new Float32Array(memory, next, edges), new Float32Array(memory, periods, edges)];
        for (let edge = 0; edge < edges; edge++) {
          times[edge] = edge === 0 ? epoch : edge === 1 ? NaN : epoch + rng.normal();
          steps[edge] = 1 + 2 * rng.uniform();
        }
      },
      run: (kernels) => {
        kernels.listDueEdges(next, next + 4 * edges, periods, 5, epoch, list);
      },
    },
    {
      kernel: "descend",
      size,
      fill(memory, rng) {
        const places = new Float32Array(memory, points, 2 * rows);
        places.forEach((_, at) => (places[at] = 3 * rng.normal()));
        // Two points meet, two nearly, and one is far away.
        places.copyWithin(2, 0, 2);
        places.set([places[0]! + 1e-6, places[1]!, 1e9, -3], 4);
        const bothEnds = new Uint32Array(memory, ends, 2 * edges);
        for (let edge = 0; edge < edges; edge++) {
          const head = rng.integer(rows);
          bothEnds.set(edge < 2 ? [0, 1 + edge] : [head, (head + 1 + rng.integer(rows - 1)) % rows], 2 * edge);
        }
        new Uint32Array(memory, list, uses).forEach((_, at, all) => (all[at] = at % edges));
        const states = new Uint32Array(memory, draws, DRAW_STATES);
        states.forEach((_, at) => (states[at] = rng.uint32()));
      },
      run: (kernels) => {
        kernels.descend(list, list + 4 * uses, ends, points, rows, draws, 1.5, 0.9, 0.7);
      },
    },
  ];
}
