import { describe, expect, it } from "vitest";
import { encodeNpy } from "../../src/engine/core/npy.ts";
import { parseNpy } from "../../src/extension/common/npy.ts";

describe("parseNpy", () => {
  it("reads what the engine writes, wherever its bytes lie in a buffer", () => {
    const floats = { shape: [2, 2], data: Float32Array.of(1.5, -2, Number.NaN, 0.1) };
    const pool = new Uint8Array(1000);
    const bytes = encodeNpy(floats);
    pool.set(bytes, 3);
    expect(parseNpy(pool.subarray(3, 3 + bytes.length), "x.npy")).toEqual(floats);
    expect(parseNpy(encodeNpy({ shape: [3], data: Int32Array.of(0, -1, 7) }), "y.npy")).toEqual({
      shape: [3],
      data: Int32Array.of(0, -1, 7),
    });
    expect(parseNpy(encodeNpy({ shape: [0, 8], data: new Int32Array() }), "z.npy").shape).toEqual([0, 8]);
  });

  it("names the file and the reason when it is something else", () => {
    const bytes = encodeNpy({ shape: [4], data: Float32Array.of(1, 2, 3, 4) });
    expect(() => parseNpy(bytes.subarray(0, bytes.length - 1), "labels.npy")).toThrow(
      "labels.npy is not an array of a view: it is cut off.",
    );
    expect(() => parseNpy(new TextEncoder().encode("PK and so on"), "labels.npy")).toThrow("does not start as one");
    expect(() => parseNpy(encodeNpy({ shape: [1], data: Float64Array.of(1) }), "d.npy")).toThrow("its type is <f8");
  });
});
