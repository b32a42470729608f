import type { Convolution, Value } from "../value.ts";
import { concat, pad, reshape, slice, sliceAxis, spaceToDepth, transpose } from "./layout.ts";
import { matmul } from "./product.ts";
import { sum } from "./reduce.ts";

/**
 * The gradient of a (transposed) convolution by its kernel:
 *
 *   result[o, c, i, j] = Σ over n, y, x of  map[n, o, y, x] · paddedImage[n, c, y · stride + i, x · stride + j]
 *
 * where `phases` are the {@link imagePhases} of the larger image and `map` (N, O, h, w) is the smaller one.
 *
 * A strided read of the image per tap would touch every cache line for half of its bytes. After space-to-depth the
 * pixels of one phase (row and column modulo the stride) lie side by side, a tap is a contiguous block, and all taps
 * that share a shift are one matrix product.
 */
export function kernelGradient(phases: Value, map: Value, kernel: readonly [number, number], stride: number): Value {
  const [n, o, h, w] = map.shape as [number, number, number, number];
  const c = phases.shape[1]! / (stride * stride);
  const flatMap = reshape(map, [n, o, h * w]);
  const product = (block: Value): Value => sum(matmul(flatMap, block, { transposeB: true }), [0]);

  const groups = tapGroups(kernel, stride);
  const blocks = groups.map(({ shift, rows, cols, firstChannel }) => {
    const first = firstChannel * c;
    const channels = rows.length * cols.length * c;
    const block = slice(phases, [0, first, ...shift], [n, first + channels, shift[0] + h, shift[1] + w]);
    return reshape(block, [n, channels, h * w]);
  });
  // Flat products read the map for little work: with few channels, one product of all taps is worth the copying.
  const products = phases.shape[1]! <= FEW_PHASES ? product(concat(blocks, 1)) : concat(blocks.map(product), 1);

  const rowPieces = Array.from({ length: kernel[0] }, (): Value[] => []);
  let start = 0;
  for (const { rows, cols } of groups) {
    for (const row of rows) {
      const end = start + cols.length * c;
      rowPieces[row]!.push(sliceAxis(products, 1, start, end));
      start = end;
    }
  }
  const inOrder = reshape(concat(rowPieces.flat(), 1), [o, kernel[0] * kernel[1], c]);
  return reshape(transpose(inOrder, [0, 2, 1]), [o, c, ...kernel]);
}

/** Up to so many phase channels all taps are one product. */
const FEW_PHASES = 16;

/**
 * The phases (rows and columns modulo the stride) of an image as channels, (N, stride² · C, …): padded as for the
 * convolution, then cut or extended to the pixels that the taps of a map of `size` read, up to a multiple of the stride.
 */
export function imagePhases(
  image: Value,
  size: readonly [number, number],
  kernel: readonly [number, number],
  { stride, padding }: Convolution,
): Value {
  const before = [0, 0, padding[0], padding[1]];
  const needed = [0, 1].map((axis) => size[axis]! - 1 + Math.ceil(kernel[axis]! / stride)).map((blocks) => blocks * stride);
  const target = [image.shape[0]!, image.shape[1]!, ...needed];
  const after = target.map((length, axis) => Math.max(0, length - before[axis]! - image.shape[axis]!));
  const padded = [...before, ...after].some((count) => count > 0) ? pad(image, before, after) : image;
  const exact = padded.shape.every((length, axis) => length === target[axis]);
  const fitted = exact ? padded : slice(padded, [0, 0, 0, 0], target);
  return stride === 1 ? fitted : spaceToDepth(fitted, stride);
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
