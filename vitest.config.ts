import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { kernelsForVite } from "./scripts/kernels.js";

// Training and whole-task tests are long on shared machines; nothing here asserts a time.
const timeouts = { testTimeout: 300_000, hookTimeout: 300_000 };

export default defineConfig({
  test: {
    reporters: ["default", "./test/closing-line.ts"],
    projects: [
      {
        plugins: [kernelsForVite],
        // The editor's API exists only inside the editor: unit tests of the extension get a hand-made one.
        resolve: { alias: { vscode: fileURLToPath(new URL("test/extension/fake-vscode/index.ts", import.meta.url)) } },
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/e2e/**"],
          sequence: { groupOrder: 0 },
          ...timeouts,
        },
      },
      {
        plugins: [kernelsForVite],
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: "test/e2e/harness/setup.ts",
          // One VS Code at a time, after the others: a window that waits for the processor is no user's window.
          fileParallelism: false,
          // A click may meet a window in the very moment in which it draws something anew; twice in a row is a defect.
          retry: 1,
          sequence: { groupOrder: 1 },
          ...timeouts,
        },
      },
    ],
  },
});
