import type { TransposedConvolution, Value } from "../value.ts";
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
  y: {
    readonly inputs: readonly Value[];
    readonly attributes: TransposedConvolution;
    readonly shape: readonly number[];
  },
): string {
  const [, , h, w] = y.inputs[1]!.shape as [number, number, number, number];
  const [, , height, width] = y.inputs[0]!.shape as [number, number, number, number];
  const [top, left] = y.attributes.padding;
  const inputChannels = y.inputs[1]!.shape[0]!;
  const channels = y.shape[1]!;
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
  const exact = y.shape[2] === 2 * height && y.shape[3] === 2 * width;
  if (exact) return whole;
  const ends = emitter.int64([y.shape[2]!, y.shape[3]!]);
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
  const byColumn = [0, 1].map((col) =>
    emitter.node(
      "Concat",
      parts.map((row) => emitter.node("Reshape", [row[col]!, emitter.int64([-1, 1, width])])),
      { axis: 1 },
    ),
  );
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
  const alternate = (pieces: readonly string[], length: number): string =>
    emitter.node(
      "Concat",
      pieces.map((piece) => emitter.node("Reshape", [piece, emitter.int64([-1, 1, length])])),
      { axis: 1 },
    );
  const interleaved = alternate(
    parts.map((row) => alternate(row, block)),
    2 * width * block,
  );
  return emitter.node("Reshape", [interleaved, emitter.int64([-1, channels, 2 * height, 2 * width])]);
}

/** Whether a transposed convolution can be written as phases, and gains by it. */
export function hasPhases(y: {
  readonly inputs: readonly Value[];
  readonly attributes: TransposedConvolution;
  readonly shape: readonly number[];
}): boolean {
  const [, channels, h, w] = y.inputs[1]!.shape as [number, number, number, number];
  const [, , height, width] = y.inputs[0]!.shape as [number, number, number, number];
  const { stride, padding } = y.attributes;
  // Every phase needs a tap, and no more rows may be asked for than the two phases have.
  const fits = y.shape[2]! <= 2 * height && y.shape[3]! <= 2 * width && Math.min(h, w) > 1;
  const inside = [0, 1].every((phase) => phaseFits(phase, padding[0], h) && phaseFits(phase, padding[1], w));
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

function phaseFits(phase: number, padding: number, size: number): boolean {
  const { before, after } = phaseOf(phase, padding, size);
  return before >= 0 && after >= 0;
}
