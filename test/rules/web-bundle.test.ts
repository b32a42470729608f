import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as vscode from "../extension/fake-vscode/index.ts";
import { bundleExtension } from "../../scripts/build.js";

let folder: string;
let code: string;
let inputs: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-web-"));
  inputs = await bundleExtension("web", folder);
  code = await readFile(join(folder, "web.js"), "utf8");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("asks the editor in a browser for nothing of Node", () => {
  expect(new Set(Array.from(code.matchAll(/\brequire\("([^"]+)"\)/g), ([, name]) => name))).toEqual(
    new Set(["vscode"]),
  );
  expect(code).not.toMatch(/(?<![:\w.])process\.(?:env|platform|arch|pid|execPath)\b|\b__dirname\b/);
  expect(inputs).not.toContain("src/extension/engine/process.ts");
  expect(inputs.filter((path) => path.startsWith("src/engine/"))).toEqual([]);
});

it("activates where there is no Node, and says once why nothing runs", () => {
  const module = { exports: {} as { activate?: unknown } };
  // Globals are those of the language, and the few of a worker that a bundle asks for while it is loaded.
  runInNewContext(code, { module, exports: module.exports, require: () => vscode, setTimeout, console });
  expect(module.exports.activate).toBeTypeOf("function");
  expect(code).toContain("Latentune cannot run in a browser");
});
