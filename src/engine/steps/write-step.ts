import { defineUncachedStep } from "./define-step.ts";

/** Writes a task's arrays and tables; the task says which. */
export const writeFiles = defineUncachedStep({
  name: "write",
  label: "Writing arrays and tables",
  run: (write: () => Promise<void>) => write(),
});
