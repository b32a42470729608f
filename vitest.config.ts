import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // The editor's API exists only inside the editor: unit tests of the extension get a hand-made one.
  resolve: { alias: { vscode: fileURLToPath(new URL("test/extension/fake-vscode/index.ts", import.meta.url)) } },
  test: {
    include: ["test/**/*.test.ts"],
    // Training and whole-task tests are long on shared machines; nothing here asserts a time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ["default", "./test/closing-line.ts"],
  },
});
