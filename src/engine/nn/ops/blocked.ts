import { sameShape, type FourAxes, type Shape } from "../shape.ts";
import type { Convolution, Value } from "../value.ts";
import type { Emitter } from "./operation.ts";

/** The domain of ONNX Runtime's operations in the blocked layout (N, C / block, H, W, block), all of version 1. */
export const BLOCKED_DOMAIN = "com.microsoft.nchwc";

/**
 * Writes a convolution, in ONNX Runtime's blocked layout where its channels fit.
 *
 * @param operands image (N, C, H, W), kernel (O, C, h, w) and possibly a bias (O)
 * @param shape of the kernel
 */
export function emitConvolution(
  emitter: Emitter,
  operands: readonly string[],
  shape: FourAxes,
  settings: Convolution,
): string {
  const block = blockFor(emitter, shape[0], shape[1]);
  if (block === undefined) {
    return emitter.node("Conv", operands, { strides: [settings.stride, settings.stride], pads: settings.padding });
  }
  const [image, ...rest] = operands as [string, ...string[]];
  const blocked = emitBlocked(emitter, image, shape[1], block);
  return emitPlain(emitter, emitBlockedConvolution(emitter, [blocked, ...rest], shape, settings, block), shape[0]);
}

/** The channels that lie together in blocked layout, if those of a convolution's result and image fill whole blocks. */
export function blockFor({ channelBlock: block }: Emitter, result: number, image: number): number | undefined {
  return block !== undefined && result % block === 0 && (image < block || image % block === 0) ? block : undefined;
}

/**
 * The same from a blocked image, as {@link emitBlocked} makes it, to a blocked result.
 *
 * In plain layout the runtime copies the pixels under every tap side by side and multiplies matrices: with 16 or 32
 * channels it spends as long copying as multiplying (54 GFLOP/s on one core). In blocked layout it reads the image as it
 * lies, and a vector holds the channels of one pixel (117 GFLOP/s, the two changes of layout aside). The runtime changes
 * over by itself only where the kernel is a constant, which it never is in training; so the kernel is arranged here.
 */
export function emitBlockedConvolution(
  emitter: Emitter,
  operands: readonly string[],
  shape: FourAxes,
  { stride, padding }: Convolution,
  block: number,
): string {
  const [image, kernel, ...bias] = operands as [string, string, ...string[]];
  const [o, c, h, w] = shape;
  const inner = c >= block ? block : 1;
  const split = emitter.node("Reshape", [kernel, emitter.int64([o / block, block, c / inner, inner, h, w])]);
  const arranged = emitter.node("Transpose", [split], { perm: [0, 2, 4, 5, 3, 1] });
  const weights = emitter.node("Reshape", [arranged, emitter.int64(shape)]);
  return emitter.node(`${BLOCKED_DOMAIN}:Conv`, [image, weights, ...bias], {
    strides: [stride, stride],
    pads: padding,
  });
}

/** A plain image (N, channels, H, W) as blocked convolutions read it: one of few channels stays plain. */
export function emitBlocked(emitter: Emitter, image: string, channels: number, block: number): string {
  if (channels < block) return image;
  const blocked = emitter.blocked.get(image) ?? emitter.node(`${BLOCKED_DOMAIN}:ReorderInput`, [image]);
  emitter.blocked.set(image, blocked);
  return blocked;
}

/** A blocked image (N, channels, H, W) in plain layout. Where nobody reads it, it is not computed. */
export function emitPlain(emitter: Emitter, blocked: string, channels: number): string {
  const plain = emitter.node(`${BLOCKED_DOMAIN}:ReorderOutput`, [blocked], { channels });
  emitter.blocked.set(plain, blocked);
  return plain;
}

/**
 * Writes an operation on each element by itself, on blocked tensors where all operands are such, so that its result need
 * not change its layout before the next convolution.
 */
export function emitElementwise(
  emitter: Emitter,
  operands: readonly string[],
  { inputs, shape }: { readonly inputs: readonly Value[]; readonly shape: Shape },
  write: (operands: readonly string[]) => string,
): string {
  const blocked = operands.flatMap((name) => emitter.blocked.get(name) ?? []);
  const alike = blocked.length === operands.length && inputs.every((x) => sameShape(x.shape, shape));
  return alike ? emitPlain(emitter, write(blocked), shape[1]!) : write(operands);
}

/** Writes the transposition of an image (N, C, H, W) to (N, H, W, C). */
export function emitChannelsLast(emitter: Emitter, image: string, channels: number): string {
  const blocked = emitter.blocked.get(image);
  return blocked === undefined
    ? emitter.node("Transpose", [image], { perm: CHANNELS_LAST })
    : emitter.node(`${BLOCKED_DOMAIN}:ReorderOutput`, [blocked], { channels, channels_last: 1 });
}

export const CHANNELS_LAST = [0, 2, 3, 1] as const;
