import { mkdtemp, readFile, rm } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { LatentuneError } from "../../src/engine/core/errors.ts";
import { decodeNpy, encodeNpy, readNpy, writeNpy, writeNpyRows, type NpyData } from "../../src/engine/core/npy.ts";

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

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "latentune-npy-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

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
    ["the header cut off", whole.subarray(0, 40), /header is not understood/],
    ["format 2 cut off", bytesOf(golden.others.version2).subarray(0, 11), /header is cut off/],
  ])("refuses %s and names the file", (_, bytes, message) => {
    const decode = () => decodeNpy(bytes, "results/Z.npy");
    expect(decode).toThrow(LatentuneError);
    expect(decode).toThrow(message);
    try {
      decode();
    } catch (error) {
      expect((error as LatentuneError).place).toMatchObject({
        file: "results/Z.npy",
        remedy: expect.stringContaining("numpy.save") as string,
      });
    }
  });

  it("writes rows one by one as the same file", async () => {
    const folder = await temporaryFolder();
    const data = Float32Array.from({ length: 12 }, (_, index) => index / 3);
    await writeNpy(join(folder, "a.npy"), { shape: [3, 1, 4], data });
    await writeNpyRows(join(folder, "b.npy"), [3, 1, 4], [data.subarray(0, 4), data.subarray(4, 8), data.subarray(8)]);
    expect(await readFile(join(folder, "b.npy"))).toEqual(await readFile(join(folder, "a.npy")));
    expect(await readNpy(join(folder, "b.npy"))).toEqual({ shape: [3, 1, 4], data });
  });
});

describe("readNpy", () => {
  it("says which file is missing", async () => {
    const file = join(await temporaryFolder(), "x.npy");
    const failure = readNpy(file);
    await expect(failure).rejects.toBeInstanceOf(LatentuneError);
    await expect(failure).rejects.toMatchObject({ message: "This array does not exist.", place: { file } });
  });
});
