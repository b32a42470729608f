import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { NpyError } from "../../src/shared/npy-header.ts";
import { decodeNpy, decodeViewArray, encodeNpy, type NpyData } from "../../src/shared/npy.ts";

interface Golden {
  readonly cases: readonly { dtype: keyof typeof CREATE; shape: number[]; values: number[]; base64: string }[];
  readonly others: Readonly<Record<"version2" | "fortran" | "fortran_vector" | "big_endian" | "float16", string>>;
}

const CREATE = {
  float32: (values: number[]): NpyData => Float32Array.from(values),
  float64: (values: number[]): NpyData => Float64Array.from(values),
  int32: (values: number[]): NpyData => Int32Array.from(values),
  int64: (values: number[]): NpyData => BigInt64Array.from(values, BigInt),
};

const golden = JSON.parse(readFileSync(new URL("../golden/npy.json", import.meta.url), "utf8")) as Golden;
const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));

describe("npy", () => {
  it.each(golden.cases)(
    "writes and reads the bytes that numpy.save writes: $dtype $shape",
    ({ dtype, shape, values, base64 }) => {
      const data = CREATE[dtype](values);
      expect(Buffer.from(encodeNpy({ shape, data })).toString("base64")).toBe(base64);
      expect(decodeNpy(bytesOf(base64))).toEqual({ shape, data });
    },
  );

  it("starts the data at a multiple of 64 bytes for every length of header", () => {
    for (let digits = 1; digits < 80; digits++) {
      const shape = [...Array.from({ length: digits }, () => 1), 1];
      const bytes = encodeNpy({ shape, data: Float32Array.of(7) });
      expect((bytes.length - 4) % 64).toBe(0);
      expect(decodeNpy(bytes)).toEqual({ shape, data: Float32Array.of(7) });
    }
  });

  it("writes a view, not the buffer under it", () => {
    const view = Float64Array.of(1, 2, 3, 4).subarray(1, 3);
    expect(decodeNpy(encodeNpy({ shape: [2], data: view })).data).toEqual(Float64Array.of(2, 3));
  });

  it("keeps NaN, infinities and the sign of zero", () => {
    const data = Float64Array.of(NaN, Infinity, -Infinity, -0, 5e-324);
    expect(decodeNpy(encodeNpy({ shape: [5], data })).data).toEqual(data);
  });

  it("refuses a shape that does not hold the data", () => {
    expect(() => encodeNpy({ shape: [2, 2], data: new Float32Array(3) })).toThrow(
      "Shape (2, 2) does not hold 3 values.",
    );
  });

  it("reads format 2 and a vector in Fortran order", () => {
    const data = Float32Array.of(0, 1, 2, 3, 4, 5);
    expect(decodeNpy(bytesOf(golden.others.version2))).toEqual({ shape: [2, 3], data });
    expect(decodeNpy(bytesOf(golden.others.fortran_vector))).toEqual({ shape: [1, 3], data: data.subarray(0, 3) });
  });

  const whole = bytesOf(golden.cases[2]!.base64);
  it.each([
    ["Fortran order", bytesOf(golden.others.fortran), /Fortran order/],
    ["big-endian", bytesOf(golden.others.big_endian), /dtype is >f4/],
    ["float16", bytesOf(golden.others.float16), /dtype is <f2/],
    ["an empty file", new Uint8Array(), /magic bytes/],
    ["a text file", new TextEncoder().encode("filename,language\n"), /magic bytes/],
    ["data cut off", whole.subarray(0, whole.length - 1), /data are cut off/],
    ["the header cut off", whole.subarray(0, 40), /header is cut off/],
    ["format 2 cut off", bytesOf(golden.others.version2).subarray(0, 11), /header is cut off/],
  ])("refuses %s", (_, bytes, message) => {
    const decode = () => decodeNpy(bytes);
    expect(decode).toThrow(NpyError);
    expect(decode).toThrow(message);
  });

  it("does not copy data that are aligned, and copies those that are not", () => {
    const bytes = encodeNpy({ shape: [2], data: Float32Array.of(1.5, -2) });
    expect(decodeNpy(bytes).data.buffer).toBe(bytes.buffer);
    const pool = new Uint8Array(1000);
    pool.set(bytes, 3);
    expect(decodeNpy(pool.subarray(3, 3 + bytes.length))).toEqual({ shape: [2], data: Float32Array.of(1.5, -2) });
  });
});

describe("an array of a view", () => {
  it("names the file and the remedy when it is none", () => {
    const remedy = "Run the task again to make it anew.";
    expect(() => decodeViewArray(bytesOf(golden.others.float16), "view/x.npy")).toThrow(
      `view/x.npy is not a readable array: its dtype is <f2. ${remedy}`,
    );
    expect(() => decodeViewArray(encodeNpy({ shape: [1], data: BigInt64Array.of(1n) }), "x")).toThrow("dtype is <i8");
    expect(decodeViewArray(encodeNpy({ shape: [0, 8], data: new Int32Array() }), "x").shape).toEqual([0, 8]);
  });
});
