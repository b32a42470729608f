import { sameShape, type Shape } from "../shape.ts";
import type { Convolution, Value } from "../value.ts";
import { concat, pad, reshape, slice, sliceAxis, spaceToDepth, transpose } from "./layout.ts";
import { matmul } from "./product.ts";
import { sum } from "./reduce.ts";

/**
 * The gradient of a (transposed) convolution by its kernel:
 *
 *   result[o, c, i, j] = Σ over n, y, x of  map[n, o, y, x] · paddedImage[n, c, y · stride + i, x · stride + j]
 *
 * where `image` (N, C, H, W) is the larger image and `map` (N, O, h, w) the smaller one. A strided read of the image per tap
 * would touch every cache line for half of its bytes, so its elements are moved first: see the two ways.
 */
export function kernelGradient(
  image: Value,
  map: Value,
  kernel: readonly [number, number],
  settings: Convolution,
): Value {
  const way = image.shape[1]! * settings.stride ** 2 <= FEW_PHASES ? planesGradient : pixelsGradient;
  return way(image, map, kernel, settings);
}

/** Up to so many phases of channels these are kept as planes. */
const FEW_PHASES = 16;

/**
 * Channels last: the pixels of a row whose columns are one modulo the stride, and those beside them, lie together. A row of
 * the kernel's taps is one long block per row of the image, and a matrix product as it lies.
 */
function pixelsGradient(
  image: Value,
  map: Value,
  [kernelRows, kernelCols]: readonly [number, number],
  { stride, padding }: Convolution,
): Value {
  const [n, o, h, w] = map.shape as [number, number, number, number];
  const c = image.shape[1]!;
  const [rows, cols] = neededPixels([h, w], [kernelRows, kernelCols], stride);
  const pixels = fitted(transpose(image, [0, 2, 3, 1]), [0, padding[0], padding[1], 0], [n, rows, cols, c]);
  const byPhase = reshape(pixels, [n, rows / stride, stride, cols / stride, stride * c]);
  const flatMap = reshape(map, [n, o, h * w]);

  const products: Value[] = [];
  for (const row of range(0, kernelRows)) {
    for (let shift = 0; shift * stride < kernelCols; shift++) {
      const taps = Math.min(stride, kernelCols - shift * stride);
      const [first, phase] = [Math.floor(row / stride), row % stride];
      const block = slice(byPhase, [0, first, phase, shift, 0], [n, first + h, phase + 1, shift + w, taps * c]);
      products.push(sum(matmul(flatMap, reshape(block, [n, h * w, taps * c])), [0]));
    }
  }
  return kernelOfTaps(concat(products, 1), [o, c, kernelRows, kernelCols]);
}

/**
 * After space-to-depth the pixels of one channel and phase (row and column modulo the stride) lie side by side, and a tap
 * is a contiguous block. All taps are one product: of few channels each, products would read the map for little work.
 */
function planesGradient(image: Value, map: Value, kernel: readonly [number, number], settings: Convolution): Value {
  const [n, o, h, w] = map.shape as [number, number, number, number];
  const c = image.shape[1]!;
  const phases = imagePhases(image, [h, w], kernel, settings);
  const groups = tapGroups(kernel, settings.stride);
  const blocks = groups.map(({ shift, rows, cols, firstChannel }) => {
    const first = firstChannel * c;
    const channels = rows.length * cols.length * c;
    const block = slice(phases, [0, first, ...shift], [n, first + channels, shift[0] + h, shift[1] + w]);
    return reshape(block, [n, channels, h * w]);
  });
  const products = sum(matmul(reshape(map, [n, o, h * w]), concat(blocks, 1), { transposeB: true }), [0]);

  const rowPieces = Array.from({ length: kernel[0] }, (): Value[] => []);
  let start = 0;
  for (const { rows, cols } of groups) {
    for (const row of rows) {
      const end = start + cols.length * c;
      rowPieces[row]!.push(sliceAxis(products, 1, start, end));
      start = end;
    }
  }
  return kernelOfTaps(concat(rowPieces.flat(), 1), [o, c, ...kernel]);
}

/** (o, taps · c), tap by tap, to (o, c, …taps). */
function kernelOfTaps(byTap: Value, [o, c, h, w]: readonly [number, number, number, number]): Value {
  return reshape(transpose(reshape(byTap, [o, h * w, c]), [0, 2, 1]), [o, c, h, w]);
}

/** Rows and columns of a padded image that the taps of a map of `size` read, up to a multiple of the stride. */
function neededPixels(
  size: readonly [number, number],
  kernel: readonly [number, number],
  stride: number,
): readonly [number, number] {
  const along = (axis: 0 | 1): number => (size[axis] - 1 + Math.ceil(kernel[axis] / stride)) * stride;
  return [along(0), along(1)];
}

/** Zeros before every axis, then cut or extended to `shape`. */
function fitted(image: Value, before: readonly number[], shape: Shape): Value {
  const after = shape.map((length, axis) => Math.max(0, length - before[axis]! - image.shape[axis]!));
  const padded = [...before, ...after].some((count) => count > 0) ? pad(image, before, after) : image;
  const starts = shape.map(() => 0);
  return sameShape(padded.shape, shape) ? padded : slice(padded, starts, shape);
}

/** The phases (rows and columns modulo the stride) of the pixels that the taps read as channels, (N, stride² · C, …). */
function imagePhases(
  image: Value,
  size: readonly [number, number],
  kernel: readonly [number, number],
  { stride, padding }: Convolution,
): Value {
  const shape = [image.shape[0]!, image.shape[1]!, ...neededPixels(size, kernel, stride)];
  const whole = fitted(image, [0, 0, padding[0], padding[1]], shape);
  return stride === 1 ? whole : spaceToDepth(whole, stride);
}

interface TapGroup {
  /** Rows and columns, in units of the stride, by which these taps look ahead. */
  readonly shift: readonly [number, number];
  readonly rows: readonly number[];
  readonly cols: readonly number[];
  /** The first phase of the group: its phases are consecutive. */
  readonly firstChannel: number;
}

/** The taps of a kernel, grouped so that each group reads one block of consecutive phases at one shift. */
function tapGroups([h, w]: readonly [number, number], stride: number): TapGroup[] {
  const groups: TapGroup[] = [];
  for (let shiftRow = 0; shiftRow * stride < h; shiftRow++) {
    for (let shiftCol = 0; shiftCol * stride < w; shiftCol++) {
      const rows = range(shiftRow * stride, Math.min(h, (shiftRow + 1) * stride));
      const cols = range(shiftCol * stride, Math.min(w, (shiftCol + 1) * stride));
      const shift = [shiftRow, shiftCol] as const;
      // With all columns of the stride the phases of several rows follow each other; otherwise each row stands alone.
      if (cols.length === stride) groups.push({ shift, rows, cols, firstChannel: 0 });
      else rows.forEach((row, phase) => groups.push({ shift, rows: [row], cols, firstChannel: phase * stride }));
    }
  }
  return groups;
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}
