/** Rows that lie together, column by column: four vectors of two float64. */
export const GROUP = 8;

/**
 * Distances of float64 between a row and the rows of groups that follow each other, as sums in the order of the columns.
 * Column c of slot s in a group is at 8 · (GROUP · c + s). A row goes from `row` to before `rowEnd`, which is as far as a
 * group is long; there is at least one column and one group.
 */
export function plainDistances(memory: ArrayBuffer) {
  const floats = new Float64Array(memory);
  const squared = (row: number, length: number, group: number, slot: number): number => {
    let sum = 0;
    for (let at = 0; at < length; at += GROUP) sum += (floats[group + at + slot]! - floats[row + at]!) ** 2;
    return sum;
  };
  return {
    /** Squared distances to the slots of groups, one after the other, until `out` reaches its end. */
    squaredDistances(row: number, rowEnd: number, group: number, out: number, outEnd: number): void {
      const length = (rowEnd - row) / 8;
      for (let slot = 0; slot < (outEnd - out) / 8; slot++) {
        const from = group / 8 + Math.floor(slot / GROUP) * length;
        floats[out / 8 + slot] = squared(row / 8, length, from, slot % GROUP);
      }
    },
    /**
     * Adds the distances of the row and of its neighbour in the next slot to `columns`, each times the weight of the other
     * slot, until that reaches its end, and stores both rows' own sums at `result`: over even and over odd slots. `second`
     * is the neighbour's own weight.
     */
    addDistances(
      row: number,
      rowEnd: number,
      group: number,
      weights: number,
      columns: number,
      columnsEnd: number,
      result: number,
      second: number,
    ): void {
      const length = (rowEnd - row) / 8;
      const totals = new Float64Array(4);
      for (let slot = 0; slot < (columnsEnd - columns) / 8; slot++) {
        const from = group / 8 + Math.floor(slot / GROUP) * length;
        for (let r = 0; r < 2; r++) {
          const root = Math.sqrt(squared(row / 8 + r, length, from, slot % GROUP));
          const distance = root * floats[weights / 8 + slot]! * (r === 0 ? 1 : second);
          totals[2 * r + (slot % 2)]! += distance;
          floats[columns / 8 + slot]! += distance;
        }
      }
      floats.set(totals, result / 8);
    },
  };
}
