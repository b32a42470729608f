/** Rows of a group, which lie together column by column: two vectors of four float32. */
export const GROUP = 8;

/** Neighbouring rows that are compared with a group at once: their 4 × 8 answers are the bits of one integer. */
export const QUADS = 4;

export function plainNearPairs(memory: ArrayBuffer) {
  const [floats, integers] = [new Float32Array(memory), new Int32Array(memory)];
  const { fround } = Math;
  return {
    /**
     * Which of four rows may be near which of a group: bit 8 · r + s of the group's mask (int32) is set where the dot
     * product of row r and the group's row s is at least the sum of their thresholds. Groups follow each other until `masks`
     * reaches its end. All values are float32; the four rows are slots of a group, whose columns end at `rowsEnd`.
     */
    nearPairs(
      rows: number,
      rowsEnd: number,
      rowThresholds: number,
      group: number,
      thresholds: number,
      masks: number,
      masksEnd: number,
    ): void {
      const length = (rowsEnd - rows) / 4;
      for (let index = 0; index < (masksEnd - masks) / 4; index++) {
        let mask = 0;
        for (let row = 0; row < QUADS; row++) {
          for (let slot = 0; slot < GROUP; slot++) {
            let sum = 0;
            for (let at = 0; at < length; at += GROUP) {
              const product = fround(floats[rows / 4 + at + row]! * floats[group / 4 + index * length + at + slot]!);
              sum = fround(sum + product);
            }
            const threshold = floats[rowThresholds / 4 + row]! + floats[thresholds / 4 + index * GROUP + slot]!;
            if (sum >= fround(threshold)) mask |= 1 << (GROUP * row + slot);
          }
        }
        integers[masks / 4 + index] = mask;
      }
    },
  };
}
