import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { kernelsForVite } from "./scripts/kernels.js";
import { reportPageForVite } from "./scripts/report-page.js";

// Training and whole-task tests are long on shared machines; nothing here asserts a time.
const timeouts = { testTimeout: 300_000, hookTimeout: 300_000 };

/** Tests that run whole commands and trainings, an engine's process or a browser: minutes, where the others take seconds. */
const WHOLE = [
  "test/{cases,cli,server,tasks,real-models}/**/*.test.ts",
  "test/webview/browser/**/*.test.ts",
  "test/webview/map/browser.test.ts",
  "test/steps/{damaged-cache,transcription,training-sample}.test.ts",
  "test/store/publish-kill.test.ts",
  "test/results/{finished-runs,python-latents}.test.ts",
  "test/results/view/kept-view.test.ts",
  "test/models/{golden,replicas,kill,train}.test.ts",
  "test/audio/extract.test.ts",
  "test/hub/download.test.ts",
  "test/queue/redis/**/*.test.ts",
  "test/report/plots/pictures.test.ts",
  "test/report/browser/**/*.test.ts",
];

const alias = {
  // The editor's API exists only inside the editor: tests of the extension get a hand-made one.
  vscode: fileURLToPath(new URL("test/extension/fake-vscode/index.ts", import.meta.url)),
  // As the documents' examples import the library.
  latentune: fileURLToPath(new URL("src/engine/library/index.ts", import.meta.url)),
};
const inNode = { plugins: [kernelsForVite, reportPageForVite], resolve: { alias } };

export default defineConfig({
  test: {
    // By default one core is left idle, which on two cores is half of them.
    maxWorkers: "100%",
    reporters: ["default", "./test/closing-line.ts"],
    projects: [
      {
        ...inNode,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/e2e/**", ...WHOLE],
          sequence: { groupOrder: 0 },
          ...timeouts,
        },
      },
      { ...inNode, test: { name: "whole", include: WHOLE, sequence: { groupOrder: 0 }, ...timeouts } },
      {
        plugins: [kernelsForVite, reportPageForVite],
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
