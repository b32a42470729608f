import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ESLint, type Linter } from "eslint";
import tseslint from "typescript-eslint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import repositoryRules, { importRules, ROOMS } from "../../config/import-rules.js";

// A checkout in small, with one file per part and room: the rule looks only at imports that lead to a file.
const PARTS = [
  "src/shared/contract/diagnostic.ts",
  "src/shared/contract/train.ts",
  "src/engine/core/rng.ts",
  "src/engine/nn/graph.ts",
  ...ROOMS.map((room) => `src/engine/${room}/index.ts`),
  "src/extension/extension.ts",
  "src/webview/protocol.ts",
  "src/webview/main.ts",
];

let root: string;
let eslint: ESLint;

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "latentune-rules-")));
  for (const part of PARTS) {
    await mkdir(dirname(join(root, part)), { recursive: true });
    await writeFile(join(root, part), "export {};\n");
  }
  eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [{ files: ["**/*.ts"], languageOptions: { parser: tseslint.parser } }, ...importRules(root)],
  });
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** The messages for a file of the given name that imports `specifier`, by statement, type, re-export or call. */
async function messagesFor(
  file: string,
  specifier: string,
  form = `import x from "${specifier}"; x;`,
): Promise<string[]> {
  const [result] = await eslint.lintText(form, { filePath: join(root, file) });
  return result!.messages.map(({ message }) => message);
}

describe("a forbidden import is rejected", () => {
  it.each([
    ["src/webview/main.ts", "../engine/core/rng.ts", "only what is shared"],
    ["src/webview/views/map.ts", "../../engine/dataset/index.ts", "only what is shared"],
    ["src/webview/main.ts", "../extension/extension.ts", "never imports the extension"],
    ["src/webview/main.ts", "node:fs", "no Node"],
    ["src/webview/main.ts", "fs/promises", "no Node"],
    ["src/webview/main.ts", "path", "no Node"],
    ["src/webview/main.ts", "vscode", "no vscode"],
    ["src/webview/main.ts", "onnxruntime-web", "no Node"],
    ["src/extension/extension.ts", "onnxruntime-node", "never computes"],
    ["src/extension/extension.ts", "onnxruntime-common", "never computes"],
    ["src/extension/commands/run.ts", "@huggingface/transformers", "never computes"],
    ["src/extension/extension.ts", "canvaskit-wasm", "never computes"],
    ["src/extension/extension.ts", "../engine/dataset/index.ts", "only what is shared"],
    ["src/extension/extension.ts", "../engine/core/rng.ts", "only what is shared"],
    ["src/extension/extension.ts", "../webview/main.ts", "only the protocols of webviews"],
    ["src/engine/tasks/run.ts", "vscode", "never imports vscode"],
    ["src/engine/core/rng.ts", "vscode", "never imports vscode"],
    ["src/engine/cli/main.ts", "../../extension/extension.ts", "never imports the extension"],
    ["src/engine/cli/main.ts", "../../webview/protocol.ts", "never imports the webview"],
    ["src/shared/contract/train.ts", "node:fs", "no Node"],
    ["src/shared/contract/train.ts", "onnxruntime-node", "no Node"],
    ["src/shared/contract/train.ts", "lit", "no DOM"],
    ["src/shared/contract/train.ts", "vscode", "no vscode"],
    ["src/shared/contract/train.ts", "../../engine/core/rng.ts", "nothing of the other parts"],
    ["src/shared/contract/train.ts", "../../extension/extension.ts", "nothing of the other parts"],
    ["src/shared/contract/train.ts", "../../webview/protocol.ts", "nothing of the other parts"],
    ["src/engine/core/rng.ts", "../dataset/index.ts", "core comes before dataset"],
    ["src/engine/core/rng.ts", "../nn/graph.ts", "core comes before nn"],
    ["src/engine/nn/graph.ts", "../models/index.ts", "nn comes before models"],
  ])("%s → %s", async (file, specifier, reason) => {
    const messages = await messagesFor(file, specifier);
    expect(messages.join("\n")).toContain(reason);
  });

  it.each(["src/engine/tasks/run.ts", "src/extension/runs/read.ts"])(
    "reading a file past the door, in %s",
    async (file) => {
      for (const form of [
        `import { readFile } from "node:fs/promises"; export { readFile };`,
        `import { readdir, open } from "fs/promises"; export { readdir, open };`,
        `import { createReadStream as read } from "node:fs"; export { read };`,
        `import { readFileSync } from "node:fs"; export { readFileSync };`,
        `import { copyFile } from "node:fs/promises"; export { copyFile };`,
        `import * as fs from "node:fs"; export { fs };`,
        `import fs from "node:fs"; export { fs };`,
      ])
        expect({ form, messages: await messagesFor(file, "", form) }).toEqual({
          form,
          messages: [expect.stringContaining("given-file.ts")],
        });
    },
  );

  it.each([
    "src/engine/tasks/run.ts",
    "src/extension/runs/read.ts",
    "src/webview/main.ts",
    "src/shared/contract/train.ts",
  ])("an array of any length as arguments, in %s", async (file) => {
    for (const call of [
      "all.push(...songs)",
      "all.unshift(first, ...songs)",
      "all.splice(0, 1, ...songs)",
      "Math.max(...songs)",
      "Math.min(0, ...songs)",
      "String.fromCharCode(...songs)",
      "String.fromCodePoint(...songs)",
    ])
      expect({ call, messages: await messagesFor(file, "", `${call};`) }).toEqual({
        call,
        messages: [expect.stringContaining("no list of arguments")],
      });
    expect(await messagesFor(file, "", "all.push(song); both([...all, ...songs], Math.max(1, 2));")).toEqual([]);
  });

  const forbidden = ROOMS.flatMap((room, index) => ROOMS.slice(index + 1).map((later) => [room, later] as const));
  it("from every room to every later one", async () => {
    expect(forbidden).toHaveLength((ROOMS.length * (ROOMS.length - 1)) / 2);
    for (const [room, later] of forbidden) {
      const messages = await messagesFor(`src/engine/${room}/index.ts`, `../${later}/index.ts`);
      expect(messages).toEqual([expect.stringContaining(`${room} comes before ${later}`)]);
    }
  });

  it("in a circle", async () => {
    await writeFile(
      join(root, "src/engine/core/rng.ts"),
      `import { hash } from "./hash.ts"; export const rng = hash;\n`,
    );
    await writeFile(
      join(root, "src/engine/core/hash.ts"),
      `import { rng } from "./rng.ts"; export const hash = rng;\n`,
    );
    const form = `import { rng } from "./rng.ts"; export const hash = rng;`;
    expect(await messagesFor("src/engine/core/hash.ts", "./rng.ts", form)).toEqual(["Dependency cycle detected"]);
    await writeFile(join(root, "src/engine/core/rng.ts"), "export {};\n");
  });

  it.each([
    ["a type", `import type { A } from "SPECIFIER"; export type B = A;`],
    ["a side effect", `import "SPECIFIER";`],
    ["a re-export", `export * from "SPECIFIER";`],
    ["a dynamic import", `export const a = import("SPECIFIER");`],
  ])("as %s", async (_, form) => {
    for (const [file, specifier] of [
      ["src/engine/core/rng.ts", "../cli/index.ts"],
      ["src/extension/extension.ts", "onnxruntime-node"],
      ["src/engine/core/rng.ts", "vscode"],
      ["src/webview/main.ts", "node:fs/promises"],
      ["src/shared/contract/train.ts", "node:fs"],
    ] as const) {
      const messages = await messagesFor(file, specifier, form.replace("SPECIFIER", specifier));
      expect({ file, specifier, count: messages.length }).toEqual({ file, specifier, count: 1 });
    }
  });
});

describe("an allowed import is accepted", () => {
  it.each([
    ["src/webview/main.ts", "../shared/contract/diagnostic.ts"],
    ["src/webview/main.ts", "./protocol.ts"],
    ["src/webview/main.ts", "chart.js"],
    ["src/shared/contract/train.ts", "chart.js"],
    ["src/shared/contract/train.ts", "csv-parse/sync"],
    ["src/webview/main.ts", "@vscode-elements/elements"],
    ["src/extension/extension.ts", "../shared/contract/diagnostic.ts"],
    ["src/extension/extension.ts", "../webview/protocol.ts"],
    ["src/extension/extension.ts", "vscode"],
    ["src/extension/extension.ts", "vscode-jsonrpc/node"],
    ["src/extension/extension.ts", "node:path"],
    ["src/shared/contract/train.ts", "./diagnostic.ts"],
    ["src/engine/core/rng.ts", "../../shared/contract/diagnostic.ts"],
    ["src/engine/core/given-file.ts", "node:fs"],
    ["src/engine/nn/graph.ts", "../core/rng.ts"],
    ["src/engine/models/index.ts", "onnxruntime-node"],
    ["src/engine/models/index.ts", "../nn/graph.ts"],
    ["src/engine/cli/index.ts", "vscode-jsonrpc/node"],
  ])("%s → %s", async (file, specifier) => {
    expect(await messagesFor(file, specifier)).toEqual([]);
  });

  it.each(["src/engine/tasks/run.ts", "src/extension/runs/read.ts"])("what opens no file, in %s", async (file) => {
    const form = `import { readdir, stat, rm, writeFile } from "node:fs/promises"; export { readdir, stat, rm, writeFile };`;
    expect(await messagesFor(file, "", form)).toEqual([]);
  });

  it("from every room to every earlier one", async () => {
    for (const [index, room] of ROOMS.entries()) {
      for (const earlier of ROOMS.slice(0, index)) {
        expect(await messagesFor(`src/engine/${room}/index.ts`, `../${earlier}/index.ts`)).toEqual([]);
      }
    }
  });
});

it("the repository's own configuration has these rules, for its own folder", async () => {
  const repository = join(import.meta.dirname, "..", "..");
  expect(repositoryRules.map(({ rules }) => rules)).toEqual(importRules(repository).map(({ rules }) => rules));
  const config = (await new ESLint({ cwd: repository }).calculateConfigForFile(
    join(repository, "src", "engine", "core", "rng.ts"),
  )) as Linter.Config;
  expect(config.rules).toMatchObject({ "import-x/no-restricted-paths": [2, { basePath: repository }] });
});
