import { describe, expect, it } from "vitest";
import { packLabels, unpackLabels } from "../../src/shared/report-page/packed-labels.ts";

describe("packed labels", () => {
  it("are a byte a song up to cluster 254, else two, and come back", () => {
    for (const [labels, bytes] of [
      [[-1, 0, 254], 4],
      [[-1, 0, 255, 40_000], 9],
      [[], 1],
    ] as const) {
      const packed = packLabels(labels);
      expect(packed.length).toBe(bytes);
      expect([...unpackLabels(packed)]).toEqual(labels);
    }
  });
});
