import type { Matrix } from "../../core/matrix.ts";

/** The scores by tags, and the sum of each. @param matrix songs × tags */
export function tagsByTag({ rows, cols, data }: Matrix): { scores: Float32Array; totals: number[] } {
  const scores = new Float32Array(rows * cols);
  const totals = new Array<number>(cols).fill(0);
  for (let song = 0; song < rows; song++)
    for (let tag = 0; tag < cols; tag++) {
      const score = data[song * cols + tag]!;
      scores[tag * rows + song] = score;
      totals[tag]! += score;
    }
  return { scores, totals };
}
