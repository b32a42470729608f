import type { Approximation } from "../../../shared/contract/scale/approximation.ts";
import { formatNumber } from "../../../shared/format.ts";
import { selectRows } from "../../core/matrix.ts";
import { drawNumbers } from "../../core/rng.ts";
import type { Neighbours } from "../neighbours/lists.ts";
import type { Layout, ProjectionInput } from "./method.ts";

/**
 * Lays out so many of the rows, and places the others among their neighbours.
 * @param neighbours of all rows
 * @param count neighbours of a landmark among the landmarks
 * @param fit lays out rows from their neighbours and their start
 * @returns rows × 2
 */
export async function fitLandmarks(
  { components, start, rng, nearest }: ProjectionInput,
  neighbours: Neighbours,
  landmarkRows: number,
  count: number,
  fit: (neighbours: Neighbours, start: Float64Array) => Promise<Float64Array>,
): Promise<Float64Array> {
  const landmarks = drawNumbers(components.rows, landmarkRows, rng);
  const near = await nearest(count, selectRows(components, landmarks));
  const begin = new Float64Array(2 * landmarkRows);
  landmarks.forEach((row, landmark) => {
    begin.set(start.subarray(2 * row, 2 * row + 2), 2 * landmark);
  });
  return placeByLandmarks(neighbours, landmarks, await fit(near, begin));
}

/** What is said of a map that is not the exact method's; nothing where it is. @param landmarks null where there are none */
export function approximated(
  kind: "tsne" | "umap",
  what: string,
  { count, recall }: Neighbours,
  landmarks: number | null,
  more: string,
): Pick<Layout, "approximations"> {
  if (recall === null && landmarks === null) return {};
  const how = recall === null ? what : `${what} on approximate neighbours`;
  const text =
    landmarks === null
      ? `${how}.`
      : `${how}, fitted on ${formatNumber(landmarks)} songs drawn at random; the others were placed among their neighbours, and all moved by ${more}.`;
  const measure = recall === null ? null : { name: `recall@${count}`, value: recall.value };
  return { approximations: [{ kind, text, measure } satisfies Approximation] };
}

/**
 * Places of all rows from those of the landmarks: each other row lies in the middle of those of its neighbours that have a
 * place, round by round; rows that no chain of neighbours joins to a landmark lie in the middle of the picture.
 * @param neighbours of all rows
 * @param placed landmarks × 2, in their order
 * @returns rows × 2
 */
export function placeByLandmarks(
  { rows, count, indices }: Neighbours,
  landmarks: Uint32Array,
  placed: Float64Array,
): Float64Array {
  const points = new Float64Array(2 * rows);
  const known = new Uint8Array(rows);
  landmarks.forEach((row, landmark) => {
    known[row] = 1;
    points[2 * row] = placed[2 * landmark]!;
    points[2 * row + 1] = placed[2 * landmark + 1]!;
  });
  let waiting = Uint32Array.from({ length: rows }, (_, row) => row).filter((row) => known[row] === 0);
  while (waiting.length > 0) {
    const found = waiting.filter((row) => {
      let [x, y, near] = [0, 0, 0];
      for (let k = row * count; k < (row + 1) * count; k++) {
        const other = indices[k]!;
        if (known[other] === 0) continue;
        x += points[2 * other]!;
        y += points[2 * other + 1]!;
        near++;
      }
      if (near > 0) [points[2 * row], points[2 * row + 1]] = [x / near, y / near];
      return near > 0;
    });
    if (found.length === 0) break;
    // Those of one round do not depend on their order.
    for (const row of found) known[row] = 1;
    waiting = waiting.filter((row) => known[row] === 0);
  }
  return points;
}
