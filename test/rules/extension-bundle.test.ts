import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInThisContext } from "node:vm";
import { expect, it } from "vitest";
import * as vscode from "../extension/fake-vscode/index.ts";
import { bundleExtension } from "../../scripts/build.js";

it("reads the editor's interface once, and nothing of the engine's process, when the editor loads it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "latentune-bundle-"));
  await bundleExtension("extension", folder);
  const code = await readFile(join(folder, "extension.cjs"), "utf8");
  await rm(folder, { recursive: true, force: true });

  const nodes = createRequire(import.meta.url);
  const asked: string[] = [];
  const load = (name: string): unknown => {
    asked.push(name);
    return name === "vscode" ? vscode : nodes(name);
  };
  const module = { exports: {} as { activate?: unknown } };
  // As a module of CommonJS is loaded.
  const wrapped = runInThisContext(`(function (require, module, exports) {${code}\n})`) as (
    ...parts: unknown[]
  ) => void;
  wrapped(load, module, module.exports);
  expect(module.exports.activate).toBeTypeOf("function");
  expect(asked).toContain("vscode");
  expect(asked).toEqual([...new Set(asked)]);
  expect(asked.filter((name) => /child_process|net$|worker_threads/.test(name))).toEqual([]);
});
