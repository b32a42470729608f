import { rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { inputsOf, isBuilt, writeStamp } from "../../scripts/stamp.js";
import { folderWith } from "../dataset/workspace.ts";

let root = "";
const stands = async () => isBuilt(join(root, "dist"), await inputsOf(root));

beforeEach(async () => {
  root = await folderWith({
    "package.json": "{}",
    "src/engine/a.ts": "1",
    "scripts/build.js": "1",
    "dist/cli.js": "built",
  });
  await writeStamp(join(root, "dist"), await inputsOf(root));
});

it("does not build again what was built of the same files", async () => {
  expect(await stands()).toBe(true);
  // What neither goes into a build nor comes out of it.
  await writeFile(join(root, "README.md"), "new");
  expect(await stands()).toBe(true);
});

it.each([
  ["a source is another one", "src/engine/a.ts", "22"],
  ["a source is new", "src/engine/b.ts", "1"],
  ["a script is another one", "scripts/build.js", "22"],
  ["another version of something is installed", "package-lock.json", "{}"],
  ["what was built is another one", "dist/cli.js", "changed"],
])("builds again where %s", async (_, file, text) => {
  await writeFile(join(root, file), text);
  expect(await stands()).toBe(false);
});

it("builds again where a file of the same size was written later, and where one is gone", async () => {
  await utimes(join(root, "src/engine/a.ts"), 1, 1);
  expect(await stands()).toBe(false);
  await writeStamp(join(root, "dist"), await inputsOf(root));
  expect(await stands()).toBe(true);
  await rm(join(root, "dist/cli.js"));
  expect(await stands()).toBe(false);
});

it("builds where nothing was built", async () => {
  await rm(join(root, "dist"), { recursive: true });
  expect(await stands()).toBe(false);
});
