import { fourAxes } from "../shape.ts";
import type { NodeOf } from "../value.ts";
import { blockFor, emitBlocked, emitBlockedConvolution, emitConvolution, emitPlain } from "./blocked.ts";
import type { Emitter } from "./operation.ts";

/**
 * Writes a transposed convolution of stride 2 as four plain ones, one per phase of the output (even or odd row, even or
 * odd column), whose results are interleaved.
 *
 * Output row 2i + phase takes the kernel rows of one parity only, so no product is with an inserted zero. ONNX Runtime
 * has a fast layout for convolutions (see ./blocked.ts) and none for ConvTranspose, whose overlapping columns it adds up.
 */
export function emitPhases(
  emitter: Emitter,
  [x, kernel, bias]: readonly string[],
  y: NodeOf<"convTranspose2d">,
): string {
  const [, inputChannels, height, width] = fourAxes(y.kind, y.inputs[0]!);
  const [, channels, h, w] = fourAxes(y.kind, y.inputs[1]!);
  const [, , yHeight, yWidth] = fourAxes(y.kind, y);
  const [top, left] = y.attributes.padding;
  const rows = [0, 1].map((phase) => phaseOf(phase, top, h));
  const cols = [0, 1].map((phase) => phaseOf(phase, left, w));

  const block = blockFor(emitter, channels, inputChannels);
  const image = block === undefined ? x! : emitBlocked(emitter, x!, inputChannels, block);
  const parts = rows.map((row) =>
    cols.map((col) => {
      const starts = emitter.int64([row.firstTap, col.firstTap]);
      // Backwards to before the first element: the end of a reversed slice cannot be written as an index.
      const ends = emitter.int64([-h - 1, -w - 1]);
      const taps = emitter.node("Slice", [kernel!, starts, ends, emitter.int64([2, 3]), emitter.int64([-2, -2])]);
      const phaseKernel = emitter.node("Transpose", [taps], { perm: [1, 0, 2, 3] });
      const operands = bias === undefined ? [image, phaseKernel] : [image, phaseKernel, bias];
      const shape = [channels, inputChannels, row.taps, col.taps] as const;
      const settings = { stride: 1, padding: [row.before, col.before, row.after, col.after] } as const;
      return block === undefined
        ? emitConvolution(emitter, operands, shape, settings)
        : emitBlockedConvolution(emitter, operands, shape, settings, block);
    }),
  );
  const size = { channels, height, width };
  const whole =
    block === undefined
      ? interleave(emitter, parts, size)
      : emitPlain(emitter, interleaveBlocked(emitter, parts, size, block), channels);
  if (yHeight === 2 * height && yWidth === 2 * width) return whole;
  const ends = emitter.int64([yHeight, yWidth]);
  return emitter.node("Slice", [whole, emitter.int64([0, 0]), ends, emitter.int64([2, 3])]);
}

interface PhaseSize {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** The image (N, channels, 2 · height, 2 · width) of its phases, by row and column. */
function interleave(
  emitter: Emitter,
  parts: readonly (readonly string[])[],
  { channels, height, width }: PhaseSize,
): string {
  // Rows interleave by copying whole rows: (n · channels · height, row phase, width) per column phase.
  const byColumn = [0, 1].map((col) => {
    const phases = parts.map((row) => row[col]!);
    return alternate(emitter, phases, width);
  });
  // Columns interleave by transposing (column phase, all the rest), which the runtime does in blocks.
  const stacked = emitter.node("Reshape", [emitter.node("Concat", byColumn, { axis: 0 }), emitter.int64([2, -1])]);
  const interleaved = emitter.node("Transpose", [stacked], { perm: [1, 0] });
  return emitter.node("Reshape", [interleaved, emitter.int64([-1, channels, 2 * height, 2 * width])]);
}

/** The same in blocked layout, where the channels of a pixel lie together. */
function interleaveBlocked(
  emitter: Emitter,
  parts: readonly (readonly string[])[],
  { channels, height, width }: PhaseSize,
  block: number,
): string {
  const rows = parts.map((row) => alternate(emitter, row, block));
  const interleaved = alternate(emitter, rows, 2 * width * block);
  return emitter.node("Reshape", [interleaved, emitter.int64([-1, channels, 2 * height, 2 * width])]);
}

/** Pieces of `length` elements of each tensor in turn: (all the rest, tensor, length). */
function alternate(emitter: Emitter, tensors: readonly string[], length: number): string {
  const pieces = tensors.map((tensor) => emitter.node("Reshape", [tensor, emitter.int64([-1, 1, length])]));
  return emitter.node("Concat", pieces, { axis: 1 });
}

/** Whether a transposed convolution can be written as phases, and gains by it. */
export function hasPhases(y: NodeOf<"convTranspose2d">): boolean {
  const [, , height, width] = fourAxes(y.kind, y.inputs[0]!);
  const [, channels, h, w] = fourAxes(y.kind, y.inputs[1]!);
  const [, , yHeight, yWidth] = fourAxes(y.kind, y);
  const { stride, padding } = y.attributes;
  // Every phase needs a tap, and no more rows may be asked for than the two phases have.
  const fits = yHeight <= 2 * height && yWidth <= 2 * width && Math.min(h, w) > 1;
  const phases = [0, 1].flatMap((phase) => [phaseOf(phase, padding[0], h), phaseOf(phase, padding[1], w)]);
  const inside = phases.every(({ before, after }) => before >= 0 && after >= 0);
  return stride === 2 && fits && inside && channels >= MIN_CHANNELS;
}

/** With fewer output channels the products are too flat to be worth four times the copying. */
const MIN_CHANNELS = 8;

interface Phase {
  /** Kernel rows of the phase's parity. */
  readonly taps: number;
  /** The last kernel row of the phase's parity, which meets the first input row. */
  readonly firstTap: number;
  /** Rows of zeros before and after the input, so that the phase has as many rows as the input. */
  readonly before: number;
  readonly after: number;
}

/** Output row 2i + phase is Σ over taps k of kernel[k] · input[i + (phase + padding − k) / 2]. */
function phaseOf(phase: number, padding: number, size: number): Phase {
  const parity = (phase + padding) % 2;
  const firstTap = parity + 2 * Math.floor((size - 1 - parity) / 2);
  return {
    taps: Math.floor(firstTap / 2) + 1,
    firstTap,
    before: (firstTap - phase - padding) / 2,
    after: (phase + padding - parity) / 2,
  };
}
