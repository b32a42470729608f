import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkedJson, readChecked, readWithDigest, writeChecked } from "../../src/engine/core/checked-file.ts";
import { sha256 } from "../../src/engine/core/hash.ts";

let folder: string;
let damaged: string[];
const onDamaged = (path: string): void => {
  damaged.push(path);
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-checked-"));
  damaged = [];
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const json = checkedJson<unknown>();

const CONTENT = { numbers: [1, 2.5, null], text: "ভালোবাসা" };

const kinds = [
  {
    kind: "bytes",
    write: (path: string) => writeChecked(path, [Buffer.from("some "), Buffer.from("content")]),
    read: async (path: string) => Buffer.from((await readChecked(path, onDamaged)) ?? "").toString() || undefined,
    content: "some content",
  },
  {
    kind: "JSON",
    write: (path: string) => json.write(path, CONTENT),
    read: (path: string) => json.read(path, onDamaged),
    content: CONTENT,
  },
  {
    kind: "a file of a known digest",
    write: (path: string) => writeFile(path, "some content"),
    read: async (path: string) =>
      Buffer.from((await readWithDigest(path, sha256("some content"), onDamaged)) ?? "").toString() || undefined,
    content: "some content",
  },
];

describe.each(kinds)("$kind", ({ write, read, content }) => {
  it("comes back as it was written, and is not there where nothing was written", async () => {
    const path = join(folder, "file");
    expect(await read(path)).toBeUndefined();
    await write(path);
    expect(await read(path)).toEqual(content);
    expect(damaged).toEqual([]);
  });

  it("is reported and removed where any byte was changed, or where it was cut or replaced", async () => {
    const path = join(folder, "file");
    await write(path);
    const whole = await readFile(path);
    const changes = [0, 20, whole.length - 2].map((at) => () => {
      const bytes = Uint8Array.from(whole);
      const place = Math.min(at, bytes.length - 1);
      bytes[place] = bytes[place]! ^ 0x11;
      return writeFile(path, bytes);
    });
    const others = [
      () => truncate(path, whole.length - 3),
      () => writeFile(path, ""),
      () => writeFile(path, "null"),
      () => rm(path).then(() => mkdir(path)),
    ];
    for (const change of [...changes, ...others]) {
      await write(path);
      await change();
      expect(await read(path)).toBeUndefined();
      expect(damaged.splice(0)).toEqual([path]);
      expect(await read(path)).toBeUndefined();
      expect(damaged).toEqual([]);
    }
  });

  it("is left alone where the system refuses to read it", async () => {
    await expect(read(join(folder, "x".repeat(5000)))).rejects.toThrow("ENAMETOOLONG");
    expect(damaged).toEqual([]);
  });
});
