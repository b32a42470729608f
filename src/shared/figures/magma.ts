import { LEVELS, type Scale } from "./scale.ts";

/** Every fifth colour of magma (S. van der Walt & N. Smith, CC0): perceptually uniform, also for the colour-blind. */
const ANCHORS = (
  "000004 02020b 050416 090720 0e0b2b 140e36 1a1042 21114e 29115a 311165 390f6e 420f75 4a1079 52137c 5a167e 621980 6a1c81 " +
  "721f81 792282 812581 892881 912b81 992d80 a1307e aa337d b2357b ba3878 c23b75 ca3e72 d2426f d9466b e04c67 e75263 ec5860 " +
  "f1605d f4695c f7725c f97b5d fb8560 fc8e64 fd9869 fea16e feaa74 feb47b febd82 fec68a fecf92 fed89a fde2a3 fdebac fcf4b6 fcfdbf"
)
  .split(" ")
  .map((hex) => Number.parseInt(hex, 16));

/** Magma, dark to light; the same colours as those of a report's pictures. */
export const MAGMA: Scale = Uint8Array.from({ length: 3 * LEVELS }, (_, k) => {
  const position = (Math.floor(k / 3) / (LEVELS - 1)) * (ANCHORS.length - 1);
  const index = Math.min(Math.floor(position), ANCHORS.length - 2);
  const channel = (anchor: number): number => (ANCHORS[anchor]! >> (16 - 8 * (k % 3))) & 0xff;
  return Math.round(channel(index) + (position - index) * (channel(index + 1) - channel(index)));
});
