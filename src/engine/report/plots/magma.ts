/** Every fifth colour of magma (S. van der Walt & N. Smith, CC0): perceptually uniform, also for the colour-blind. */
const ANCHORS = (
  "000004 02020b 050416 090720 0e0b2b 140e36 1a1042 21114e 29115a 311165 390f6e 420f75 4a1079 52137c 5a167e 621980 6a1c81 " +
  "721f81 792282 812581 892881 912b81 992d80 a1307e aa337d b2357b ba3878 c23b75 ca3e72 d2426f d9466b e04c67 e75263 ec5860 " +
  "f1605d f4695c f7725c f97b5d fb8560 fc8e64 fd9869 fea16e feaa74 feb47b febd82 fec68a fecf92 fed89a fde2a3 fdebac fcf4b6 fcfdbf"
)
  .split(" ")
  .map((hex) => Number.parseInt(hex, 16));

/** Number of colours of the table; matplotlib's too. */
const LEVELS = 256;

/** 256 × RGB, 0 to 255; within one step of the original table. */
const TABLE = Uint8Array.from({ length: 3 * LEVELS }, (_, k) => {
  const position = (Math.floor(k / 3) / (LEVELS - 1)) * (ANCHORS.length - 1);
  const index = Math.min(Math.floor(position), ANCHORS.length - 2);
  const channel = (anchor: number): number => (ANCHORS[anchor]! >> (16 - 8 * (k % 3))) & 0xff;
  return Math.round(channel(index) + (position - index) * (channel(index + 1) - channel(index)));
});

/** Writes magma's colour of a value between 0 and 1 (clamped) as RGBA at a byte offset. */
export function writeMagma(value: number, out: Uint8ClampedArray, offset: number): void {
  const level = Math.min(LEVELS - 1, Math.max(0, Math.floor(value * LEVELS)));
  out[offset] = TABLE[3 * level]!;
  out[offset + 1] = TABLE[3 * level + 1]!;
  out[offset + 2] = TABLE[3 * level + 2]!;
  out[offset + 3] = 255;
}
