import type { Transform } from "./camera.ts";
import type { GridIndex } from "./grid-index.ts";

/** Marks may cover this share of the screen where they are drawn one by one; where they would cover more, they are density. */
const COVERED = 0.5;
/** Marks that one picture draws at most. */
const MOST_MARKS = 40_000;
/** Cells around a cell, to each side, that its crowding is the mean of: one cell alone holds too few points to say. */
const AROUND = 2;
/** Points that say what is typical: of more, the median does not change any more. */
const MEDIAN_POINTS = 10_000;

/** The frame and the transform of a picture. */
export interface Sight {
  readonly transform: Transform;
  readonly width: number;
  readonly height: number;
}

/** How crowded a map is where, so that a picture can draw single points where they can be told apart, and density elsewhere. */
export class Crowding {
  readonly index: GridIndex;
  /** Half of the points lie where there are more of them than this, per square map unit. */
  readonly typical: number;
  /** Points per cell, the mean over the cells around it. */
  private readonly mean: Float32Array;

  constructor(index: GridIndex) {
    this.index = index;
    const counts = Float32Array.from({ length: index.columns * index.rows }, (_, cell) => {
      return index.starts[cell + 1]! - index.starts[cell]!;
    });
    this.mean = boxMean(counts, index.columns, index.rows, AROUND);
    this.typical = medianOfPoints(this.mean, index) / (index.cell * index.cell);
  }

  /** Half of the points in sight lie where there are more of them than this, per square CSS pixel. */
  typicalPerPixel({ scale }: Transform): number {
    return this.typical / (scale * scale);
  }

  /**
   * Songs in sight that are drawn as marks: those of cells whose marks would not cover each other much, and never more of them
   * than fit a picture. `all`: nothing in sight is left to density.
   *
   * @param radius of a mark, CSS pixels
   */
  sparseIn(
    { transform, width, height }: Sight,
    radius: number,
  ): { readonly songs: Uint32Array; readonly all: boolean } {
    const { index, mean } = this;
    const { scale, offsetX, offsetY } = transform;
    const markArea = Math.PI * radius * radius;
    const share = Math.min(COVERED, (MOST_MARKS * markArea) / Math.max(1, width * height));
    const most = (share / markArea) * (index.cell * scale) ** 2;
    const sight = {
      left: (-radius - offsetX) / scale,
      right: (width + radius - offsetX) / scale,
      top: (-radius - offsetY) / scale,
      bottom: (height + radius - offsetY) / scale,
    };
    const [first, last] = [index.columnOf(sight.left), index.columnOf(sight.right)];
    const found = new Uint32Array(MOST_MARKS);
    let count = 0;
    let all = true;
    index.visit(sight, (_from, _to, row) => {
      for (let cell = row * index.columns + first; cell <= row * index.columns + last; cell++) {
        const [from, to] = [index.starts[cell]!, index.starts[cell + 1]!];
        if (from === to) continue;
        if (mean[cell]! > most || count + to - from > MOST_MARKS) all = false;
        else for (let at = from; at < to; at++) found[count++] = index.songs[at]!;
      }
    });
    return { songs: found.slice(0, count), all };
  }
}

/** The mean over a square of cells; cells outside count as empty. */
function boxMean(counts: Float32Array, columns: number, rows: number, around: number): Float32Array {
  const along = (from: Float32Array, lines: number, length: number, line: number, step: number): Float32Array => {
    const to = new Float32Array(from.length);
    for (let l = 0; l < lines; l++) {
      let sum = 0;
      for (let k = -around; k < length; k++) {
        if (k + around < length) sum += from[l * line + (k + around) * step]!;
        if (k - around - 1 >= 0) sum -= from[l * line + (k - around - 1) * step]!;
        if (k >= 0) to[l * line + k * step] = sum / (2 * around + 1);
      }
    }
    return to;
  };
  return along(along(counts, rows, columns, columns, 1), columns, rows, 1, columns);
}

/** The median over points of the value of their cell, of every so many-th point; 0 without points. */
function medianOfPoints(values: Float32Array, { starts, songs }: GridIndex): number {
  const step = Math.ceil(songs.length / MEDIAN_POINTS);
  const sample = new Float32Array(Math.ceil(songs.length / Math.max(1, step)));
  let cell = 0;
  for (let k = 0; k < sample.length; k++) {
    while (starts[cell + 1]! <= k * step) cell += 1;
    sample[k] = values[cell]!;
  }
  return sample.sort()[sample.length >> 1] ?? 0;
}
