import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { LatentuneError } from "../../src/engine/core/errors.ts";
import { readNpy, writeNpy, writeNpyRows } from "../../src/engine/core/npy.ts";

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "latentune-npy-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("npy files", () => {
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

  it("names a file that is no array, and what is one", async () => {
    const file = join(await temporaryFolder(), "Z.npy");
    await writeFile(file, "filename,language\n");
    await expect(readNpy(file)).rejects.toMatchObject({
      message: "Not a readable .npy array: it does not start with the NumPy magic bytes.",
      place: { file, remedy: expect.stringContaining("numpy.save") as string },
    });
  });
});
