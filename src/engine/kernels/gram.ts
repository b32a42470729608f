/** Columns of q that are multiplied together: eight vectors of two float64. */
export const WIDTH = 16;

export function plainGram(memory: ArrayBuffer) {
  const [floats, integers] = [new Float64Array(memory), new Uint32Array(memory)];
  return {
    /**
     * Adds X · (Xᵀ · q) of some columns of X to the result. Each column ends before the address that its uint32 at `ends`
     * has, within the row numbers of all entries (uint32 from `rows` on), whose float64 lie from `values` on; no column is
     * empty. The table has {@link WIDTH} float64 of q and then as many of the result, row by row.
     */
    gram(ends: number, endsEnd: number, rows: number, values: number, table: number): void {
      let first = 0;
      for (let column = ends / 4; column < endsEnd / 4; column++) {
        const end = (integers[column]! - rows) / 4;
        for (let col = 0; col < WIDTH; col++) {
          const at = (entry: number): number => table / 8 + integers[rows / 4 + entry]! * 2 * WIDTH + col;
          let sum = 0;
          for (let entry = first; entry < end; entry++) sum += floats[at(entry)]! * floats[values / 8 + entry]!;
          for (let entry = first; entry < end; entry++) {
            floats[at(entry) + WIDTH]! += sum * floats[values / 8 + entry]!;
          }
        }
        first = end;
      }
    },
  };
}
