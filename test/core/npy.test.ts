import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeNpy, encodeNpy, readNpy, writeNpy } from "../../src/engine/core/npy.ts";

describe("npy files", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "latentune-npy-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  // Files this small come from Node's shared buffer pool, where the data do not start at offset 0.
  it.each([Float32Array, Float64Array, Int32Array])("come back from disk as they were: %o", async (Type) => {
    const data = Type.from([1, -2, 3, 40, 5, 600]);
    const path = join(folder, "small.npy");
    await writeNpy(path, { shape: [2, 3], data });
    expect(await readNpy(path)).toEqual({ shape: [2, 3], data });
  });

  it("are decoded from the middle of a larger buffer", () => {
    const bytes = encodeNpy({ shape: [3], data: Float64Array.of(0.5, 1.5, 2.5) });
    const larger = Buffer.alloc(bytes.length + 13);
    larger.set(bytes, 13);
    expect(decodeNpy(larger.subarray(13)).data).toEqual(Float64Array.of(0.5, 1.5, 2.5));
  });
});
