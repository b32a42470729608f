import { word } from "./mark-mask.ts";
import { between } from "../place/positions.ts";
import { shapeNumber } from "./shapes.ts";
import type { Scene } from "./scene.ts";

/** Bytes of one point in the buffer below. */
export const STRIDE = 28;
/** Sizes travel as bytes, in steps of this share of a radius. */
export const SIZE_STEP = 1 / 64;

/**
 * A scene as one interleaved buffer in the order of drawing, per point: position from and to (4 × float32), colour from and
 * to (8 bytes), then shape, state, size and a byte of padding.
 */
export function pointInstances({ order, positions, styles, styleOf, states, from }: Scene): ArrayBuffer {
  const buffer = new ArrayBuffer(order.length * STRIDE);
  const floats = new Float32Array(buffer);
  const words = new Uint32Array(buffer);
  const colours = styles.map(({ colour }) => word(colour));
  const marks = styles.map(
    ({ shape, size }) => shapeNumber(shape) | (Math.min(255, Math.round(size / SIZE_STEP)) << 16),
  );
  const start = from ?? { positions, styles, styleOf };
  // A point that had no place before does not fly in from nowhere.
  const startPositions = start.positions === positions ? positions : between(start.positions, positions, 0);
  const startColours = start.styles === styles ? colours : start.styles.map(({ colour }) => word(colour));
  for (let turn = 0; turn < order.length; turn++) {
    const song = order[turn]!;
    const word = (turn * STRIDE) / 4;
    const style = styleOf[song]!;
    floats[word] = startPositions[2 * song]!;
    floats[word + 1] = startPositions[2 * song + 1]!;
    floats[word + 2] = positions[2 * song]!;
    floats[word + 3] = positions[2 * song + 1]!;
    words[word + 4] = startColours[start.styleOf[song]!]!;
    words[word + 5] = colours[style]!;
    words[word + 6] = marks[style]! | (states[song]! << 8);
  }
  return buffer;
}
