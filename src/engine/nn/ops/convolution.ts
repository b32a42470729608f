// Two-dimensional convolutions of (N, C, H, W) images, as PyTorch and ONNX define them (cross-correlation).
import { describeShape, fourAxes, requireShape } from "../shape.ts";
import { operation, type Convolution, type TransposedConvolution, type Value } from "../value.ts";
import { emitConvolution } from "./blocked.ts";
import { kernelGradient } from "./kernel-gradient.ts";
import type { Operation } from "./operation.ts";
import { emitPhases, hasPhases } from "./phases.ts";
import { sum } from "./reduce.ts";
import { greatest } from "../../../shared/extremes.ts";

export interface ConvolutionOptions {
  readonly stride?: number;
  /** Zeros around the image: the same on all sides, or [top, left, bottom, right]. */
  readonly padding?: number | Convolution["padding"];
  /** One number per output channel. */
  readonly bias?: Value;
}

function settingsOf({ stride = 1, padding = 0 }: ConvolutionOptions): Convolution {
  return { stride, padding: typeof padding === "number" ? [padding, padding, padding, padding] : padding };
}

function requireBias(kind: string, bias: Value | undefined, channels: number): void {
  const fits = bias === undefined || (bias.shape.length === 1 && bias.shape[0] === channels);
  requireShape(fits, kind, `bias ${describeShape(bias?.shape ?? [])} for ${channels} channels`);
}

const biasGradient = (dy: Value): Value => sum(dy, [0, 2, 3]);

/** x (N, C, H, W), kernel (O, C, h, w) → (N, O, ⌊(H + padding − h) / stride⌋ + 1, …). */
export function conv2d(x: Value, kernel: Value, options: ConvolutionOptions = {}): Value {
  const settings = settingsOf(options);
  const { stride, padding } = settings;
  const [n, c, height, width] = fourAxes("conv2d", x);
  const [o, kernelC, h, w] = fourAxes("conv2d", kernel);
  requireShape(c === kernelC, "conv2d", `${c} channels for a kernel ${describeShape(kernel.shape)}`);
  requireBias("conv2d", options.bias, o);
  const rows = Math.floor((height + padding[0] + padding[2] - h) / stride) + 1;
  const cols = Math.floor((width + padding[1] + padding[3] - w) / stride) + 1;
  requireShape(rows > 0 && cols > 0, "conv2d", `kernel ${h} × ${w} is larger than the image ${height} × ${width}`);
  const inputs = options.bias === undefined ? [x, kernel] : [x, kernel, options.bias];
  return operation("conv2d", inputs, settings, [n, o, rows, cols]);
}

export const conv2dOperation: Operation<"conv2d"> = {
  emit: (emitter, operands, { inputs, attributes }) =>
    emitConvolution(emitter, operands, fourAxes("conv2d", inputs[1]!), attributes),
  gradients: ({ inputs, attributes }, dy) => {
    const [x, kernel] = inputs as [Value, Value];
    const { stride, padding } = attributes;
    const [, , height, width] = fourAxes("conv2d", x);
    const [, , h, w] = fourAxes("conv2d", kernel);
    const outputPadding = [
      (height + padding[0] + padding[2] - h) % stride,
      (width + padding[1] + padding[3] - w) % stride,
    ] as const;
    return [
      () => convTranspose2d(dy, kernel, { stride, padding, outputPadding }),
      () => kernelGradient(x, dy, [h, w], attributes),
      () => biasGradient(dy),
    ];
  },
};

export interface TransposedOptions extends ConvolutionOptions {
  readonly outputPadding?: readonly [number, number];
}

/** x (N, C, H, W), kernel (C, O, h, w) → (N, O, (H − 1) · stride − padding + h + outputPadding, …). */
export function convTranspose2d(x: Value, kernel: Value, options: TransposedOptions = {}): Value {
  const settings: TransposedConvolution = { ...settingsOf(options), outputPadding: options.outputPadding ?? [0, 0] };
  const { stride, padding, outputPadding } = settings;
  const [n, c, height, width] = fourAxes("convTranspose2d", x);
  const [kernelC, o, h, w] = fourAxes("convTranspose2d", kernel);
  requireShape(c === kernelC, "convTranspose2d", `${c} channels for a kernel ${describeShape(kernel.shape)}`);
  requireShape(greatest(outputPadding) < stride, "convTranspose2d", `outputPadding reaches the stride ${stride}`);
  requireBias("convTranspose2d", options.bias, o);
  const rows = (height - 1) * stride - padding[0] - padding[2] + h + outputPadding[0];
  const cols = (width - 1) * stride - padding[1] - padding[3] + w + outputPadding[1];
  requireShape(rows > 0 && cols > 0, "convTranspose2d", "the padding removes the whole image");
  const inputs = options.bias === undefined ? [x, kernel] : [x, kernel, options.bias];
  return operation("convTranspose2d", inputs, settings, [n, o, rows, cols]);
}

export const convTranspose2dOperation: Operation<"convTranspose2d"> = {
  emit: (emitter, inputs, y) =>
    hasPhases(y)
      ? emitPhases(emitter, inputs, y)
      : emitter.node("ConvTranspose", inputs, {
          strides: [y.attributes.stride, y.attributes.stride],
          pads: y.attributes.padding,
          output_padding: y.attributes.outputPadding,
        }),
  gradients: ({ inputs, attributes }, dy) => {
    const [x, kernel] = inputs as [Value, Value];
    const { stride, padding } = attributes;
    const [, , h, w] = fourAxes("convTranspose2d", kernel);
    return [
      () => conv2d(dy, kernel, { stride, padding }),
      () => kernelGradient(dy, x, [h, w], attributes),
      () => biasGradient(dy),
    ];
  },
};
