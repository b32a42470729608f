import { LatentuneError } from "../core/errors.ts";
import { RADICES } from "./fft.ts";

/** One pass of a planned transform; `stride` in elements. */
export interface Pass {
  readonly radix: (typeof RADICES)[number];
  readonly m: number;
  readonly stride: number;
  /** (cos, sin) of −2πjk/(radix·m), for j < m and 0 < k < radix. */
  readonly twiddles: Float64Array;
}

/** The passes of a transform of an even length that is a product of 2, 3 and 5. @throws {LatentuneError} for other lengths. */
export function planPasses(size: number): Pass[] {
  const passes: Pass[] = [];
  let rest = Number.isInteger(size) && size >= 2 && size % 2 === 0 ? size : 0;
  for (const radix of RADICES) {
    while (rest > 1 && rest % radix === 0) {
      const m = rest / radix;
      const twiddles = new Float64Array(2 * m * (radix - 1));
      for (let j = 0, at = 0; j < m; j++) {
        for (let k = 1; k < radix; k++) {
          const angle = (-2 * Math.PI * j * k) / rest;
          twiddles[at++] = Math.cos(angle);
          twiddles[at++] = Math.sin(angle);
        }
      }
      passes.push({ radix, m, stride: size / rest, twiddles });
      rest = m;
    }
  }
  if (rest === 1) return passes;
  throw new LatentuneError(`A spectrum needs an even length that is a product of 2, 3 and 5, got ${size}.`);
}
