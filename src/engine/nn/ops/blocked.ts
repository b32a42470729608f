import type { Convolution } from "../value.ts";
import type { Emitter, OnnxAttributeValue } from "./operation.ts";

/** The domain of ONNX Runtime's operations in the blocked layout (N, C / block, H, W, block), all of version 1. */
export const BLOCKED_DOMAIN = "com.microsoft.nchwc";

type Sizes = readonly [number, number, number, number];

/**
 * Writes a convolution, in ONNX Runtime's blocked layout where its channels fit.
 *
 * In plain layout the runtime copies the pixels under every tap side by side and multiplies matrices: with 16 or 32
 * channels it spends as long copying as multiplying (54 GFLOP/s on one core). In blocked layout it reads the image as it
 * lies, and a vector holds the channels of one pixel (117 GFLOP/s, the two changes of layout aside). The runtime changes
 * over by itself only where the kernel is a constant, which it never is in training; so the kernel is arranged here.
 *
 * @param operands image (N, C, H, W), kernel (O, C, h, w) and possibly a bias (O)
 * @param kernelShape of the kernel
 */
export function emitConvolution(
  emitter: Emitter,
  operands: readonly string[],
  kernelShape: Sizes,
  { stride, padding }: Convolution,
): string {
  const attributes = { strides: [stride, stride], pads: padding } satisfies Record<string, OnnxAttributeValue>;
  const [image, kernel, ...bias] = operands as [string, string, string?];
  const block = emitter.channelBlock;
  const [o, c, h, w] = kernelShape;
  if (block === undefined || o % block !== 0 || (c >= block && c % block !== 0)) return emitter.node("Conv", operands, attributes);

  // An image of few channels is read in plain layout.
  const blockedImage = c >= block;
  const inner = blockedImage ? block : 1;
  const split = emitter.node("Reshape", [kernel, emitter.int64([o / block, block, c / inner, inner, h, w])]);
  const arranged = emitter.node("Transpose", [split], { perm: [0, 2, 4, 5, 3, 1] });
  const weights = emitter.node("Reshape", [arranged, emitter.int64(kernelShape)]);
  const pixels = blockedImage ? emitter.node(`${BLOCKED_DOMAIN}:ReorderInput`, [image]) : image;
  const result = emitter.node(`${BLOCKED_DOMAIN}:Conv`, [pixels, weights, ...bias.filter((name) => name !== undefined)], attributes);
  return emitter.node(`${BLOCKED_DOMAIN}:ReorderOutput`, [result], { channels: o });
}
