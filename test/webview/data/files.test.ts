import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { VIEW_SCHEMA_VERSION } from "../../../src/shared/contract/view.ts";
import { parseHistory } from "../../../src/webview/data/history.ts";
import { parseNpy } from "../../../src/webview/data/npy.ts";
import { RunView } from "../../../src/webview/data/run-view.ts";
import { songTitle } from "../../../src/webview/data/song-title.ts";

interface Golden {
  readonly cases: readonly {
    readonly dtype: string;
    readonly shape: readonly number[];
    readonly values: readonly number[];
    readonly base64: string;
  }[];
  readonly others: Readonly<Record<"version2" | "fortran" | "big_endian" | "float16", string>>;
}
const golden = JSON.parse(readFileSync(new URL("../../golden/npy.json", import.meta.url), "utf8")) as Golden;
const bufferOf = (base64: string): ArrayBuffer => {
  const bytes = Buffer.from(base64, "base64");
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
};

describe("npy in the browser", () => {
  it.each(golden.cases.filter(({ dtype }) => dtype !== "int64"))(
    "reads what numpy.save wrote: $dtype $shape",
    ({ shape, values, base64 }) => {
      const array = parseNpy(bufferOf(base64), "a.npy");
      expect(array.shape).toEqual(shape);
      expect([...array.data]).toEqual(values);
    },
  );

  it("does not copy data that are aligned, and copies those that are not", () => {
    const buffer = bufferOf(golden.cases.find(({ dtype }) => dtype === "float32")!.base64);
    expect(parseNpy(buffer, "a.npy").data.buffer).toBe(buffer);
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }  \n";
    const bytes = new Uint8Array(10 + header.length + 4);
    bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
    bytes.set(new TextEncoder().encode(header), 10);
    new DataView(bytes.buffer).setFloat32(10 + header.length, 1.5, true);
    expect((10 + header.length) % 4).not.toBe(0);
    expect([...parseNpy(bytes.buffer, "a.npy").data]).toEqual([1.5]);
  });

  it.each([
    ["fortran", "Fortran order"],
    ["big_endian", "dtype"],
    ["float16", "dtype"],
  ] as const)("refuses %s, naming the file and the remedy", (name, reason) => {
    expect(() => parseNpy(bufferOf(golden.others[name]), "view/x.npy")).toThrow(
      new RegExp(`^view/x\\.npy is not a readable array: .*${reason}.*Run the task again`),
    );
  });

  it("refuses what is cut off, and what is no array", () => {
    const whole = bufferOf(golden.cases[0]!.base64);
    expect(() => parseNpy(whole.slice(0, whole.byteLength - 1), "x")).toThrow("cut off");
    expect(() => parseNpy(whole.slice(0, 20), "x")).toThrow("cut off");
    expect(() => parseNpy(new TextEncoder().encode("<html>not found</html>").buffer, "x")).toThrow("magic");
  });
});

describe("history.csv", () => {
  it("reads the columns by their names, whatever their order", () => {
    const text = "beta,epoch,total,kl,reconstruction,learning_rate\n0.05,1,0.6,2,0.5,0.001\r\n0.1,2,0.5,1,0.4,0.001\n";
    expect(parseHistory(text, "h.csv")).toEqual([
      { epoch: 1, reconstruction: 0.5, kl: 2, total: 0.6, beta: 0.05 },
      { epoch: 2, reconstruction: 0.4, kl: 1, total: 0.5, beta: 0.1 },
    ]);
  });

  it("names the columns that are missing", () => {
    expect(() => parseHistory("epoch,total,beta\n", "h.csv")).toThrow("h.csv has no column reconstruction, kl.");
  });
});

describe("a run's files", () => {
  const source = { runId: "r", task: "hard", startedAt: "", name: null, baseUri: "base" } as const;
  const songs = {
    filename: ["a b.mp3", "c.mp3"],
    language: ["", ""],
    genre: ["", ""],
    audio: ["", ""],
    row: [1, 2],
    firstLyric: ["", ""],
  };
  const manifest = {
    schemaVersion: VIEW_SCHEMA_VERSION,
    songCount: 2,
    songs: "view/songs.json",
    representations: [],
    models: [],
  };
  const open = async (files: Readonly<Record<string, unknown>>) => {
    const asked: string[] = [];
    const abort = new AbortController();
    const view = await RunView.open(
      source,
      (uri) => {
        asked.push(uri);
        const content = files[uri];
        return Promise.resolve(
          content === undefined
            ? new Response("", { status: 404 })
            : content instanceof ArrayBuffer
              ? new Response(content)
              : Response.json(content),
        );
      },
      abort,
    );
    return { view, asked, abort };
  };
  const both = { "base/view/view.json": manifest, "base/view/songs.json": songs };

  it("are read once each, with names that need encoding, and again after a failure", async () => {
    const array = bufferOf(golden.cases[0]!.base64);
    const files: Record<string, unknown> = { ...both, "base/view/a%2Bb%20%231.npy": array };
    const { view, asked } = await open(files);
    const [first, second] = await Promise.all([view.array("view/a+b #1.npy"), view.array("view/a+b #1.npy")]);
    expect(first).toBe(second);
    expect(asked.filter((uri) => uri.endsWith(".npy"))).toHaveLength(1);
    await expect(view.array("view/late.npy")).rejects.toThrow("view/late.npy of this run cannot be read (404)");
    files["base/view/late.npy"] = array;
    await expect(view.array("view/late.npy")).resolves.toBeDefined();
    expect(view.titles).toEqual(["a b", "c"]);
  });

  it("say what is wrong with a view of another version, or that does not fit its songs", async () => {
    await expect(open({ ...both, "base/view/view.json": { ...manifest, schemaVersion: 99 } })).rejects.toThrow(
      "version 99",
    );
    await expect(open({ ...both, "base/view/view.json": { ...manifest, songCount: 3 } })).rejects.toThrow(
      "lists 2 songs where the run has 3",
    );
    await expect(open({})).rejects.toThrow("view/view.json of this run cannot be read (404)");
  });

  it("stop being read when the run is left", async () => {
    const { view, abort } = await open(both);
    view.dispose();
    expect(abort.signal.aborted).toBe(true);
  });
});

it.each([
  ["a.mp3", "a"],
  ["A. B (1 of 6).flac", "A. B (1 of 6)"],
  ["spanish/x.ogg", "x"],
  [".hidden", ".hidden"],
  ["none", "none"],
])("the title of %j is %j", (filename, title) => {
  expect(songTitle(filename)).toBe(title);
});
