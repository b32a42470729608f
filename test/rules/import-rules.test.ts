import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ESLint, type Linter } from "eslint";
import tseslint from "typescript-eslint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import repositoryRules, { importRules, STEPS } from "../../config/import-rules.js";

// A checkout in small, with one file per part and step: the rule looks only at imports that lead to a file.
const PARTS = [
  "src/shared/contract/warning.ts",
  "src/shared/contract/train.ts",
  "src/engine/core/rng.ts",
  "src/engine/nn/graph.ts",
  ...STEPS.map((step) => `src/engine/${step}/index.ts`),
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
    overrideConfig: [
      { files: ["**/*.ts"], languageOptions: { parser: tseslint.parser } },
      ...importRules(root),
    ],
  });
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** The messages for a file of the given name that imports `specifier`, by statement, type, re-export or call. */
async function messagesFor(file: string, specifier: string, form = `import x from "${specifier}"; x;`): Promise<string[]> {
  const [result] = await eslint.lintText(form, { filePath: join(root, file) });
  return result!.messages.map(({ message }) => message);
}

describe("a forbidden import is rejected", () => {
  it.each([
    ["src/webview/main.ts", "../engine/core/rng.ts", "only the engine's contract"],
    ["src/webview/views/map.ts", "../../engine/dataset/index.ts", "only the engine's contract"],
    ["src/webview/main.ts", "../extension/extension.ts", "never imports the extension"],
    ["src/webview/main.ts", "node:fs", "no Node"],
    ["src/webview/main.ts", "fs/promises", "no Node"],
    ["src/webview/main.ts", "path", "no Node"],
    ["src/webview/main.ts", "vscode", "no vscode"],
    ["src/webview/main.ts", "onnxruntime-web", "no Node"],
    ["src/extension/extension.ts", "onnxruntime-node", "never computes"],
    ["src/extension/extension.ts", "onnxruntime-common", "never computes"],
    ["src/extension/commands/run.ts", "@huggingface/transformers", "never computes"],
    ["src/extension/extension.ts", "@napi-rs/canvas", "never computes"],
    ["src/extension/extension.ts", "../engine/dataset/index.ts", "only the engine's contract"],
    ["src/extension/extension.ts", "../engine/core/rng.ts", "only the engine's contract"],
    ["src/extension/extension.ts", "../webview/main.ts", "only the protocols of webviews"],
    ["src/engine/pipeline/run.ts", "vscode", "never imports vscode"],
    ["src/engine/core/rng.ts", "vscode", "never imports vscode"],
    ["src/engine/cli/main.ts", "../../extension/extension.ts", "never imports the extension"],
    ["src/engine/cli/main.ts", "../../webview/protocol.ts", "never imports the webview"],
    ["src/shared/contract/train.ts", "node:fs", "nothing but itself"],
    ["src/shared/contract/train.ts", "csv-parse/sync", "nothing but itself"],
    ["src/shared/contract/train.ts", "vscode", "nothing but itself"],
    ["src/shared/contract/train.ts", "../core/rng.ts", "nothing but itself"],
    ["src/shared/contract/train.ts", "../dataset/index.ts", "nothing but itself"],
    ["src/shared/contract/train.ts", "../../webview/protocol.ts", "nothing but itself"],
    ["src/engine/core/rng.ts", "../dataset/index.ts", "must not know dataset"],
    ["src/engine/core/rng.ts", "../nn/graph.ts", "must not know nn"],
    ["src/engine/nn/graph.ts", "../models/index.ts", "must not know models"],
  ])("%s → %s", async (file, specifier, reason) => {
    const messages = await messagesFor(file, specifier);
    expect(messages.join("\n")).toContain(reason);
  });

  const forbiddenSteps = STEPS.flatMap((step, index) => STEPS.slice(index + 1).map((later) => [step, later] as const));
  it("from every step to every later one", async () => {
    expect(forbiddenSteps).toHaveLength((STEPS.length * (STEPS.length - 1)) / 2);
    for (const [step, later] of forbiddenSteps) {
      const messages = await messagesFor(`src/engine/${step}/index.ts`, `../${later}/index.ts`);
      expect(messages).toEqual([expect.stringContaining(`${step} comes before ${later}`)]);
    }
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
    ["src/webview/main.ts", "../engine/contract/warning.ts"],
    ["src/webview/main.ts", "./protocol.ts"],
    ["src/webview/main.ts", "chart.js"],
    ["src/webview/main.ts", "@vscode-elements/elements"],
    ["src/extension/extension.ts", "../engine/contract/warning.ts"],
    ["src/extension/extension.ts", "../webview/protocol.ts"],
    ["src/extension/extension.ts", "vscode"],
    ["src/extension/extension.ts", "vscode-jsonrpc/node"],
    ["src/extension/extension.ts", "node:path"],
    ["src/shared/contract/train.ts", "./warning.ts"],
    ["src/engine/core/rng.ts", "../contract/warning.ts"],
    ["src/engine/core/rng.ts", "node:fs"],
    ["src/engine/nn/graph.ts", "../core/rng.ts"],
    ["src/engine/models/index.ts", "onnxruntime-node"],
    ["src/engine/models/index.ts", "../nn/graph.ts"],
    ["src/engine/cli/index.ts", "vscode-jsonrpc/node"],
  ])("%s → %s", async (file, specifier) => {
    expect(await messagesFor(file, specifier)).toEqual([]);
  });

  it("from every step to every earlier one", async () => {
    for (const [index, step] of STEPS.entries()) {
      for (const earlier of STEPS.slice(0, index)) {
        expect(await messagesFor(`src/engine/${step}/index.ts`, `../${earlier}/index.ts`)).toEqual([]);
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
