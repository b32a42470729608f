import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { keyOf, sha256, sha256OfFile, sha256OfList } from "../../src/engine/core/hash.ts";

describe("sha256", () => {
  it("of a list is that of its JSON", () => {
    for (const list of [[], ["a"], [{ lyrics: "“é”\n", language: "" }, ["b", undefined], 3]])
      expect(sha256OfList(list)).toBe(sha256(JSON.stringify(list)));
  });

  it("has the published values (FIPS 180-4)", () => {
    expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  it("is the same for a file, and stops when cancelled", async () => {
    const folder = await mkdtemp(join(tmpdir(), "latentune-hash-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const bytes = Buffer.alloc(300_000, "latentune");
    await writeFile(join(folder, "x"), bytes);
    expect(await sha256OfFile(join(folder, "x"))).toBe(sha256(bytes));
    await expect(sha256OfFile(join(folder, "x"), AbortSignal.abort())).rejects.toThrow(CancelledError);
    await expect(sha256OfFile(join(folder, "y"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("keyOf", () => {
  it("does not depend on the order of properties, at any depth", () => {
    const a = { beta: 0.1, alphas: [1, 0.3], inner: { x: 1, y: { p: 1, q: [{ m: 1, n: 2 }] } } };
    const b = { inner: { y: { q: [{ n: 2, m: 1 }], p: 1 }, x: 1 }, alphas: [1, 0.3], beta: 0.1 };
    expect(keyOf(a)).toBe(keyOf(b));
    expect(keyOf(a)).toMatch(/^[0-9a-f]{32}$/);
  });

  it("depends on everything else", () => {
    const values = [
      null,
      0,
      "",
      "0",
      false,
      [],
      {},
      [1, 2],
      [2, 1],
      { a: 1 },
      { a: "1" },
      { a: [1] },
      { b: 1 },
      [[1], 2],
      [1, [2]],
    ];
    expect(new Set(values.map(keyOf)).size).toBe(values.length);
  });
});
