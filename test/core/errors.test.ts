import { expect, it } from "vitest";
import { diagnosticLines } from "../../src/engine/cli/diagnostic-line.ts";
import { LatentuneError } from "../../src/engine/core/errors.ts";

it.each([
  ["Failed to load shared library", "Failed to load shared library. Choose another."],
  ["Its list ends with 3", "Its list ends with 3. Choose another."],
  ["It is missing.", "It is missing. Choose another."],
  ["It is “x”.", "It is “x”. Choose another."],
  ["ENOENT: no such file or directory, open 'x'", "ENOENT: no such file or directory, open 'x'. Choose another."],
  ["Two lines:\n  data/", "Two lines:\n  data/ Choose another."],
])("separates what is wrong from what helps: %j", (message, described) => {
  const error = new LatentuneError(message, { remedy: "Choose another." });
  expect(error.describe()).toBe(described);
  expect(`${error.message} ${error.place.remedy}`).toBe(described);
});

it("leaves a message without a remedy as it is", () => {
  expect(new LatentuneError("Failed to load", { file: "a.onnx" }).describe()).toBe("a.onnx: Failed to load");
});

it.each([
  ["", "a.csv: Too few rows:\n  line 2: It is silent."],
  ["\nAdd songs.", "a.csv: Too few rows:\n  line 2: It is silent.\nAdd songs."],
])("ends no line with a blank where the remedy is %j", (remedy, described) => {
  const message = "Too few rows:\n  line 2: It is silent.";
  expect(new LatentuneError(message, { file: "a.csv", remedy }).describe()).toBe(described);
  const diagnostic = { code: "e", severity: "error", file: "a.csv", message: "It is silent.", remedy } as const;
  expect(diagnosticLines([diagnostic])).toEqual([`error: a.csv: It is silent.${remedy}`]);
});
