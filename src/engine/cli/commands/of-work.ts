// The commands that compute, and what they need.
export { addModelCommands } from "./models.ts";
export { addQueueCommands } from "./queue.ts";
export { addStepCommands } from "./steps.ts";
export { addTaskCommands } from "./tasks.ts";
export { addExportLrcCommand, addTranscribeCommand } from "./transcribe.ts";
