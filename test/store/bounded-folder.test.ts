import { readdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { boundFolder, touch } from "../../src/engine/store/bounded-folder.ts";
import { sizeOfFolder } from "../../src/engine/store/folder-size.ts";
import { folderWith } from "../dataset/workspace.ts";

it("a bounded folder loses what was used longest ago, but not what is kept", async () => {
  const folder = await folderWith({ a: "xx", b: "xx", c: "xx", d: "xx" });
  for (const [index, name] of ["a", "b", "c", "d"].entries())
    await utimes(join(folder, name), 1000 + index, 1000 + index);
  await boundFolder(folder, 8, []);
  expect(await readdir(folder)).toHaveLength(4);
  expect(await touch(join(folder, "b"))).toBe(true);
  expect(await touch(join(folder, "b"), join(folder, "none"))).toBe(false);
  await boundFolder(folder, 4, [join(folder, "a")]);
  expect((await readdir(folder)).sort()).toEqual(["a", "b"]);
  await boundFolder(join(folder, "missing"), 0, []);
});

it("the size of a folder is that of all files below it", async () => {
  expect(await sizeOfFolder(await folderWith({ a: "xx", "b/c": "xyz" }))).toBe(5);
  expect(await sizeOfFolder("/nowhere")).toBe(0);
});
