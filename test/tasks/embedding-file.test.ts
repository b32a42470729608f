import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { encodeNpy, npyHeader } from "../../src/shared/npy.ts";
import { LatentuneError } from "../../src/engine/core/errors.ts";
import { decodeNumbers } from "../../src/engine/core/number-array.ts";
import { readEmbedding } from "../../src/engine/tasks/embedding/embedding-file.ts";
import { folderWith } from "../dataset/workspace.ts";

interface Golden {
  readonly cases: readonly { dtype: string; order: string; shape: number[]; values: number[]; base64: string }[];
  readonly archives: Readonly<Record<"stored" | "deflated" | "zeros" | "several", string>>;
  readonly refused: Readonly<Record<string, string>>;
  readonly texts: Readonly<Record<string, string>>;
}

const golden = JSON.parse(readFileSync(new URL("../golden/number_arrays.json", import.meta.url), "utf8")) as Golden;
const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));
const SMALL = [0.5, 1, 2, 3, -4, 5];

async function read(name: string, content: string | Uint8Array) {
  const folder = await folderWith({ [name]: content });
  return readEmbedding(join(folder, name));
}

/** The message for a file that is no embedding: always with its path, and never a defect of ours. */
async function refusal(name: string, content: string | Uint8Array): Promise<string> {
  const folder = await folderWith({ [name]: content });
  const path = join(folder, name);
  const error = await readEmbedding(path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LatentuneError);
  const { message, place } = error as LatentuneError;
  expect(place.file).toBe(path);
  expect(place.remedy).toBeTruthy();
  return message;
}

describe("arrays of NumPy", () => {
  it.each(golden.cases)("$dtype in order $order, shape $shape", ({ shape, values, base64 }) => {
    expect(decodeNumbers(bytesOf(base64))).toEqual({ shape, data: Float64Array.from(values) });
  });

  it("of two dimensions are an embedding, whatever the file is called", async () => {
    for (const { shape, values, base64 } of golden.cases.filter(
      ({ shape: { length }, values: { length: count } }) => length === 2 && count > 0,
    ))
      for (const name of ["a.npy", "a.csv", "a"])
        expect((await read(name, bytesOf(base64))).matrix).toEqual({
          rows: shape[0],
          cols: shape[1],
          data: Float64Array.from(values),
        });
  });

  it.each([
    ["one dimension", { shape: [3], data: Float32Array.of(1, 2, 3) }, "(3)"],
    ["none", { shape: [], data: Float32Array.of(1) }, "()"],
    ["three", { shape: [1, 2, 1], data: Float32Array.of(1, 2) }, "(1, 2, 1)"],
    ["no rows", { shape: [0, 3], data: new Float32Array() }, "(0, 3)"],
    ["no columns", { shape: [3, 0], data: new Float32Array() }, "(3, 0)"],
  ])("of another shape are none: %s", async (_, array, shape) => {
    expect(await refusal("a.npy", encodeNpy(array))).toContain(`this array's shape is ${shape}`);
  });

  it.each([NaN, Infinity, -Infinity])("with %s are none, and the place is named", async (value) => {
    const data = Float64Array.of(1, 2, 3, 4, 5, value);
    expect(await refusal("a.npy", encodeNpy({ shape: [3, 2], data }))).toBe(`Row 3, column 2 is ${value}.`);
    // In Fortran order the same bytes are another place.
    const header = Buffer.from(npyHeader([3, 2], "<f8"))
      .toString("latin1")
      .replace("False, ", "True,  ");
    const fortran = Buffer.concat([
      Buffer.from(header, "latin1"),
      Buffer.from(Float64Array.of(1, 2, value, 4, 5, 6).buffer),
    ]);
    expect(await refusal("a.npy", fortran)).toBe(`Row 3, column 1 is ${value}.`);
  });

  it.each(Object.entries(golden.refused))("of %s are none", async (kind, base64) => {
    const messages: Readonly<Record<string, string>> = {
      objects: "its dtype is |O: Python objects",
      texts: "its dtype is <U1: texts",
      bytes: "its dtype is |S1: texts",
      complex: "its dtype is <c16: complex numbers",
      "long double": "its dtype is <f16: numbers of a size that other machines do not have",
      times: "its dtype is <M8[D]: times",
      records: "its rows are records of several fields (a structured dtype)",
    };
    expect(await refusal("a.npy", bytesOf(base64))).toBe(`The embedding cannot be read: ${messages[kind]!}.`);
  });

  const whole = encodeNpy({ shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) });
  const withHeader = (from: string, to: string): Uint8Array => {
    const text = Buffer.from(whole).toString("latin1");
    expect(text).toContain(from);
    // The length of the header stays: blanks fill it up.
    const change = to.length - from.length;
    return Buffer.from(
      change > 0
        ? text.replace(from, to).replace(" ".repeat(change) + "\n", "\n")
        : text.replace(from, to.padEnd(from.length)),
      "latin1",
    );
  };
  it.each([
    ["a negative size", withHeader("(2, 2)", "(-2, 2)"), "its shape is (-2, 2)"],
    ["two negative sizes", withHeader("(2, 2)", "(-2, -2)"), "its shape is (-2, -2)"],
    ["a fraction", withHeader("(2, 2)", "(2.5, 2)"), "its shape is (2.5, 2)"],
    ["a power", withHeader("(2, 2)", "(1e3, 2)"), "its shape is (1e3, 2)"],
    ["a hexadecimal size", withHeader("(2, 2)", "(0x2, 2)"), "its shape is (0x2, 2)"],
    ["a huge size", withHeader("(2, 2)", "(99999999999999999999, 2)"), "its shape is (99999999999999999999, 2)"],
    ["a huge product", withHeader("(2, 2)", "(4294967296, 4294967296)"), "its shape is (4294967296, 4294967296)"],
    [
      "more rows than bytes",
      withHeader("(2, 2)", "(2000000000, 2)"),
      "its data are cut off: an array of shape (2000000000, 2) has 32000000000 bytes, here are 32",
    ],
    ["a word", withHeader("(2, 2)", "(two, 2)"), "its shape is (two, 2)"],
    ["__proto__ as dtype", withHeader("<f8", "__proto__"), "its dtype is __proto__"],
    ["constructor as dtype", withHeader("<f8", "constructor"), "its dtype is constructor"],
    ["an empty dtype", withHeader("'<f8'", "''"), "its dtype is "],
    [
      "a dtype of no size",
      withHeader("<f8", "<f0"),
      "its dtype is <f0: numbers of a size that other machines do not have",
    ],
    ["no shape", withHeader("'shape'", "'shipe'"), "its header is not understood"],
    ["no order", withHeader("False", "Maybe"), "its header is not understood"],
    ["data cut off", whole.subarray(0, -1), "its data are cut off: an array of shape (2, 2) has 32 bytes, here are 31"],
    ["bytes behind the data", Buffer.concat([whole, Buffer.alloc(5)]), "behind its 32 bytes of data are 5 more"],
    ["the header cut off", whole.subarray(0, 60), "its header is cut off"],
    ["the magic alone", whole.subarray(0, 8), "it does not start with the NumPy magic bytes"],
    ["nothing", new Uint8Array(), "it does not start with the NumPy magic bytes"],
    ["a page", Buffer.from("<!DOCTYPE html>"), "it does not start with the NumPy magic bytes"],
  ])("with %s are none", async (_, bytes, why) => {
    expect(await refusal("a.npy", bytes)).toBe(`The embedding cannot be read: ${why}.`);
  });

  it("that are missing are told", async () => {
    const path = join(await folderWith({}), "none.npy");
    await expect(readEmbedding(path)).rejects.toMatchObject({ name: "LatentuneError", place: { file: path } });
  });
});

describe("archives of NumPy", () => {
  it.each(["stored", "deflated"] as const)("hold an array that is %s", async (kind) => {
    const { matrix } = await read("a.npz", bytesOf(golden.archives[kind]));
    expect(matrix).toEqual({ rows: 3, cols: 2, data: Float64Array.from(SMALL) });
    expect((await read("a.npy", bytesOf(golden.archives[kind]))).matrix).toEqual(matrix);
  });

  it("that pack well are read", async () => {
    expect((await read("a.npz", bytesOf(golden.archives.zeros))).matrix.rows).toBe(300);
  });

  const array = encodeNpy({ shape: [1, 1], data: Float64Array.of(1) });
  const packed = zipSync({ "a.npy": [encodeNpy({ shape: [1000, 10], data: new Float64Array(10_000) }), { level: 9 }] });
  /** The archive with another original size of its first file in the directory. */
  const claiming = (bytes: number): Uint8Array => {
    const changed = Buffer.from(packed);
    changed.writeUInt32LE(bytes, changed.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    return changed;
  };
  it.each([
    [
      "several arrays",
      bytesOf(golden.archives.several),
      "it holds 2 arrays, embedding (3 × 2), names (no numbers, or too large), and which one is meant is not known",
    ],
    ["no array", zipSync({ "a.txt": array }), "it is a zip archive without an array of NumPy"],
    ["nothing", zipSync({}), "it does not start with the NumPy magic bytes"],
    [
      "another thing called an array",
      zipSync({ "a.npy": Buffer.from("text") }),
      "it does not start with the NumPy magic bytes",
    ],
    ["a claim of 3 GB", claiming(3_000_000_000), "its array has 3.0 GB, more than the 1.1 GB that are unpacked"],
    ["a claim that no packing reaches", claiming(900_000_000), "its array is larger than its bytes can hold"],
    [
      "less than there is",
      claiming(1000),
      "its data are cut off: an array of shape (1000, 10) has 80000 bytes, here are 872",
    ],
  ])("with %s are none", async (_, bytes, why) => {
    expect(await refusal("a.npz", bytes)).toBe(`The embedding cannot be read: ${why}.`);
  });

  it("that hold several are told with their shapes, and how one of them is saved alone", async () => {
    const file = join(await folderWith({}), "all.npz");
    const arrays = { "names.npy": [2], "latents.npy": [3, 2], "other.npy": [5, 1] };
    const packed = Object.entries(arrays).map(([name, shape]) => {
      const data = new Float64Array(shape.reduce((product, size) => product * size, 1));
      return [name, encodeNpy({ shape, data })] as const;
    });
    await writeFile(file, zipSync(Object.fromEntries(packed)));
    await expect(readEmbedding(file)).rejects.toMatchObject({
      message: expect.stringContaining("3 arrays, names (2), latents (3 × 2), other (5 × 1), and") as unknown,
      place: {
        remedy: expect.stringContaining('numpy.save("latents.npy", numpy.load("all.npz")["latents"])') as unknown,
      },
    });
  });

  it("that are damaged are none, wherever they are cut", async () => {
    const archive = bytesOf(golden.archives.deflated);
    for (let length = 0; length < archive.length; length += 7)
      expect(await refusal("a.npz", archive.subarray(0, length))).toMatch(/^The embedding cannot be read: /);
  });
});

describe("tables of numbers", () => {
  const numbers = [
    [0.5, 1],
    [2, 3],
    [-4, 5],
  ];
  const rows = numbers.map((row) => row.join(","));
  it.each([
    ...Object.entries(golden.texts),
    ["commas", rows.join("\n")],
    ["CRLF and blank lines", `\r\n${rows.join("\r\n")}\r\n\r\n`],
    ["semicolons and decimal commas", "0,5;1\n2;3\n-4;5\n"],
    ["decimal commas on the first line only", "0,5;1,0\n2;3\n-4;5\n"],
    ["tabs", rows.join("\n").replaceAll(",", "\t")],
    ["bars", rows.join("\n").replaceAll(",", "|")],
    ["blanks", ` ${rows.join("\n").replaceAll(",", "   ")}`],
    ["a header", `x,y\n${rows.join("\n")}\n`],
    ["a header and a sep= line", `sep=;\nx;y\n${rows.join("\n").replaceAll(",", ";")}\n`],
    ["pandas' index", `,x,y\n${rows.map((row, index) => `${index},${row}`).join("\n")}\n`],
    ["pandas' index without names", `,0,1\n${rows.map((row, index) => `${index},${row}`).join("\n")}\n`],
    ["quotes", rows.map((row) => `"${row.replace(",", '","')}"`).join("\n")],
    ["powers", "5e-1,1.0E0\n+2,3.\n-4,.5e1"],
  ])("with %s are read", async (_, text) => {
    const { matrix, names } = await read("a.csv", text);
    expect(matrix).toEqual({ rows: 3, cols: 2, data: Float64Array.from(SMALL) });
    expect(names).toBeUndefined();
    expect((await read("a.txt", Buffer.from(`\uFEFF${text}`, "utf16le"))).matrix).toEqual(matrix);
  });

  it.each([
    ["a header", ["filename", "x", "y"], 0],
    ["a header with another name", ["path", "x", "y"], 0],
    ["no header", null, 0],
    ["the names last", ["x", "y", "file"], 2],
  ] as const)("name their songs: %s", async (_, header, at) => {
    const lines = numbers.map((row, index) => row.map(String).toSpliced(at, 0, `"a, ${index}.ogg"`).join(","));
    const { matrix, names } = await read(
      "a.csv",
      [...(header === null ? [] : [header.join(",")]), ...lines].join("\n"),
    );
    expect(matrix.data).toEqual(Float64Array.from(SMALL));
    expect(names).toEqual(["a, 0.ogg", "a, 1.ogg", "a, 2.ogg"]);
  });

  it("leave labels out, and pandas' index beside the names", async () => {
    const text = `,filename,language,genre,x,y\n${rows.map((row, index) => `${index},${index}.ogg,en,folk,${row}`).join("\n")}`;
    const { matrix, names } = await read("a.csv", text);
    expect(matrix).toEqual({ rows: 3, cols: 2, data: Float64Array.from(SMALL) });
    expect(names).toEqual(["0.ogg", "1.ogg", "2.ogg"]);
  });

  it.each([
    ["a word", "1,2\n3,four\n", "“four” is no number."],
    ["an empty cell", "1,2\n3,\n", "“” is no number."],
    ["a date", "1,2\n3,2026-01-01\n", "“2026-01-01” is no number."],
    ["a hexadecimal number", "1,2\n3,0x10\n", "“0x10” is no number."],
    ["a short row", "1,2\n3\n", "The row has 1 cell, the first line 2."],
    ["nan", "1,2\n3,nan\n", "Row 2, column 2 is NaN."],
    ["inf", "1,2\n-inf,3\n", "Row 2, column 1 is -Infinity."],
    ["a number beyond float64", "1,2\n3,1e999\n", "Row 2, column 2 is Infinity."],
    ["nothing", "", "The table is empty."],
    ["a header alone", "x,y\n", "An embedding has two dimensions, songs and columns; this array's shape is (0, 2)."],
    ["names alone", "a.ogg\nb.ogg\n", "The table has names of songs, and no column of numbers."],
    [
      "lyrics",
      "filename,language,genre,lyrics\na.ogg,en,pop,la\n",
      "The table has names of songs, and no column of numbers.",
    ],
  ])("with %s are none", async (_, text, message) => {
    expect(await refusal("a.csv", text)).toBe(message);
  });

  it("say at which line a cell is no number", async () => {
    const folder = await folderWith({ "a.csv": "x,y\n1,2\n\n3,four\n" });
    await expect(readEmbedding(join(folder, "a.csv"))).rejects.toMatchObject({ place: { line: 4 } });
    await writeFile(join(folder, "a.csv"), "x,y\n1,2,3\n");
    await expect(readEmbedding(join(folder, "a.csv"))).rejects.toMatchObject({ place: { line: 2 } });
  });
});
