import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LatentuneError, messageOf } from "../../src/engine/core/errors.ts";
import { copyFileAtomic } from "../../src/engine/core/files.ts";
import { ifPresent, readGivenFile, streamGivenFile } from "../../src/engine/core/given-file.ts";
import { withSystemErrors } from "../../src/engine/core/system-error.ts";
import { readGivenFile as readInExtension } from "../../src/extension/common/given-file.ts";
import { HOSTILE_FILES } from "../hostile-files.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-given-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function streamed(path: string, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of streamGivenFile(path, "The list", maxBytes)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const readers = [
  { reader: "whole", read: (path: string, maxBytes: number) => readGivenFile(path, "The list", maxBytes) },
  { reader: "piece by piece", read: streamed },
  { reader: "by the extension", read: (path: string, maxBytes: number) => readInExtension(path, "The list", maxBytes) },
];

describe.each(readers)("a file that is read $reader", ({ reader, read }) => {
  it("has its bytes, up to the limit", async () => {
    const path = join(folder, "file");
    const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
    await writeFile(path, content);
    expect(Buffer.compare(await read(path, content.length), content)).toBe(0);
    await expect(read(path, content.length - 1)).rejects.toThrow("has 200 kB, more than the 200 kB");
    await truncate(path, 0);
    expect(await read(path, 10)).toHaveLength(0);
  });

  it.each(HOSTILE_FILES)("is refused at once where it is $kind", async ({ make, says, skip, kind }) => {
    if (skip) return;
    const path = join(folder, "hostile");
    await make(path);
    const limit = kind.includes("GiB") ? 2 ** 30 : Infinity;
    const error = withSystemErrors(await read(path, limit).catch((thrown: unknown) => thrown));
    // What a link stands for is only told by the engine.
    const plain = reader === "by the extension" && kind.includes("nowhere") ? /ENOENT/ : says;
    expect(messageOf(error)).toMatch(plain);
    expect(messageOf(error)).toContain(path);
    if (kind === "a folder")
      expect(messageOf(error)).toMatch(/not a file\. Name the file itself, or move the folder away/);
  });

  it("that is not there is the system's ENOENT", async () => {
    await expect(read(join(folder, "none"), 10)).rejects.toMatchObject({ code: "ENOENT" });
  });
});

it("a file that may be missing is undefined only where there is none", async () => {
  const read = (name: string) => ifPresent(readGivenFile(join(folder, name), "The list", 10));
  expect(await read("none")).toBeUndefined();
  await writeFile(join(folder, "some"), "some");
  expect((await read("some"))?.toString()).toBe("some");
  await expect(read(".")).rejects.toBeInstanceOf(LatentuneError);
});

it.each(HOSTILE_FILES.filter(({ kind }) => !kind.includes("GiB")))(
  "$kind is not copied",
  async ({ make, says, skip }) => {
    if (skip) return;
    await make(join(folder, "source"));
    const error = await copyFileAtomic(join(folder, "source"), join(folder, "target")).catch(
      (thrown: unknown) => thrown,
    );
    expect(messageOf(withSystemErrors(error))).toMatch(says);
  },
);
