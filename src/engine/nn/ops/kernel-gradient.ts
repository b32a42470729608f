import type { Convolution, Value } from "../value.ts";
import { concat, pad, reshape, slice, sliceAxis, spaceToDepth, transpose } from "./layout.ts";
import { matmul } from "./product.ts";
import { sum } from "./reduce.ts";

/**
 * The gradient of a (transposed) convolution by its kernel:
 *
 *   result[o, c, i, j] = Σ over n, y, x of  map[n, o, y, x] · paddedImage[n, c, y · stride + i, x · stride + j]
 *
 * where `image` (N, C, H, W) is the larger of the two images and `map` (N, O, h, w) the smaller.
 *
 * A strided read of the image per tap would touch every cache line for half of its bytes. After space-to-depth the
 * pixels of one phase (row and column modulo the stride) lie side by side, a tap is a contiguous block, and all taps
 * that share a shift are one matrix product.
 */
export function kernelGradient(
  image: Value,
  map: Value,
  kernel: readonly [number, number],
  { stride, padding }: Convolution,
): Value {
  const [n, o, h, w] = map.shape as [number, number, number, number];
  const c = image.shape[1]!;
  const phases = spaceToDepthOrSelf(fit(image, [h, w], kernel, stride, padding), stride);
  const flatMap = reshape(map, [n, o, h * w]);

  const taps = new Map<number, Value>();
  for (const { shift, rows, cols, firstChannel } of tapGroups(kernel, stride)) {
    const first = firstChannel * c;
    const channels = rows.length * cols.length * c;
    const block = slice(phases, [0, first, ...shift], [n, first + channels, shift[0] + h, shift[1] + w]);
    const perSong = matmul(flatMap, reshape(block, [n, channels, h * w]), { transposeB: true });
    const products = sum(perSong, [0]);
    rows.forEach((row, r) => {
      cols.forEach((col, k) => {
        const start = (r * cols.length + k) * c;
        taps.set(row * kernel[1] + col, sliceAxis(products, 1, start, start + c));
      });
    });
  }
  const inOrder = Array.from({ length: kernel[0] * kernel[1] }, (_, tap) => taps.get(tap)!);
  return reshape(transpose(reshape(concat(inOrder, 1), [o, inOrder.length, c]), [0, 2, 1]), [o, c, ...kernel]);
}

const spaceToDepthOrSelf = (x: Value, stride: number): Value => (stride === 1 ? x : spaceToDepth(x, stride));

/** The padded image, cut or extended to the rows and columns that the taps read, up to a multiple of the stride. */
function fit(
  image: Value,
  size: readonly [number, number],
  kernel: readonly [number, number],
  stride: number,
  padding: Convolution["padding"],
): Value {
  const before = [0, 0, padding[0], padding[1]];
  const needed = [0, 1].map((axis) => size[axis]! - 1 + Math.ceil(kernel[axis]! / stride)).map((blocks) => blocks * stride);
  const target = [image.shape[0]!, image.shape[1]!, ...needed];
  const after = target.map((length, axis) => Math.max(0, length - before[axis]! - image.shape[axis]!));
  const padded = [...before, ...after].some((count) => count > 0) ? pad(image, before, after) : image;
  const exact = padded.shape.every((length, axis) => length === target[axis]);
  return exact ? padded : slice(padded, [0, 0, 0, 0], target);
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
